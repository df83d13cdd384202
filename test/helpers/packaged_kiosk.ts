import { execFileSync, spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { type Browser, chromium, type Page } from 'playwright';
import { vi } from 'vitest';
import { demoRevocationList, demoTrustList, makeDemoAuthority } from '../../main/authority/demo_authority.ts';
import { demoSpecimens } from '../../main/authority/demo_specimens.ts';
import { scanByKeyboard } from './scan_by_keyboard.ts';

/** A process of a program: its number, and its command line with spaces between the words. */
export interface ProgramProcess {
  readonly id: number;
  readonly command: string;
}

/** A packaged program that runs for a venue, driven from outside, as nothing in it can be opened. */
export interface PackagedKiosk {
  readonly userData: string;
  /** The page of that window, of the kiosk process that runs now. */
  page(name: 'door' | 'manager'): Promise<Page>;
  /** All that it wrote to its error output. */
  said(): string;
  /** The kiosk process that runs now. */
  kioskProcess(): ProgramProcess | undefined;
  /** Waits until the door takes passes, shows it that one as a keyboard scanner does, and waits until it is let in. */
  admit(pass: string): Promise<void>;
  /** Opens the manager's window at a tab, by the PIN that the manager chooses for it where nobody has before. */
  openManager(tab: string): Promise<Page>;
  /** Ends all of it at once. */
  kill(): void;
}

/** An ordinary user: nobody in particular. */
const NOBODY = 65_534;
const isRoot = process.getuid?.() === 0;

/** The words before a command that make it run for an ordinary user: this one, or, for root, nobody in particular. */
export const AS_ORDINARY_USER: readonly string[] = isRoot
  ? ['setpriv', '--reuid', String(NOBODY), '--regid', String(NOBODY), '--clear-groups', '--']
  : ['env'];

/** Hands a folder and what is in it to the ordinary user. */
export function giveToOrdinaryUser(folder: string): void {
  if (isRoot) execFileSync('chown', ['-R', `${NOBODY}:${NOBODY}`, folder]);
}

/** A user-data folder of a venue that trusts a throw-away authority, and a pass of it that is let in. */
export function makeVenueData(): { readonly userData: string; readonly admitted: string } {
  const userData = mkdtempSync(path.join(tmpdir(), 'packaged-'));
  const venue = path.join(userData, 'venue');
  mkdirSync(path.join(venue, 'revocations'), { recursive: true });
  const authority = makeDemoAuthority(Date.now());
  writeFileSync(path.join(venue, 'trust.json'), JSON.stringify(demoTrustList(authority)));
  writeFileSync(path.join(venue, 'revocations/withdrawn.json'), JSON.stringify(demoRevocationList(authority)));
  const admitted = demoSpecimens(authority, Date.now()).find(({ expected }) => expected === 'admit')?.text;
  if (admitted === undefined) throw new Error('no specimen is admitted');
  giveToOrdinaryUser(userData);
  return { userData, admitted };
}

/**
 * Starts a packaged program with the user-data folder given. `command` begins with whatever makes it run for an ordinary
 * user.
 */
export function startPackaged(
  command: readonly string[],
  options: { readonly userData: string; readonly env?: Readonly<Record<string, string>> },
): PackagedKiosk {
  const { userData } = options;
  const [program = '', ...args] = [...command, ...argumentsFor(userData)];
  const guardian = spawn(program, args, {
    cwd: userData,
    env: { ...process.env, HOME: userData, XDG_CONFIG_HOME: userData, ...options.env },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let said = '';
  guardian.stderr.on('data', (chunk) => {
    said += chunk;
  });
  return attachPackaged({ userData, said: () => said });
}

/** The arguments that a program is started with to be driven from outside. */
export function argumentsFor(userData: string): readonly string[] {
  return [`--user-data-dir=${userData}`, '--remote-debugging-port=0'];
}

/** Drives a packaged program that something else started with argumentsFor; `said` gives all of its error output. */
export function attachPackaged({ said, userData }: { readonly userData: string; readonly said: () => string }): PackagedKiosk {
  const browsers = new Map<string, Browser>();
  let isChosen = false;

  async function pages(): Promise<readonly Page[]> {
    const endpoints = [...said().matchAll(/DevTools listening on (ws:\S+)/g)].map(([, endpoint = '']) => endpoint);
    const reached = await Promise.all(
      endpoints.map(async (endpoint) => {
        const known = browsers.get(endpoint);
        if (known !== undefined) return known.isConnected() ? known : null;
        const browser = await chromium.connectOverCDP(endpoint).catch(() => null);
        if (browser !== null) browsers.set(endpoint, browser);
        return browser;
      }),
    );
    return reached.flatMap((browser) => browser?.contexts().flatMap((context) => context.pages()) ?? []);
  }
  const processes = () => processesWith(`--user-data-dir=${userData}`);
  const page = (name: 'door' | 'manager') =>
    vi.waitFor(
      async () => {
        const found = (await pages()).find((one) => one.url() === `app://kiosk/${name}/index.html`);
        if (found === undefined) throw new Error(`no ${name} window: ${said()}`);
        return found;
      },
      { timeout: 60_000, interval: 200 },
    );
  return {
    userData,
    page,
    async admit(pass) {
      // The page of a kiosk that was killed just now may still be among those that are known.
      const door = await vi.waitFor(
        async () => {
          const found = await page('door');
          await found.waitForSelector('[data-screen="ready"],[data-problem="no_scanner"]', { timeout: 5_000 });
          return found;
        },
        { timeout: 90_000, interval: 200 },
      );
      scanByKeyboard(pass);
      await door.waitForSelector('[data-screen="admit"]');
    },
    async openManager(tab) {
      const door = await page('door');
      await door.getByRole('button', { name: 'Manager' }).click();
      const manager = await page('manager');
      const prompts = isChosen ? ['Enter the PIN'] : ['Choose the manager’s PIN', 'Enter the same PIN again'];
      isChosen = true;
      for (const prompt of prompts) {
        await manager.getByText(prompt).waitFor();
        for (const digit of '7391') await manager.getByRole('button', { name: digit, exact: true }).click();
        await manager.getByRole('button', { name: 'Unlock' }).click();
      }
      await manager.getByRole('tab', { name: tab }).click();
      return manager;
    },
    said,
    kioskProcess: () => processes().find(({ command: line }) => line.includes('--kiosk-process') && !line.includes('--type=')),
    kill() {
      // The guardian first: it would start the kiosk again.
      for (const { id } of processes().toSorted((one, other) => one.id - other.id)) {
        try {
          process.kill(id, 'SIGKILL');
        } catch {
          // It went with another one.
        }
      }
    },
  };
}

/** The processes whose command line holds a text. */
export function processesWith(text: string): readonly ProgramProcess[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((id) => {
      try {
        const command = readFileSync(`/proc/${id}/cmdline`, 'utf8').replaceAll('\0', ' ');
        return command.includes(text) ? [{ id: Number(id), command }] : [];
      } catch {
        return [];
      }
    });
}
