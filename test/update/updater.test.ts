import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { backUpCounts } from '../../main/counts/back_up_counts.ts';
import { storedJson } from '../../main/settings/stored_json.ts';
import { openTrustStore } from '../../main/trust/repository/trust_store.ts';
import { backUp, restoreBackup } from '../../main/update/back_up.ts';
import { handOver } from '../../main/update/hand_over.ts';
import { FIRST_STATE, programState } from '../../main/update/program_state.ts';
import { removeProgram } from '../../main/update/remove_program.ts';
import { createTrialKeeper, programsOf } from '../../main/update/trial_keeper.ts';
import { isWholeProgram, unpackProgram } from '../../main/update/unpack_program.ts';
import { createUpdater, readyProgram, releaseSource } from '../../main/update/updater.ts';
import { type Publisher, startPublisher } from '../updates/programs.ts';
import { makeData, sumsOf } from './data_folder_of.ts';

const INSTALLED = '0.1.0';
const HOUR_MS = 3_600_000;
const atClosing = () => true;
const atAnyOtherTime = () => false;

let home = '';
let publisher: Publisher;
let dataDir = '';
/** How far the kiosk's clock is ahead of the machine's, on which releases expire. */
let laterMs = 0;
/** The disk takes no backup. */
let isFull = false;
/** What the updater handed over to, the last one last; null: the installed program. */
let handed: (string | null)[] = [];

beforeEach(async () => {
  home = mkdtempSync(path.join(tmpdir(), 'updater-'));
  publisher = await startPublisher();
  dataDir = makeData();
  [laterMs, isFull, handed] = [0, false, []];
});
afterEach(() => {
  publisher.close();
  for (const folder of [home, dataDir]) rmSync(folder, { recursive: true, force: true });
});

/** The updater of the program that runs now, over the data folder's real files. */
function updaterOf(running = INSTALLED) {
  const programs = programsOf(dataDir);
  const state = storedJson(programs.state, programState);
  const nowMs = () => Date.now() + laterMs;
  return createUpdater({
    dataDir,
    running,
    installed: INSTALLED,
    kioskId: 'ab12',
    venue: () => 'Hall',
    platform: `${process.platform}-${process.arch}`,
    releaseRoot: publisher.root,
    store: openTrustStore(path.join(programs.folder, 'metadata')),
    state,
    source: storedJson(path.join(dataDir, 'releases.json'), releaseSource),
    ready: storedJson(path.join(programs.folder, 'ready.json'), readyProgram),
    work: async ({ file, folder }) => (file !== null ? unpackProgram(file, folder) : isWholeProgram(folder) ? { ok: true, value: null } : { ok: false, error: 'bad_package' }),
    async handOver(to, kind) {
      handed.push(to);
      const saved = (id: string) => backUp({ dataDir, id, copyCounts: (copy) => (isFull ? null : backUpCounts(path.join(dataDir, 'counts.sqlite'), copy)) });
      return handOver({
        to,
        kind,
        state,
        keyId: 'key',
        hadScanner: false,
        nowMs: nowMs(),
        backUp(id) {
          const backup = saved(id);
          return backup.ok ? backup.value : null;
        },
        bringDown: () => true,
      });
    },
    remove: removeProgram,
    nowMs,
    random: () => 0.5,
    failed: () => {},
  });
}

/** The guardian's part: begins what is armed, and settles it. */
function settle(isGood: boolean): void {
  const { slot, state } = programsOf(dataDir);
  const keeper = createTrialKeeper({
    state: storedJson(state, programState),
    installed: INSTALLED,
    isThere: (version) => existsSync(slot(version)),
    takeFault: () => null,
    restore: (backup) => restoreBackup(dataDir, backup),
    nowMs: Date.now,
    pause: () => {},
  });
  expect(keeper.next().isTrial).toBe(true);
  keeper.judged(isGood);
}

/** A folder with a program of that version in it. */
function programOf(version: string): string {
  const folder = path.join(home, version);
  mkdirSync(folder, { recursive: true });
  writeFileSync(path.join(folder, 'program'), version);
  return folder;
}

const publish = (...versions: readonly string[]) => publisher.publish(versions.map((version) => ({ version, folder: programOf(version) })));
const slotOf = (version: string) => programsOf(dataDir).slot(version);

/** An updater that knows the publisher, whose program of that version waits. */
async function waitingWith(version: string, running?: string) {
  publish(version);
  const updater = updaterOf(running);
  updater.choose({ channel: 'stable', source: publisher.address });
  await updater.tick(atAnyOtherTime);
  expect(updater.status()).toMatchObject({ ready: { version, installsItself: true }, fault: null });
  return updater;
}

