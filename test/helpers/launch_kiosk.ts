import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { _electron, type ElectronApplication, type Page } from 'playwright';

/** A running kiosk: the real Electron, its windows by name, and its throw-away user-data folder. */
export interface LaunchedKiosk {
  readonly app: ElectronApplication;
  readonly userData: string;
  /** Waits for the window of that name and its page. */
  window(name: 'door' | 'visitor' | 'manager' | 'camera' | 'specimens'): Promise<Page>;
  close(): Promise<void>;
}

export const PROJECT_DIR = path.resolve(import.meta.dirname, '../..');
const ARTIFACTS_DIR = path.join(PROJECT_DIR, '.artifacts');

/** Where the gallery of screenshots is kept. */
export function screenshotPath(name: string): string {
  return path.join(ARTIFACTS_DIR, 'screens', `${name}.png`);
}

/** Starts the built kiosk with a film in front of its camera, or with a blank one. */
export async function launchKiosk(options: {
  readonly args?: readonly string[];
  readonly film?: string;
  readonly userData?: string;
  readonly demo?: boolean;
}): Promise<LaunchedKiosk> {
  const userData = options.userData ?? mkdtempSync(path.join(tmpdir(), 'venue-pass-'));
  const camera =
    options.film === undefined
      ? []
      : ['--use-fake-device-for-media-stream', `--use-file-for-fake-video-capture=${options.film}`];
  const app = await _electron.launch({
    cwd: PROJECT_DIR,
    args: [
      '.',
      ...(options.demo === false ? [] : ['--demo']),
      `--user-data-dir=${userData}`,
      ...camera,
      ...(options.args ?? []),
    ],
    env: { ...(process.env as Record<string, string>) },
  });
  async function window(name: string): Promise<Page> {
    const wanted = `app://kiosk/${name}/index.html`;
    for (const page of app.windows()) if (page.url().startsWith(wanted)) return page;
    return app.waitForEvent('window', {
      predicate: async (page: Page) => {
        await page.waitForURL(/^app:/);
        return page.url().startsWith(wanted);
      },
    });
  }
  return { app, userData, window, close: () => app.close() };
}
