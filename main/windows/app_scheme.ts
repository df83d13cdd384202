import { protocol, type Session } from 'electron';
import { readPageFile } from './page_file.ts';

/** Declares the `app:` scheme; must run before Electron is ready. */
export function registerAppScheme(): void {
  protocol.registerSchemesAsPrivileged([
    { scheme: 'app', privileges: { standard: true, secure: true, supportFetchAPI: true, codeCache: false } },
  ]);
}

/** Serves the pages under `rootDir` as `app://kiosk/`, each with its content security policy; all else is 404. */
export function serveAppScheme(session: Session, rootDir: string): void {
  session.protocol.handle('app', async (request) => {
    const { host, pathname } = new URL(request.url);
    const file = host === 'kiosk' && request.method === 'GET' ? await readPageFile(rootDir, pathname) : null;
    return file === null ? new Response(null, { status: 404 }) : new Response(file.body, { headers: { ...file.headers } });
  });
}