describe('what is ready', () => {
  it('is installed at closing time and at no other', async () => {
    const updater = await waitingWith('0.2.0');
    for (let minute = 0; minute < 300; minute += 1) {
      laterMs += 60_000;
      await updater.tick(atAnyOtherTime);
    }
    expect(handed).toEqual([]);
    await updater.tick(atClosing);
    expect(handed).toEqual(['0.2.0']);
    expect(storedJson(programsOf(dataDir).state, programState).read()?.trial).toMatchObject({ to: '0.2.0', step: 'armed', sums: sumsOf(dataDir) });
  });

  it('is installed in the same closing time in which it was found, unless that has passed or somebody came meanwhile', async () => {
    publish('0.2.0');
    const updater = updaterOf();
    updater.choose({ channel: 'stable', source: publisher.address });
    let isClosing = true;
    publisher.spoil(/^targets\/packages\//, (bytes) => {
      isClosing = false;
      return bytes;
    });
    await updater.tick(() => isClosing);
    expect(updater.status().ready?.version).toBe('0.2.0');
    expect(handed).toEqual([]);
    await updater.tick(atClosing);
    expect(handed).toEqual(['0.2.0']);
  });

  it('is not there: at closing time nothing happens', async () => {
    const updater = updaterOf();
    await updater.tick(atClosing);
    updater.choose({ channel: 'stable', source: publisher.address });
    publisher.publish([]);
    await updater.tick(atClosing);
    expect([handed, updater.status().ready]).toEqual([[], null]);
  });

  it('stays ready, and is installed, where the next look for a newer one fails', async () => {
    const updater = await waitingWith('0.2.0');
    publish('0.2.0', '0.3.0');
    publisher.spoil(/^targets\/packages\/.*kiosk-0\.3\.0/, (bytes) => bytes.subarray(0, bytes.length / 2));
    expect(await updater.check(null)).toEqual({ ok: false, error: 'truncated' });
    expect(updater.status()).toMatchObject({ ready: { version: '0.2.0', installsItself: true }, fault: 'truncated' });
    publisher.close();
    laterMs += 2 * HOUR_MS;
    await updater.tick(atAnyOtherTime);
    expect(updater.status()).toMatchObject({ ready: { version: '0.2.0', installsItself: true }, fault: 'unreachable' });
    await updater.tick(atClosing);
    expect(handed).toEqual(['0.2.0']);
  });

  it('gives way to a newer one', async () => {
    const updater = await waitingWith('0.2.0');
    publish('0.2.0', '0.3.0');
    laterMs += 2 * HOUR_MS;
    await updater.tick(atClosing);
    expect(handed).toEqual(['0.3.0']);
  });

  it.each<readonly [string, () => void]>([
    ['was withdrawn', () => publisher.publish([])],
    ['was withdrawn for an older one', () => publish(INSTALLED)],
    ['is meant for others now', () => publisher.publish([{ version: '0.2.0', folder: programOf('0.2.0'), share: 0, venues: ['Another hall'] }])],
  ])('is let go where it %s', async (_what, change) => {
    const updater = await waitingWith('0.2.0');
    change();
    laterMs += 2 * HOUR_MS;
    await updater.tick(atClosing);
    expect([handed, updater.status().ready, existsSync(slotOf('0.2.0'))]).toEqual([[], null, false]);
    expect(await updater.install()).toEqual({ ok: false, error: 'nothing_to_install' });
  });

  it('is not installed, but got again, where its files were changed since', async () => {
    const updater = await waitingWith('0.2.0');
    writeFileSync(path.join(slotOf('0.2.0'), 'program'), 'other');
    await updater.tick(atClosing);
    expect([handed, updater.status()]).toMatchObject([[], { ready: null, fault: 'bad_package' }]);
    laterMs += 2 * HOUR_MS;
    await updater.tick(atClosing);
    expect(handed).toEqual(['0.2.0']);
  });

  it('is tried once in a closing time, and again in the next, where the data cannot be backed up', async () => {
    const updater = await waitingWith('0.2.0');
    isFull = true;
    for (let minute = 0; minute < 59; minute += 1) {
      await updater.tick(atClosing);
      laterMs += 60_000;
    }
    expect(handed).toEqual(['0.2.0']);
    expect(updater.status()).toMatchObject({ ready: { version: '0.2.0', installsItself: true }, fault: 'not_backed_up' });
    isFull = false;
    laterMs += 23 * HOUR_MS;
    await updater.tick(atClosing);
    expect(handed).toEqual(['0.2.0', '0.2.0']);
  });
});

