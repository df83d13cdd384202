import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, readlinkSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { type DemoAuthority, demoKey, makeDemoAuthority } from '../../main/authority/demo_authority.ts';
import { issueHc1 } from '../../main/authority/issue_hc1.ts';
import { issueVenuePass } from '../../main/authority/issue_venue_pass.ts';
import { defaultSettings } from '../../main/settings/venue_settings.ts';
import { findElectron } from '../../native/setup/electron_runtime.mjs';
import { createZxingWasmDecoder } from '../../renderer/camera/decode/zxing_wasm_decoder.ts';
import { writeCameraFilm } from '../helpers/camera_film.ts';
import { type LaunchedKiosk, launchKiosk, PROJECT_DIR } from '../helpers/launch_kiosk.ts';
import { plugPty, type PtyScanner } from '../helpers/pty_pair.ts';
import { readCounts } from '../helpers/read_counts.ts';
import { scanByKeyboard } from '../helpers/scan_by_keyboard.ts';
import { createLeakSearch } from '../privacy/leak_search.ts';
import { plantIdentity, type PlantedIdentity, wordsOfScan } from '../privacy/planted_identity.ts';
import { wasmOf } from '../renderer/draw_code.ts';

/** `npm run test:privacy` asks for 10,000. */
const SCANS = Number(process.env.PRIVACY_SCANS ?? 300);
const AT_ONCE = 20;
/** Each signal, and a word of the command line of the process that gets it. */
const CRASHES = [
  ['SIGSEGV', '--type=renderer'],
  ['SIGSEGV', '--kiosk-process'],
  ['SIGABRT', '--type=gpu-process'],
  ['SIGABRT', '--kiosk-process'],
  ['SIGABRT', '--type=renderer'],
  ['SIGBUS', '--kiosk-process'],
  ['SIGSEGV', '--type=utility'],
  ['SIGKILL', '--kiosk-process'],
] as const;
const DAY_S = 86_400;
const NOW_S = Math.floor(Date.now() / 1000);
const VACCINE = { vp: '1119349007', mp: 'EU/1/20/1528', ma: 'ORG-100030215', dn: 2, sd: 2, tg: '840539006', co: 'HK', is: 'Demo authority' };
const LABELS = {
  ...{ title: 'Figures', step: 'Hour', total: 'Total', in: 'In', out: 'Out', entered: 'Entered', left: 'Left' },
  ...{ hidden: '1 to 4', asked: 'all gates', made: 'today', words: {} },
};

/** Everything that the kiosk and Chromium write lands here: home, settings, caches, temporary files, documents. */
const owner = mkdtempSync(path.join(tmpdir(), 'privacy-owner-'));
const userData = path.join(owner, 'config', 'kiosk');
const documents = path.join(owner, 'Documents');
const env = {
  ...{ HOME: owner, XDG_CONFIG_HOME: path.join(owner, 'config'), XDG_CACHE_HOME: path.join(owner, 'cache') },
  ...{ XDG_DATA_HOME: path.join(owner, 'data'), TMPDIR: path.join(owner, 'tmp') },
};
/** Outside of it: the cable and the film are the test's. */
const ours = mkdtempSync(path.join(tmpdir(), 'privacy-test-'));
const cable = path.join(ours, 'scanner');
const words = new Set<string>();
let authority: DemoAuthority;
let scanner: PtyScanner;
let sent = 0;
let kiosk: LaunchedKiosk | null = null;

beforeAll(async () => {
  for (const folder of [path.join(userData, 'demo'), documents, env.XDG_CACHE_HOME, env.XDG_DATA_HOME, env.TMPDIR]) mkdirSync(folder, { recursive: true });
  writeFileSync(path.join(owner, 'config', 'user-dirs.dirs'), `XDG_DOCUMENTS_DIR="${documents}"\n`);
  authority = makeDemoAuthority(Date.now());
  const settings = { ...defaultSettings('Demo venue'), rulePack: 'any', identityDisplay: 'name', serialPorts: [{ path: cable, baudRate: 115_200 }], directionToggle: true };
  writeFileSync(path.join(userData, 'demo/authority.json'), JSON.stringify(authority));
  writeFileSync(path.join(userData, 'demo/settings.json'), JSON.stringify(settings));
  scanner = await plugPty(cable);
});
afterEach(async () => {
  await kiosk?.close();
  kiosk = null;
});
afterAll(() => scanner.unplug());

/** A new pass of somebody who was never anywhere, in turn of each format that the demo's authority issues, good and bad. */
function plantedCode(): string {
  const holder = plantIdentity();
  const code = issue(holder, sent % 4);
  for (const word of wordsOfScan(holder, code)) words.add(word);
  sent += 1;
  return code;
}

