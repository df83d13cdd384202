import { existsSync, mkdirSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { z } from 'zod';
import type { ProgramFault, ProgramStatus } from '../bridge/contract.ts';
import { fail, ok, type Result } from '../pass/result.ts';
import type { StoredJson } from '../settings/stored_json.ts';
import { openRepository } from '../trust/repository/repository_source.ts';
import type { TrustStore } from '../trust/repository/trust_store.ts';
import { type Channel, fetchPackage, fetchReleases, MAX_PACKAGE_BYTES } from './fetch_release.ts';
import { FIRST_STATE, type ProgramState } from './program_state.ts';
import { compareVersions, programVersion } from './program_version.ts';
import { chooseRelease } from './release_list.ts';
import { programsOf } from './trial_keeper.ts';

/** Where a kiosk gets its program from. */
export const releaseSource = z.object({ version: z.literal(1), channel: z.enum(['stable', 'beta']), source: z.string().min(1).max(300).nullable() });
export type ReleaseSource = z.infer<typeof releaseSource>;

/** A program that was unpacked and waits. */
export const readyProgram = z.object({
  version: programVersion,
  notes: z.object({ en: z.string(), 'zh-Hant': z.string(), 'zh-Hans': z.string() }),
});
export type ReadyProgram = z.infer<typeof readyProgram>;

/** Gets programs in the background and hands them over; nothing changes for the door until one is installed. */
export interface Updater {
  status(): ProgramStatus;
  choose(wanted: { readonly channel: Channel; readonly source: string | null }): Result<null, ProgramFault>;
  /** Looks for a newer program at the venue's address or in a folder, and downloads it. */
  check(folder: string | null): Promise<Result<null, ProgramFault>>;
  install(): Promise<Result<null, ProgramFault>>;
  goBack(): Promise<Result<null, ProgramFault>>;
  /**
   * To be called every minute: looks for a newer program every hour or so, and at closing time installs what is ready, once
   * an hour at most, unless it was taken back or gone back from before. It asks for the time last of all.
   */
  tick(isClosingTime: () => boolean): Promise<void>;
}

const LIMITS = { totalBytes: MAX_PACKAGE_BYTES + 8 * 1024 * 1024, totalMs: 3 * 3_600_000 };
const HOUR_MS = 3_600_000;

/** Makes the updater of a data folder. */
export function createUpdater(parts: {
  readonly dataDir: string;
  readonly running: string;
  readonly installed: string;
  readonly kioskId: string;
  readonly venue: () => string;
  /** Node's `platform-arch`. */
  readonly platform: string;
  /** Null: this build knows nobody who may sign updates. */
  readonly releaseRoot: Uint8Array | null;
  readonly store: TrustStore;
  readonly state: StoredJson<ProgramState>;
  readonly source: StoredJson<ReleaseSource>;
  readonly ready: StoredJson<ReadyProgram>;
  /** Unpacks a package, or (`file` null) looks whether a program is whole. */
  readonly work: (work: { readonly file: string | null; readonly folder: string }) => Promise<Result<null, 'bad_package' | 'too_large' | 'disk_failed'>>;
  /** Backs everything up, arms the trial, and starts the kiosk anew; answers only where that failed. */
  readonly handOver: (to: string | null, kind: 'update' | 'back') => Promise<Result<null, ProgramFault>>;
  /** Removes a file or a folder with all that is in it, also archives of programs. */
  readonly remove: (place: string) => void;
  readonly nowMs: () => number;
  readonly random: () => number;
  readonly failed: (fault: ProgramFault) => void;
}): Updater {
  const places = programsOf(parts.dataDir);
  let busy: ProgramStatus['busy'] = null;
  let coming: ProgramStatus['coming'] = null;
  let fault: ProgramFault | null = null;
  let checkedAtMs: number | null = null;
  let nextCheckAtMs = 0;
  let nextInstallAtMs = 0;

  const state = () => parts.state.read() ?? FIRST_STATE;
  const source = () => parts.source.read() ?? { version: 1 as const, channel: 'stable' as const, source: null };

  function ready(): ReadyProgram | null {
    const found = parts.ready.read();
    if (found === null || !existsSync(places.slot(found.version))) return null;
    return compareVersions(found.version, parts.running) > 0 ? found : null;
  }

  /** What failed here once, or what staff went back from, waits for the manager's word. */
  function installsItself(version: string): boolean {
    const { previous: before, refused } = state();
    return before?.program !== version && !refused.some((one) => one.version === version);
  }

  function previous(): string | null {
    const { current, previous: before } = state();
    if (before === null || current === null || current !== parts.running) return null;
    const version = before.program ?? parts.installed;
    return before.program === null || existsSync(places.slot(version)) ? version : null;
  }

  async function exclusively(as: NonNullable<ProgramStatus['busy']>, work: () => Promise<Result<null, ProgramFault>>): Promise<Result<null, ProgramFault>> {
    if (busy !== null) return fail('busy');
    busy = as;
    try {
      const done = await work();
      fault = done.ok ? null : done.error;
      if (!done.ok) parts.failed(done.error);
      return done;
    } finally {
      busy = null;
      coming = null;
    }
  }

  async function checkNow(address: string | null): Promise<Result<null, ProgramFault>> {
    if (parts.releaseRoot === null) return fail('no_updates');
    if (address === null) return fail('no_address');
    const opened = openRepository(address, { allowHttp: true, limits: LIMITS });
    if (!opened.ok) return opened;
    const known = parts.store.trustedMetadata();
    if (!known.ok && known.error === 'not_set_up') {
      const begun = parts.store.init(parts.releaseRoot, parts.nowMs());
      if (!begun.ok) return begun;
    }
    const read = await fetchReleases({ source: opened.value, store: parts.store, nowMs: parts.nowMs(), channel: source().channel });
    if (!read.ok) return fail(read.error.code);
    checkedAtMs = Math.floor(parts.nowMs());
    const { list, packages } = read.value;
    const kiosk = { running: parts.running, id: parts.kioskId, venue: parts.venue(), platform: parts.platform };
    const releases = list?.releases ?? [];
    const chosen = chooseRelease(releases, kiosk);
    const waiting = ready();
    // Whoever withdrew it may have seen what it does.
    if (waiting !== null && chooseRelease(releases.filter(({ version }) => version === waiting.version), kiosk) === null) parts.remove(places.slot(waiting.version));
    if (chosen === null || ready()?.version === chosen.release.version) return ok(null);
    const wanted = packages.find((one) => one.path === chosen.packageOf.target);
    if (wanted === undefined) return fail('incomplete');
    const { notes, version } = chosen.release;
    busy = 'downloading';
    coming = { version, percent: 0 };
    const file = path.join(places.folder, 'package.part');
    mkdirSync(places.folder, { recursive: true });
    const fetched = await fetchPackage(opened.value, wanted, file, (bytes) => {
      coming = { version, percent: Math.floor((100 * bytes) / wanted.length) };
    });
    if (!fetched.ok) {
      parts.remove(file);
      return fail(fetched.error.code);
    }
    const unpacked = await parts.work({ file, folder: places.slot(version) });
    parts.remove(file);
    if (!unpacked.ok) return unpacked;
    return parts.ready.write({ version, notes }) ? ok(null) : fail('disk_failed');
  }

  /** What no state needs takes hundreds of megabytes. */
  function removeOldPrograms(): void {
    const { current, previous: before, trial } = state();
    const kept = new Set([current, before?.program, trial?.to, trial?.from, parts.ready.read()?.version]);
    try {
      for (const entry of readdirSync(places.folder, { withFileTypes: true })) {
        // The power may have been cut while one was unpacked.
        const isProgram = programVersion.safeParse(entry.name.replace(/\.new$/, '')).success;
        if (entry.isDirectory() && isProgram && !kept.has(entry.name)) parts.remove(path.join(places.folder, entry.name));
      }
    } catch {
      // There are none yet, or they take room a while longer.
    }
  }

  async function install(): Promise<Result<null, ProgramFault>> {
    const waiting = ready();
    if (waiting === null) return fail('nothing_to_install');
    const isWhole = await parts.work({ file: null, folder: places.slot(waiting.version) });
    if (!isWhole.ok) {
      parts.remove(places.slot(waiting.version));
      return isWhole;
    }
    return parts.handOver(waiting.version, 'update');
  }

  return {
    status() {
      const { channel, source: address } = source();
      const { running } = parts;
      const wayBack = previous();
      const refused = state()
        .refused.filter(({ version }) => compareVersions(version, running) > 0 || version === wayBack)
        .map(({ atMs, reason, version }) => ({ atMs, reason, version }));
      const hasUpdates = parts.releaseRoot !== null;
      const found = ready();
      const waiting = found === null ? null : { ...found, installsItself: installsItself(found.version) };
      return { running, hasUpdates, channel, source: address, busy, coming, ready: waiting, previous: wayBack, checkedAtMs, fault, refused };
    },
    choose({ channel, source: address }) {
      return parts.source.write({ version: 1, channel, source: address }) ? ok(null) : fail('disk_failed');
    },
    check: (folder) => exclusively('checking', () => checkNow(folder ?? source().source)),
    install: () => exclusively('installing', install),
    goBack: () =>
      exclusively('installing', async () => {
        if (previous() === null) return fail('no_way_back');
        const to = state().previous?.program ?? null;
        const isWhole = to === null ? ok(null) : await parts.work({ file: null, folder: places.slot(to) });
        return isWhole.ok ? parts.handOver(to, 'back') : isWhole;
      }),
    async tick(isClosingTime) {
      if (busy !== null) return;
      const now = parts.nowMs();
      if (parts.releaseRoot !== null && source().source !== null && now >= nextCheckAtMs) {
        // Not all kiosks of a city in the same minute.
        nextCheckAtMs = now + HOUR_MS * (0.75 + parts.random() / 2);
        removeOldPrograms();
        await this.check(null);
      }
      const waiting = ready();
      if (waiting === null || !installsItself(waiting.version) || now < nextInstallAtMs || !isClosingTime()) return;
      // Where it cannot be, a backup each minute would fill the log, and the door would not scan meanwhile.
      nextInstallAtMs = now + HOUR_MS;
      await this.install();
    },
  };
}
