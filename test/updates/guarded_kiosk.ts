import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import Database from 'better-sqlite3';
import { type Browser, chromium, type Page } from 'playwright';
import { vi } from 'vitest';
import { findElectron } from '../../native/setup/electron_runtime.mjs';
import type { ProgramStatus, Result } from '../../main/bridge/contract.ts';
import { sumUp } from '../../main/counts/count_sums.ts';
import { programState } from '../../main/update/program_state.ts';

/** A kiosk under its guardian, the real Electron, looked at through each kiosk process's own debugging port. */
export function startGuarded(program: string, userData: string) {
  const electron = findElectron();
  if (electron === null) throw new Error('no Electron');
  const endpoints: string[] = [];
  let browser: Browser | null = null;
  let connectedTo = '';
  let said = '';
  const sandbox = process.getuid?.() === 0 ? ['--no-sandbox'] : [];
  const guardian: ChildProcess = spawn(
    electron.executable,
    [...sandbox, program, '--demo', '--guarded', `--user-data-dir=${userData}`, '--remote-debugging-port=0'],
    { stdio: ['ignore', 'pipe', 'pipe'], detached: true, env: { ...process.env, CUPS_SERVER: '/nonexistent' } },
  );
  const hear = (chunk: Buffer) => {
    said += chunk;
    for (const [, endpoint = ''] of said.matchAll(/DevTools listening on (ws:\S+)/g)) if (!endpoints.includes(endpoint)) endpoints.push(endpoint);
  };
  guardian.stderr?.on('data', hear);
  guardian.stdout?.on('data', hear);
  const dataDir = path.join(userData, 'demo');

  async function page(name: 'door' | 'manager' | 'specimens'): Promise<Page> {
    return vi.waitFor(
      async () => {
        const newest = endpoints.at(-1) ?? '';
        if (newest !== connectedTo || browser?.isConnected() !== true) {
          await browser?.close().catch(() => {});
          browser = await chromium.connectOverCDP(newest, { timeout: 5_000 });
          connectedTo = newest;
        }
        const found = browser.contexts().flatMap((context) => context.pages()).find((one) => one.url().endsWith(`/${name}/index.html`));
        if (found === undefined) throw new Error(`no ${name} window; the program said ${said.slice(-600)}`);
        return found;
      },
      { timeout: 60_000, interval: 200 },
    );
  }

  async function screen(): Promise<string | null> {
    const door = await page('door');
    return door.locator('[data-screen]').first().getAttribute('data-screen');
  }

  async function manager<Answer>(method: string, request?: unknown): Promise<Result<Answer, string>> {
    const door = await page('door');
    await door.evaluate('kiosk.openManager()');
    const window_ = await page('manager');
    await window_.evaluate("kiosk.unlock({ pin: '2468' })");
    return window_.evaluate(`kiosk.${method}(${JSON.stringify(request)})`);
  }

  return {
    guardian,
    dataDir,
    page,
    manager,
    screen,
    said: () => said,
    endpoints,
    state: () => {
      const file = path.join(dataDir, 'programs/state.json');
      return existsSync(file) ? programState.parse(JSON.parse(readFileSync(file, 'utf8'))) : null;
    },
    /** Waits until the kiosk of that version takes scans. */
    async runs(version: string): Promise<ProgramStatus> {
      return vi.waitFor(
        async () => {
          const status = await manager<ProgramStatus>('program');
          if (!status.ok || status.value.running !== version) throw new Error(JSON.stringify(status));
          return status.value;
        },
        { timeout: 110_000, interval: 300 },
      );
    },
    /** Presents specimens, and waits for each to be counted. */
    async scan(times: number): Promise<void> {
      const door = await page('door');
      await door.evaluate('kiosk.openSpecimens()');
      const specimens = await page('specimens');
      for (let n = 0; n < times; n += 1) {
        const before = sums(dataDir);
        await specimens.evaluate('kiosk.list().then((list) => kiosk.present({ id: list.value.cards[0].id }))');
        await vi.waitFor(() => {
          if (counted(sums(dataDir)) === counted(before)) throw new Error('not counted');
        }, { timeout: 10_000, interval: 30 });
        await vi.waitFor(async () => {
          if ((await screen()) !== 'ready') throw new Error('still shown');
        }, { timeout: 15_000, interval: 100 });
      }
    },
    counted: () => counted(sums(dataDir)),
    sums: () => sums(dataDir),
    /** The power is cut: every process of it is gone at once. */
    cutPower(): void {
      for (const id of processesOf(userData)) {
        try {
          process.kill(id, 'SIGKILL');
        } catch {
          // It has ended by itself.
        }
      }
    },
    async end(): Promise<void> {
      await browser?.close().catch(() => {});
      guardian.kill('SIGTERM');
      await vi.waitFor(() => {
        if (processesOf(userData).length > 0) throw new Error('still running');
      }, { timeout: 20_000, interval: 100 }).catch(() => this.cutPower());
    },
  };
}

function processesOf(userData: string): readonly number[] {
  return readdirSync('/proc').filter((name) => /^\d+$/.test(name)).flatMap((id) => {
    try {
      return readFileSync(`/proc/${id}/cmdline`, 'utf8').includes(`--user-data-dir=${userData}`) ? [Number(id)] : [];
    } catch {
      return [];
    }
  });
}

function sums(dataDir: string): Readonly<Record<string, number | string>> {
  const database = new Database(path.join(dataDir, 'counts.sqlite'), { readonly: true });
  try {
    return sumUp(database);
  } finally {
    database.close();
  }
}

function counted(all: Readonly<Record<string, number | string>>): number {
  return Object.entries(all).reduce((sum, [name, total]) => (name.startsWith('counted ') ? sum + Number(total) : sum), 0);
}