function issue({ certificateId, dateOfBirth, familyName, givenName, passId }: PlantedIdentity, kind: number): string {
  const key = demoKey(authority.mainKey);
  if (kind === 0) {
    const holder = { familyName, givenName, dateOfBirth };
    const times = { issuedAt: NOW_S - DAY_S, expiresAt: NOW_S + DAY_S };
    const issued = issueVenuePass({ issuer: 'Demo authority', passId: Buffer.from(passId, 'hex'), ...times, content: { kind: 'member' }, holder, group: givenName }, key.privateKey);
    if (!issued.ok) throw new Error(issued.error);
    return issued.value;
  }
  const day = new Date((NOW_S - (kind === 1 ? 40 : 900) * DAY_S) * 1000).toISOString().slice(0, 10);
  const nam = { fn: familyName, fnt: 'X', gn: givenName, gnt: 'Y' };
  const certificate = new Map([[1, { ver: '1.3.0', nam, dob: dateOfBirth, v: [{ ...VACCINE, dt: day, ci: certificateId }] }]]);
  const text = issueHc1({ issuer: 'HK', issuedAt: NOW_S - DAY_S, expiresAt: NOW_S + DAY_S, certificate }, key);
  return kind === 3 ? text.slice(0, -40) : text;
}

function counted(): number {
  return Object.values(readCounts(userData)).reduce((sum, count) => sum + count, 0);
}

/** Scans so many, at a scanner's pace, each counted before more come. */
async function scanMany(count: number): Promise<void> {
  for (let left = count; left > 0; ) {
    const before = counted();
    const now = Math.min(AT_ONCE, left);
    for (let index = 0; index < now; index += 1) {
      await scanner.send(Buffer.from(`${plantedCode()}\r\n`));
      await vi.waitFor(() => expect(counted()).toBeGreaterThan(before + index), { timeout: 20_000, interval: 10 });
    }
    left -= now;
  }
}

/** The processes below one, and itself. */
function treeOf(root: number): readonly number[] {
  const parents = readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((name) => {
      try {
        return [[Number(name), Number(/\) \S (\d+)/.exec(readFileSync(`/proc/${name}/stat`, 'utf8'))?.[1])] as const];
      } catch {
        return [];
      }
    });
  const below = (pid: number): readonly number[] => [pid, ...parents.filter(([, parent]) => parent === pid).flatMap(([child]) => below(child))];
  return below(root).filter((pid) => parents.some(([child]) => child === pid));
}

function processOf(root: number, mark: string): number | undefined {
  return treeOf(root).find((pid) => {
    try {
      return readFileSync(`/proc/${pid}/cmdline`, 'latin1').includes(mark);
    } catch {
      return false;
    }
  });
}

/** Every internet socket of these processes that listens, or has an other end that is not this machine. */
function openToOthers(pids: readonly number[]): readonly string[] {
  const inodes = new Set(
    pids.flatMap((pid) => {
      try {
        return readdirSync(`/proc/${pid}/fd`).flatMap((fd) => /^socket:\[(\d+)\]$/.exec(readlinkSync(`/proc/${pid}/fd/${fd}`))?.[1] ?? []);
      } catch {
        return [];
      }
    }),
  );
  return ['tcp', 'tcp6', 'udp', 'udp6', 'raw', 'raw6'].flatMap((table) =>
    readFileSync(`/proc/net/${table}`, 'utf8')
      .split('\n')
      .slice(1)
      .map((line) => line.trim().split(/\s+/))
      .filter(([, , , , , , , , , inode]) => inode !== undefined && inodes.has(inode))
      .map(([, local, remote, state]) => `${table} ${local} ${remote} ${state}`),
  );
}

