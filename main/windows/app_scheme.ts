import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { protocol, type Session } from 'electron';

const CONTENT_TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.wasm': 'application/wasm',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.woff2': 'font/woff2',
};

const BASE_POLICY =
  "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob: data:; font-src 'self'; form-action 'none'; base-uri 'none'; frame-ancestors 'none'";
// Charts and code drawings set inline style attributes, in these two windows only.
const DRAWING_POLICY = BASE_POLICY.replace("style-src 'self'", "style-src 'self' 'unsafe-inline'");
// The decoder is WebAssembly in a worker, fetched from the package.
const CAMERA_POLICY =
  "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; worker-src 'self'; connect-src 'self'; media-src mediastream: blob:; base-uri 'none'; frame-ancestors 'none'";

const POLICY_OF_FOLDER: Readonly<Record<string, string>> = {
  manager: DRAWING_POLICY,
  specimens: DRAWING_POLICY,
  camera: CAMERA_POLICY,
  // A worker's own script response decides what the worker may do.
  assets: CAMERA_POLICY,
};

/** Declares the `app:` scheme; must run before Electron is ready. */
export function registerAppScheme(): void {
  protocol.registerSchemesAsPrivileged([
    { scheme: 'app', privileges: { standard: true, secure: true, supportFetchAPI: true, codeCache: false } },
  ]);
}

/** Serves the pages under `rootDir` as `app://kiosk/`, each with its content security policy; all else is 404. */
export function serveAppScheme(session: Session, rootDir: string): void {
  const root = path.resolve(rootDir);
  session.protocol.handle('app', async (request) => {
    const url = new URL(request.url);
    const file = path.join(root, decodeURIComponent(url.pathname));
    const type = CONTENT_TYPES[path.extname(file)];
    const inside = file.startsWith(root + path.sep);
    if (url.host !== 'kiosk' || request.method !== 'GET' || !inside || type === undefined) {
      return new Response(null, { status: 404 });
    }
    const body = await readFile(file).catch(() => null);
    if (body === null) return new Response(null, { status: 404 });
    const folder = path.relative(root, file).split(path.sep)[0] ?? '';
    return new Response(new Uint8Array(body), {
      headers: {
        'content-type': type,
        'content-security-policy': POLICY_OF_FOLDER[folder] ?? BASE_POLICY,
        'x-content-type-options': 'nosniff',
        'cache-control': 'no-store',
      },
    });
  });
}
