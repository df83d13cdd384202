import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { _electron, type ElectronApplication, type Page } from 'playwright';
import { vi } from 'vitest';
import { KIOSK_PROCESS } from '../../main/guardian/choose_role.ts';
import type { WindowName } from '../../main/windows/window_table.ts';
import { findElectron } from '../../native/setup/electron_runtime.mjs';
import { openChromiumPages } from './chromium_pages.ts';

/** A running kiosk: the real Electron, its windows by name, and its throw-away user-data folder. */
export interface LaunchedKiosk {
  readonly app: ElectronApplication;
  readonly userData: string;
  /** Waits for the window of that name to have its page. */
  window(name: WindowName): Promise<Page>;
  /** Takes a picture of a window for the gallery in `.artifacts/screens`. */
  shoot(page: Page, name: string): Promise<void>;
  close(): Promise<void>;
}

export const PROJECT_DIR = path.resolve(import.meta.dirname, '../..');

/** A packaged program to drive in place of the built kiosk; `npm run test:package` names one that was packaged for tests. */
export const PACKAGED_PROGRAM = process.env.KIOSK_PROGRAM;

/** A fresh user-data folder. */
export function makeUserData(): string {
  return mkdtempSync(path.join(tmpdir(), 'venue-pass-'));
}

/**
 * Starts the built kiosk, with a film in front of its camera where one is given. Where KIOSK_CHROMIUM names a Chromium,
 * its pages are drawn by that one, which also has the camera; closing it then rejects if a page complained of anything.
 */
export async function launchKiosk(options: {
  readonly args?: readonly string[];
  readonly film?: string;
  readonly userData?: string;
  readonly demo?: boolean;
  /** Without Playwright's switches for tests, one of which keeps Chromium from the system's key store. */
  readonly withoutTestSwitches?: boolean;
  /** Changes to the environment. */
  readonly env?: Readonly<Record<string, string>>;
}): Promise<LaunchedKiosk> {
  const userData = options.userData ?? makeUserData();
  const dist = findElectron();
  if (dist === null) throw new Error('run `npm test`: it gets an Electron first');
  // Playwright asks the electron package for the program, in this process.
  process.env.ELECTRON_OVERRIDE_DIST_PATH = dist.dir;
  const film = options.film === undefined ? [] : ['--use-fake-device-for-media-stream', `--use-file-for-fake-video-capture=${options.film}`];
  const given = [...film, ...(options.args ?? [])];
  const program = process.env.KIOSK_CHROMIUM;
  const isCamera = (argument: string) => argument.startsWith('--use-f');
  const pages =
    program === undefined
      ? null
      : await openChromiumPages({ program, rootDir: path.join(PROJECT_DIR, '.build/renderer'), args: given.filter(isCamera) });
  const demo = options.demo === false ? [] : ['--demo'];
  const app = await _electron.launch({
    cwd: PROJECT_DIR,
    ...(PACKAGED_PROGRAM !== undefined
      ? { executablePath: PACKAGED_PROGRAM }
      : options.withoutTestSwitches === true
        ? { executablePath: dist.executable }
        : {}),
    // A packaged program starts as its own guardian, which has no windows to test.
    args: [PACKAGED_PROGRAM === undefined ? '.' : KIOSK_PROCESS, ...demo, `--user-data-dir=${userData}`, ...(pages === null ? given : given.filter((one) => !isCamera(one)))],
    chromiumSandbox: process.getuid?.() !== 0,
    // No test prints on the printer of whoever runs it (cups, CUPS_SERVER).
    env: { ...(process.env as Record<string, string>), CUPS_SERVER: '/nonexistent', ...options.env },
  });
  async function window(name: WindowName): Promise<Page> {
    const own = await vi.waitFor(
      () => {
        const page = app.windows().find((one) => one.url() === `app://kiosk/${name}/index.html`);
        if (page === undefined) throw new Error(`no ${name} window`);
        return page;
      },
      { timeout: 20_000, interval: 50 },
    );
    return pages === null ? own : pages.twinOf(own);
  }
  // It works unseen, and nobody asks for it.
  if (pages !== null) await window('camera');
  return {
    app,
    userData,
    window,
    async shoot(page, name) {
      await page.screenshot({ path: path.join(PROJECT_DIR, '.artifacts/screens', `${name}.png`) });
    },
    async close() {
      await app.close();
      await pages?.close();
      if (pages !== null && pages.complaints.length > 0) throw new Error(pages.complaints.join('\n'));
    },
  };
}
