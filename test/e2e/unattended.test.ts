import { type ChildProcess, spawn } from 'node:child_process';
import { symlinkSync } from 'node:fs';
import path from 'node:path';
import Database from 'better-sqlite3';
import { type Browser, chromium, type Page } from 'playwright';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { findElectron } from '../../native/setup/electron_runtime.mjs';
import { descendants } from '../helpers/descendants.ts';
import { makeUserData, PROJECT_DIR } from '../helpers/launch_kiosk.ts';
import { makeVenue, VENUE_PIN } from '../helpers/make_venue.ts';
import { type OwnDisplay, startOwnDisplay } from '../helpers/own_display.ts';
import { readCounts } from '../helpers/read_counts.ts';
import { scanByKeyboard } from '../helpers/scan_by_keyboard.ts';

/** A program that was started as the system starts it, with what it says. */
interface Started {
  readonly process: ChildProcess;
  readonly said: () => string;
  /** Its exit code; null: a signal ended it. */
  readonly ended: Promise<number | null>;
}

const started: Started[] = [];

function start(userData: string, ...args: readonly string[]): Started {
  const electron = findElectron();
  if (electron === null) throw new Error('no Electron');
  const root = process.getuid?.() === 0 ? ['--no-sandbox'] : [];
  const child = spawn(electron.executable, [...root, PROJECT_DIR, `--user-data-dir=${userData}`, '--remote-debugging-port=0', ...args], {
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let text = '';
  child.stderr.on('data', (chunk) => {
    text += chunk;
  });
  const ended = new Promise<number | null>((resolve) => child.on('exit', resolve));
  const one = { process: child, said: () => text, ended };
  started.push(one);
  return one;
}

/** The door's page of the kiosk process that this start, or its guardian, started last. */
async function doorOf({ said }: Started): Promise<{ readonly browser: Browser; readonly door: Page }> {
  return vi.waitFor(
    async () => {
      for (const [, endpoint = ''] of [...said().matchAll(/DevTools listening on (ws:\S+)/g)].reverse()) {
        const browser = await chromium.connectOverCDP(endpoint).catch(() => null);
        const door = pagesOf(browser).find((page) => page.url() === 'app://kiosk/door/index.html');
        if (browser !== null && door !== undefined) return { browser, door };
        await browser?.close();
      }
      throw new Error(`no door: ${said()}`);
    },
    { timeout: 30_000, interval: 200 },
  );
}

function pagesOf(browser: Browser | null): readonly Page[] {
  return browser?.contexts().flatMap((context) => context.pages()) ?? [];
}

/** The kiosk process under a guardian. */
function kioskUnder(guardian: Started): number | undefined {
  return descendants(guardian.process.pid ?? 0).find(({ command }) => command.includes('--kiosk-process') && !command.startsWith('--type'))?.id;
}

function kindsOf(userData: string): readonly string[] {
  const database = new Database(path.join(userData, 'venue/counts.sqlite'), { readonly: true });
  try {
    return database.prepare<[], { kind: string }>('SELECT kind FROM event ORDER BY sequence').all().map(({ kind }) => kind);
  } finally {
    database.close();
  }
}

const isAlive = (id: number) => descendants(id).some((one) => one.id === id);

describe('a kiosk that nobody watches', () => {
  let display: OwnDisplay;
  beforeAll(async () => {
    display = await startOwnDisplay();
  });
  afterEach(() => {
    for (const { process: { pid = 0 } } of started) for (const { id } of [...descendants(pid)].reverse()) if (id !== process.pid) endQuietly(id);
    started.length = 0;
  });
  afterAll(() => display?.stop());

  function endQuietly(id: number): void {
    try {
      process.kill(id, 'SIGKILL');
    } catch {
      // It has ended by itself.
    }
  }

  it.each([
    ['of a guarded kiosk', ['--guarded']],
    ['of one without a guardian', []],
  ])('refuses a second start %s, says so, and goes on', async (_what, args) => {
    const { userData } = await makeVenue();
    const first = start(userData, ...args);
    const { browser, door } = await doorOf(first);
    await door.waitForSelector('[data-screen]');
    const before = descendants(first.process.pid ?? 0).map(({ id }) => id);
    const second = start(userData, ...args);
    expect(await second.ended).toBe(3);
    expect(second.said()).toContain('The kiosk runs already.');
    expect(descendants(first.process.pid ?? 0).map(({ id }) => id)).toEqual(before);
    expect(await door.evaluate('document.hasFocus()')).toBe(true);
    await browser.close();
  });

  it('starts after a power cut whose lock is left, also of a computer of another name', async () => {
    const userData = makeUserData();
    symlinkSync('another-computer-4711', path.join(userData, 'SingletonLock'));
    const { browser, door } = await doorOf(start(userData));
    await door.waitForSelector('[data-screen]');
    await browser.close();
  });

  it('is ended by the manager with the PIN, and then stays ended', async () => {
    const { userData } = await makeVenue();
    const guardian = start(userData, '--guarded');
    const { browser, door } = await doorOf(guardian);
    await door.getByRole('button', { name: 'Manager' }).click();
    const manager = await vi.waitFor(() => pagesOf(browser).find((page) => page.url().includes('/manager/')) ?? Promise.reject(new Error('no manager')), { timeout: 10_000 });
    // Whoever has no PIN is refused by the program, not only by the page.
    const end = "window.kiosk.endKiosk().then((answer) => answer.error ?? 'ended')";
    expect(await manager.evaluate(end)).toBe('locked');
    for (const digit of VENUE_PIN) await manager.getByRole('button', { name: digit, exact: true }).click();
    await manager.getByRole('button', { name: 'Unlock' }).click();
    await manager.getByRole('tab', { name: 'Help' }).click();
    await manager.getByRole('button', { name: 'End the kiosk' }).click();
    await manager.getByRole('button', { name: 'Go on' }).click();
    await manager.getByRole('button', { name: 'End the kiosk' }).click();
    await manager.getByRole('button', { name: 'End it' }).click();
    expect(await guardian.ended).toBe(0);
    expect(kindsOf(userData).at(-1)).toBe('kiosk_ended');
    expect(descendants(guardian.process.pid ?? 0)).toEqual([]);
  });

  it('ends in order when the system ends it, with every count on the disk', async () => {
    const { userData } = await makeVenue();
    const guardian = start(userData, '--guarded');
    const { browser, door } = await doorOf(guardian);
    await door.waitForFunction('document.hasFocus()');
    scanByKeyboard('HTTPS://EXAMPLE.ORG/1');
    await door.waitForSelector('[data-screen="not_a_pass"]');
    await browser.close();
    guardian.process.kill('SIGTERM');
    expect(await guardian.ended).toBe(0);
    expect(readCounts(userData, 'venue')).toEqual({ 'not_a_pass/keyboard': 1 });
    expect(kindsOf(userData)).not.toContain('kiosk_ended');
  });

  it('comes back when it is killed, and ends when its guardian is, so that the next start finds it gone', { timeout: 180_000 }, async () => {
    const { userData } = await makeVenue();
    const guardian = start(userData, '--guarded');
    const first = await doorOf(guardian);
    await first.door.waitForSelector('[data-screen]');
    const killed = kioskUnder(guardian) ?? 0;
    process.kill(killed, 'SIGKILL');
    await vi.waitFor(() => expect(kioskUnder(guardian) ?? killed).not.toBe(killed), { timeout: 20_000 });
    const second = await doorOf(guardian);
    await second.door.waitForSelector('[data-screen]');
    const orphan = kioskUnder(guardian) ?? 0;
    guardian.process.kill('SIGKILL');
    await vi.waitFor(() => expect(isAlive(orphan)).toBe(false), { timeout: 15_000 });
    const again = await doorOf(start(userData, '--guarded'));
    await again.door.waitForSelector('[data-screen]');
  });
});