describe('after scans with planted identities', () => {
  it('by serial cable, camera and keyboard, with everything that leaves the kiosk', async () => {
    const film = path.join(ours, 'film.y4m');
    writeCameraFilm(film, [{ text: plantedCode(), frames: 30 }, { text: null, frames: 20 }]);
    kiosk = await launchKiosk({ userData, film, env });
    const door = await kiosk.window('door');
    await door.waitForSelector('[data-screen="admit"]');
    const call = (page: typeof door, text: string) => page.evaluate(`window.kiosk.${text}`) as Promise<{ readonly ok: boolean; readonly value: never }>;
    await scanMany(Math.ceil(SCANS / 2));
    await kiosk.app.evaluate(({ BrowserWindow }) => {
      BrowserWindow.getAllWindows().find((one) => one.webContents.getURL().includes('/door/'))?.focus();
    });
    await door.waitForFunction('document.hasFocus()');
    const beforeKeyboard = counted();
    scanByKeyboard(plantedCode());
    await vi.waitFor(() => expect(counted()).toBeGreaterThan(beforeKeyboard), { timeout: 20_000 });
    expect(Object.keys(readCounts(userData)).filter((name) => name.endsWith('/keyboard'))).toHaveLength(1);

    expect(await call(door, "countManually({ reason: 'child' })")).toMatchObject({ ok: true });
    expect(await call(door, 'help()')).toMatchObject({ ok: true });
    await call(door, 'openManager()');
    const manager = await kiosk.window('manager');
    expect(await call(manager, "unlock({ pin: '2468' })")).toMatchObject({ ok: true });
    const today = new Date().toISOString().slice(0, 10);
    const figures = { from: today, until: today, step: 'hour', by: 'format', gate: null, direction: null };
    for (const format of ['csv', 'json', 'pdf']) {
      const request = { figures, format, target: documents, labels: LABELS };
      expect(await call(manager, `exportFigures(${JSON.stringify(request)})`), format).toMatchObject({ ok: true });
    }
    expect(await call(manager, 'prepareBundle()')).toMatchObject({ ok: true });
    expect(await call(manager, `writeBundle(${JSON.stringify({ target: documents })})`)).toMatchObject({ ok: true });
    for (const [start, stop] of [
      ['startOpeningCheck()', 'stopOpeningCheck()'],
      ["startScannerCheck({ symbol: 'characters' })", 'stopScannerCheck()'],
      ['startDrill()', 'stopDrill()'],
    ] as const) {
      expect(await call(manager, start), start).toMatchObject({ ok: true });
      await scanner.send(Buffer.from(`${plantedCode()}\r\n`));
      await call(manager, stop);
    }
    await call(manager, 'close()').catch(() => null);

    expect(readdirSync(documents).map((name) => path.extname(name)).sort()).toEqual(['.csv', '.json', '.pdf', '.zip']);
  }, 1_800_000);

  it('under its guardian, whose kiosk and pages crash with a pass before them, come back, and are open to nobody on the network', async () => {
    const electron = findElectron();
    if (electron === null) throw new Error('no Electron');
    const root = process.getuid?.() === 0 ? ['--no-sandbox'] : [];
    // Whatever crashes may leave a core file, unless the guardian sees to it that none is written.
    execFileSync('prlimit', [`--pid=${process.pid}`, '--core=unlimited:unlimited']);
    const guardian: ChildProcess = spawn(electron.executable, [...root, '.', '--demo', '--guarded', `--user-data-dir=${userData}`], {
      cwd: PROJECT_DIR,
      env: { ...process.env, ...env, CUPS_SERVER: '/nonexistent' },
      stdio: 'ignore',
    });
    const ended = new Promise((resolve) => guardian.on('exit', resolve));
    const kioskOf = () => processOf(guardian.pid ?? 0, '--kiosk-process');
    const sockets = new Set<string>();
    const watch = setInterval(() => {
      for (const socket of openToOthers(treeOf(guardian.pid ?? 0))) sockets.add(socket);
    }, 100);
    try {
      for (const [signal, mark] of CRASHES) {
        const pid = await vi.waitFor(async () => {
          const there = kioskOf();
          if (there === undefined) throw new Error('no kiosk');
          await scanOneWhereItIsTaken();
          return there;
        }, { timeout: 90_000, interval: 200 });
        const limits = readFileSync(`/proc/${pid}/limits`, 'utf8');
        expect(limits).toMatch(/^Max core file size +0 +0 /m);
        await scanMany(Math.ceil(SCANS / (2 * CRASHES.length)));
        const victim = processOf(pid, mark) ?? pid;
        process.kill(victim, signal);
        await vi.waitFor(() => expect(treeOf(pid)).not.toContain(victim), { timeout: 20_000 });
      }
      await vi.waitFor(scanOneWhereItIsTaken, { timeout: 90_000, interval: 200 });
    } finally {
      clearInterval(watch);
      guardian.kill('SIGTERM');
      await ended;
    }
    expect([...sockets]).toEqual([]);
  }, 1_800_000);

  it('no file has any of their words, in whatever form', async () => {
    expect(sent).toBeGreaterThan(SCANS);
    const search = createLeakSearch(words, await createZxingWasmDecoder(wasmOf('reader')));
    const cores = readdirSync(PROJECT_DIR).filter((name) => /^core(\.\d+)?$/.test(name)).map((name) => path.join(PROJECT_DIR, name));
    const shared = readdirSync('/dev/shm').filter((name) => name.includes('chromium')).map((name) => path.join('/dev/shm', name));
    const found = await search.inFiles([owner, ...shared, ...cores]);
    for (const core of cores) rmSync(core);
    process.stdout.write(`${sent} scans, ${words.size} words, ${found.files} files, ${found.bytes} bytes\n`);
    expect(found.files).toBeGreaterThan(20);
    expect(found.leaks).toEqual([]);
    expect(cores).toEqual([]);
  }, 600_000);
});

/** A scan that is counted at once, or an error: the kiosk does not take any yet. */
async function scanOneWhereItIsTaken(): Promise<void> {
  const before = counted();
  await scanner.send(Buffer.from(`${plantedCode()}\r\n`));
  await vi.waitFor(() => expect(counted()).toBeGreaterThan(before), { timeout: 2_000, interval: 50 });
}
