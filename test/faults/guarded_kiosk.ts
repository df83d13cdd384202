import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import Database from 'better-sqlite3';
import { type Browser, chromium, type Page } from 'playwright';
import { demoKey, makePrivateKey } from '../../main/authority/demo_authority.ts';
import { issueVenuePass } from '../../main/authority/issue_venue_pass.ts';
import { defaultSettings } from '../../main/settings/venue_settings.ts';
import { findElectron } from '../../native/setup/electron_runtime.mjs';
import { PROJECT_DIR } from '../../native/setup/paths.mjs';
import { writeCameraFilm } from '../helpers/camera_film.ts';
import { plugPty, type PtyScanner } from '../helpers/pty_pair.ts';
import { makeMovedClock, type MovedClock } from './moved_clock.ts';

/** What a process of the kiosk does: its main one, the guardian, or a helper of Chromium's. */
export type Part = 'guardian' | 'main' | 'renderer' | 'gpu-process' | 'utility';

/** What the door showed; of a decision its number, which starts anew with the main process. */
export interface Shown {
  readonly screen: string;
  readonly sequence: string | null;
}

/** The real kiosk of a venue under its guardian, with a serial scanner and a camera, before which nobody is, at its door. */
export interface GuardedKiosk {
  readonly userData: string;
  readonly dataDir: string;
  /** Starts the guardian, as the system does when it comes up, and again when it ends. */
  start(): void;
  /** Ends the guardian in order, and with it the kiosk. */
  stop(): Promise<void>;
  pids(part: Part): readonly number[];
  /** The door's page; it is looked for until it is there. Throws where it is not there in time. */
  door(withinMs: number): Promise<Page>;
  /** What the door showed since it was asked last. Empty where there is no page. */
  shown(): Promise<readonly Shown[]>;
  readonly scanner: PtyScanner;
  /** The clock of the kiosk. */
  readonly clock: MovedClock;
  plug(): Promise<void>;
  /** A pass that nobody has shown before, and the answer that is right. */
  nextPass(isGood: boolean): { readonly text: string; readonly answer: 'admit' | 'refuse' };
  /** All that was counted, from the file that is further. */
  counted(): number;
}

const EVERY_MS = 50;
/** As the session that comes with the package does. */
const SYSTEM_STARTS_AFTER_MS = 1_000;
/** In the page: notes each answer as it is put on the screen, and gives those since the last time. */
const WATCH = `(() => {
  if (window.faultsSeen === undefined) {
    window.faultsSeen = [];
    const note = (node) => {
      const main = node instanceof Element ? (node.matches('[data-screen]') ? node : node.querySelector('[data-screen]')) : null;
      if (main !== null) window.faultsSeen.push({ screen: main.getAttribute('data-screen'), sequence: main.getAttribute('data-sequence') });
    };
    new MutationObserver((changes) => {
      for (const change of changes) {
        if (change.type === 'attributes') note(change.target);
        else for (const node of change.addedNodes) note(node);
      }
    }).observe(document.documentElement, { subtree: true, childList: true, attributes: true, attributeFilter: ['data-screen'] });
  }
  return window.faultsSeen.splice(0);
})()`;