describe('a program that did not stay', () => {
  /** Some closing times, each with a new look. */
  async function closingTimes(updater: ReturnType<typeof updaterOf>): Promise<void> {
    for (let day = 0; day < 3; day += 1) {
      laterMs += 24 * HOUR_MS;
      await updater.tick(atClosing);
    }
  }

  it('since it was taken back, is installed again on the manager’s word only', async () => {
    await (await waitingWith('0.2.0')).tick(atClosing);
    settle(false);
    const again = updaterOf();
    await closingTimes(again);
    expect(handed).toEqual(['0.2.0']);
    expect(again.status()).toMatchObject({ ready: { version: '0.2.0', installsItself: false }, refused: [{ version: '0.2.0', reason: 'not_ready' }] });
    expect(await again.install()).toEqual({ ok: true, value: null });
    expect(handed).toEqual(['0.2.0', '0.2.0']);
    settle(true);
    expect(updaterOf('0.2.0').status()).toMatchObject({ ready: null, previous: INSTALLED, refused: [] });
  });

  it('since staff went back from it, is installed again on the manager’s word only', async () => {
    await (await waitingWith('0.2.0')).tick(atClosing);
    settle(true);
    expect(await updaterOf('0.2.0').goBack()).toEqual({ ok: true, value: null });
    settle(true);
    const again = updaterOf();
    await closingTimes(again);
    expect(handed).toEqual(['0.2.0', null]);
    expect(again.status().ready).toMatchObject({ version: '0.2.0', installsItself: false });
    expect(await again.install()).toEqual({ ok: true, value: null });
    expect(handed).toEqual(['0.2.0', null, '0.2.0']);
  });

  it('leaves the next version to be installed by itself', async () => {
    await (await waitingWith('0.2.0')).tick(atClosing);
    settle(false);
    const again = updaterOf();
    publish('0.2.0', '0.2.1');
    await again.tick(atClosing);
    expect(handed).toEqual(['0.2.0', '0.2.1']);
  });
});

it('what no program needs is removed: older programs, and one whose unpacking was cut off', async () => {
  const updater = await waitingWith('0.2.0');
  for (const name of ['0.0.9', '0.1.9', '0.4.0.new']) {
    mkdirSync(slotOf(name), { recursive: true });
    writeFileSync(path.join(slotOf(name), 'program'), 'large');
  }
  laterMs += 2 * HOUR_MS;
  await updater.tick(atAnyOtherTime);
  const folders = readdirSync(programsOf(dataDir).folder, { withFileTypes: true }).filter((entry) => entry.isDirectory());
  expect(folders.map(({ name }) => name).sort()).toEqual(['0.2.0', 'metadata']);
});

describe('what is told of programs that did not stay', () => {
  const refused = { version: '0.2.0', reason: 'not_ready', atMs: 5, told: true } as const;
  const stateFile = () => storedJson(programsOf(dataDir).state, programState);

  it('is told until they stay, or a newer one does', () => {
    stateFile().write({ ...FIRST_STATE, refused: [refused] });
    expect(updaterOf().status().refused).toMatchObject([{ version: '0.2.0', reason: 'not_ready', atMs: 5 }]);
    expect(updaterOf('0.3.0').status().refused).toEqual([]);
  });

  it('is told of a way back that failed, until it succeeds', async () => {
    stateFile().write({ ...FIRST_STATE, current: '0.2.0', previous: { program: null, schema: 40 }, refused: [{ ...refused, version: INSTALLED }] });
    expect(updaterOf('0.2.0').status()).toMatchObject({ previous: INSTALLED, refused: [{ version: INSTALLED }] });
    expect(await updaterOf('0.2.0').goBack()).toEqual({ ok: true, value: null });
    settle(true);
    expect(stateFile().read()).toMatchObject({ current: null, refused: [] });
  });
});

it('what is downloaded is told meanwhile', async () => {
  publish('0.2.0');
  const updater = updaterOf();
  updater.choose({ channel: 'stable', source: publisher.address });
  const seen: unknown[] = [];
  publisher.spoil(/^targets\/packages\//, (bytes) => {
    seen.push(updater.status());
    return bytes;
  });
  expect(await updater.check(null)).toEqual({ ok: true, value: null });
  expect(seen).toMatchObject([{ busy: 'downloading', coming: { version: '0.2.0', percent: 0 } }]);
  expect(updater.status()).toMatchObject({ busy: null, coming: null, ready: { version: '0.2.0' } });
});