/** Prepares the data folder of a venue with its own keys in `userData`, and plugs the scanner in. It starts with `switches`. */
export async function prepareKiosk(userData: string, switches: readonly string[] = []): Promise<GuardedKiosk> {
  const dist = findElectron();
  if (dist === null) throw new Error('run `npm test` once: it gets an Electron first');
  const electron = dist.executable;
  const dataDir = path.join(userData, 'venue');
  const link = path.join(userData, 'scanner');
  mkdirSync(dataDir, { recursive: true });
  const settings = JSON.stringify({
    ...defaultSettings('Fault hall'),
    rulePack: 'any',
    serialPorts: [{ path: link, baudRate: 115_200 }],
  });
  for (const name of ['settings.json', 'settings.json.previous']) writeFileSync(path.join(dataDir, name), settings);
  const pem = makePrivateKey();
  const key = demoKey(pem);
  const keyEntry = { format: 'venue', issuer: 'Fault hall', keyId: Buffer.from(key.keyId).toString('base64'), spki: key.spki.toString('base64') };
  const day = (offset: number) => new Date(Date.now() + offset * 86_400_000).toISOString();
  writeFileSync(path.join(dataDir, 'trust.json'), JSON.stringify({ version: 1, issuedAt: day(-1), validUntil: day(300), keys: [keyEntry] }));

  const film = `${userData}.y4m`;
  writeCameraFilm(film, [{ text: null, frames: 10 }]);
  const clock = makeMovedClock();
  let browser: Browser | null = null;
  let page: Page | null = null;
  let scanner = await plugPty(link);
  let passes = 0;
  let isUp = false;

  function processes(): readonly { readonly pid: number; readonly command: string; readonly state: string }[] {
    return readdirSync('/proc')
      .filter((name) => /^\d+$/.test(name))
      .flatMap((name) => {
        try {
          const command = readFileSync(`/proc/${name}/cmdline`, 'utf8').replaceAll('\0', ' ');
          const state = /^State:\s+(\w)/m.exec(readFileSync(`/proc/${name}/status`, 'utf8'))?.[1] ?? 'Z';
          return command.includes(userData) && command.includes('electron') && state !== 'Z' ? [{ pid: Number(name), command, state }] : [];
        } catch {
          return [];
        }
      });
  }

  function pids(part: Part): readonly number[] {
    return processes()
      .filter(({ command }) => {
        const type = /--type=([\w-]+)/.exec(command)?.[1];
        const isGuardians = command.includes(path.join(userData, 'guardian'));
        if (part === 'guardian') return type === undefined && !command.includes('--kiosk-process');
        if (part === 'main') return type === undefined && command.includes('--kiosk-process');
        return type === part && !isGuardians;
      })
      .map(({ pid }) => pid);
  }

  async function connect(): Promise<void> {
    const [port] = readFileSync(path.join(userData, 'DevToolsActivePort'), 'utf8').split('\n');
    browser = await chromium.connectOverCDP(`http://127.0.0.1:${port}`, { timeout: 3_000 });
    const found = browser.contexts().flatMap((context) => context.pages()).find((one) => one.url().includes('/door/'));
    if (found === undefined) throw new Error('no door yet');
    page = found;
  }

  /** Watches what the door shows, in the page itself; a page that was loaded anew is watched anew. */
  async function watch(found: Page): Promise<readonly Shown[]> {
    return found.evaluate<readonly Shown[]>(WATCH);
  }

  const bounded = <Value>(work: Promise<Value>, ms: number): Promise<Value> =>
    Promise.race([work, sleep(ms, undefined, { ref: false }).then(() => Promise.reject(new Error('no answer in time')))]);

  async function shown(): Promise<readonly Shown[]> {
    if (page === null) return [];
    try {
      return await bounded(watch(page), 1_000);
    } catch {
      // It crashed, hangs or is being loaded.
      return [];
    }
  }

  const kiosk: GuardedKiosk = {
    userData,
    dataDir,
    start() {
      isUp = true;
      const args = ['.', '--guarded', `--user-data-dir=${userData}`, '--remote-debugging-port=0', '--use-fake-device-for-media-stream', `--use-file-for-fake-video-capture=${film}`, ...switches];
      const root = process.getuid?.() === 0 ? ['--no-sandbox'] : [];
      const guardian = spawn(electron, [...args, ...root], {
        cwd: PROJECT_DIR,
        stdio: process.env['FAULTS_VERBOSE'] === undefined ? 'ignore' : 'inherit',
        env: { ...process.env, ...clock.environment, CUPS_SERVER: '/nonexistent' },
      });
      guardian.once('exit', () => {
        if (isUp) setTimeout(() => isUp && kiosk.start(), SYSTEM_STARTS_AFTER_MS);
      });
      page = null;
    },
    async stop() {
      isUp = false;
      for (const pid of pids('guardian')) process.kill(pid, 'SIGTERM');
      const limit = Date.now() + 15_000;
      while (processes().length > 0 && Date.now() < limit) await sleep(EVERY_MS);
      for (const { pid } of processes()) process.kill(pid, 'SIGKILL');
      await browser?.close().catch(() => {});
      await scanner.unplug();
      clock.remove();
      rmSync(film, { force: true });
    },
    pids,
    clock,
    async door(withinMs) {
      const limit = Date.now() + withinMs;
      for (;;) {
        try {
          if (page === null || page.isClosed() || browser?.isConnected() !== true) await bounded(connect(), 4_000);
          if (page !== null) {
            await bounded(watch(page), 1_000);
            return page;
          }
        } catch (cause) {
          page = null;
          await browser?.close().catch(() => {});
          if (Date.now() > limit) throw cause;
          await sleep(EVERY_MS);
        }
      }
    },
    shown,
    get scanner() {
      return scanner;
    },
    async plug() {
      scanner = await plugPty(link);
    },
    nextPass(isGood) {
      passes += 1;
      const now = Math.floor(Date.now() / 1000);
      const passId = Buffer.alloc(16);
      passId.writeUInt32BE(passes, 0);
      passId.writeUInt32BE(process.pid, 4);
      passId.writeUInt32BE(now, 8);
      const content = { kind: 'guest' } as const;
      const issued = issueVenuePass({ issuer: 'Fault hall', passId, issuedAt: now - 60, expiresAt: now + (isGood ? 86_400 : -30), content }, key.privateKey);
      if (!issued.ok) throw new Error(issued.error);
      return { text: issued.value, answer: isGood ? 'admit' : 'refuse' };
    },
    counted() {
      const all = ['counts.sqlite', 'counts.copy.sqlite'].map((name) => readTotal(path.join(dataDir, name)));
      return all.reduce((best, one) => (one.sequence > best.sequence ? one : best)).total;
    },
  };
  return kiosk;
}

function readTotal(file: string): { readonly sequence: number; readonly total: number } {
  let database: Database.Database | null = null;
  try {
    if (!existsSync(file)) return { sequence: -1, total: 0 };
    database = new Database(file, { readonly: true, fileMustExist: true });
    const row = database
      .prepare<[], { sequence: number; total: number | null }>('SELECT sequence, (SELECT sum(count) FROM tally) AS total FROM act')
      .get();
    return { sequence: row?.sequence ?? -1, total: row?.total ?? 0 };
  } catch {
    return { sequence: -1, total: 0 };
  } finally {
    database?.close();
  }
}
