import { z } from 'zod';
import type { CameraStatus, KeyboardLayoutName, OpeningCode, OsGuardName, SecretsState, TrustStatus, VenueSettings } from '../bridge/contract.ts';
import { LANGUAGES } from '../pass/languages.ts';
import { builtInPacks } from '../pass/rules/built_in_packs.ts';
import type { TrustFileError } from '../trust/trust_list_file.ts';
import type { RuleFileError } from '../trust/rule_pack_file.ts';
import type { RevocationFileError } from '../trust/revocation_list_file.ts';
import type { InputKind, SourceFault, SourceStatus } from '../../native/scan_source.ts';
import { faultCode, type FaultPlace, MOST_FAULTS } from './fault_log.ts';

type Clock = TrustStatus['clock'];

/** One of a closed list; every other text, whatever it says, becomes `other`. */
function oneOf<Word extends string>(words: Readonly<Record<Word, true>>) {
  return z.enum([...Object.keys(words), 'other']).catch('other');
}

/** At most so many, the first ones. */
function listOf<Item extends z.ZodType>(item: Item, most: number) {
  return z.preprocess((given) => (Array.isArray(given) ? given.slice(0, most) : []), z.array(item));
}

/** Text of that form, or null: forms are so narrow that no name, code or path has one. */
function form(pattern: RegExp) {
  return z.string().regex(pattern).nullable().catch(null);
}

const MAX_COUNT = 1_000_000_000;
const MAX_BYTES = 2 ** 50;
const count = z.int().min(0).max(MAX_COUNT).nullable().catch(null);
const bytes = z.int().min(0).max(MAX_BYTES).nullable().catch(null);
const flag = z.boolean().nullable().catch(null);
/** Whole minutes, in UTC: no second is told, as none is needed. */
const instant = z
  .int()
  .min(0)
  .max(4_102_444_800_000)
  .transform((at) => `${new Date(at).toISOString().slice(0, 16)}Z`)
  .nullable()
  .catch(null);
const share = z.number().min(0).max(1).nullable().catch(null);
const version = form(/^\d{1,4}(\.\d{1,5}){1,3}$/);
const usbId = form(/^[0-9a-f]{4}:[0-9a-f]{4}$/);
const fingerprint = form(/^[0-9a-f]{4}( [0-9a-f]{4}){1,7}$/);
const pixels = z.int().min(0).max(65_535).nullable().catch(null);

const input = oneOf<InputKind>({ hid_pos: true, keyboard: true, camera: true, serial: true, demo: true });
const direction = oneOf({ in: true, out: true });
const language = z.enum([...LANGUAGES, 'other']).catch('other');
const state = oneOf<SourceStatus['state']>({ absent: true, starting: true, ready: true, listening: true, fault: true });
const sourceFault = oneOf<SourceFault>({
  permission_denied: true,
  in_use: true,
  disconnected: true,
  driver_failed: true,
  stopped_answering: true,
  wrong_mode: true,
});
const age = z
  .object({
    ageMs: z
      .number()
      .transform((ms) => Math.round(ms / 3_600_000))
      .nullable()
      .catch(null),
    state: oneOf({ fresh: true, warn: true, stopped: true }),
    stopAt: instant,
  })
  .transform(({ ageMs, ...rest }) => ({ ageHours: ageMs, ...rest }))
  .nullable()
  .catch(null);

const openingCode = oneOf<OpeningCode>({
  no_scanner: true,
  scanner_unread: true,
  scanner_altered: true,
  scanner_fault: true,
  verification_failed: true,
  camera_absent: true,
  camera_denied: true,
  camera_in_use: true,
  camera_fault: true,
  camera_dark: true,
  camera_unread: true,
  window_small: true,
  cards_not_seen: true,
  sound_off: true,
  no_sound_output: true,
  sound_stopped: true,
  tones_not_heard: true,
  clock_wrong: true,
  clock_drifting: true,
  disk_low: true,
  disk_full: true,
  disk_read_only: true,
  disk_failed: true,
  database_damaged: true,
  database_foreign: true,
  database_not_writable: true,
  event_log_broken: true,
  no_keys: true,
  list_ending: true,
  list_too_old: true,
  list_from_future: true,
  update_damaged: true,
  venue_files_damaged: true,
  settings_damaged: true,
  key_store_locked: true,
  time_not_kept: true,
});

const guardName = oneOf<OsGuardName>({
  ordinary_user: true,
  sandbox: true,
  restart: true,
  start: true,
  no_desktop: true,
  no_file_manager: true,
  console_switch: true,
  server_end: true,
  system_request: true,
  restart_keys: true,
  device_rules: true,
  swap: true,
  core_dumps: true,
  disk_encryption: true,
});

/** The files and folders that the kiosk itself puts into its data folder; each other one is only counted. */
const knownFile = z
  .string()
  .regex(/^(counts(\.copy)?\.sqlite(-wal|-shm)?|counts\.copy\.behind|counts\.distrusted|counts\.salvaged\.sqlite|quarantine|(settings|time|pin|authority|kiosk_key|opening_check|counts_restored)\.json(\.previous|\.new|\.broken)?|trust\.json|releases\.json(\.previous|\.new|\.broken)?|programs|trust|rules|revocations|backups)$/);

/**
 * Everything that a support bundle may hold, and nothing else: what is not named here is dropped, and a value that is
 * not of its closed list, its narrow form or its range becomes `other` or null. No field takes free text. The names of
 * venue, gates, events and devices and every address are left out for that reason, though none of them is a visitor's:
 * people typed them, or somebody's device chose them, and nobody can tell what they wrote. Gates are numbers, devices
 * are kinds, of scanners there are the numbers that USB gives to makers and products.
 */
export const supportFacts = z.object({
  bundle: z.literal(1),
  madeAt: instant,
  configuration: z.object({ program: version, keys: fingerprint, rules: listOf(ruleName(), 4), kiosk: fingerprint }),
  program: z.object({
    mode: oneOf({ demo: true, venue: true }),
    isPackaged: flag,
    electron: version,
    chromium: version,
    node: version,
    system: oneOf({ linux: true, darwin: true, win32: true }),
    systemRelease: version,
    architecture: oneOf({ x64: true, arm64: true, arm: true, ia32: true }),
    processors: count,
    memoryMiB: count,
    computerUpMinutes: count,
    programUpMinutes: count,
  }),
  screens: listOf(
    z.object({ width: pixels, height: pixels, scale: z.number().min(0.1).max(16).nullable().catch(null), rotation: pixels }),
    6,
  ),
  settings: z.object({
    language,
    visitorLanguages: listOf(language, 3),
    timeZone: z.enum(Intl.supportedValuesOf('timeZone')).or(z.enum(['UTC', 'other'])).catch('other'),
    gates: count,
    gate: count,
    exitGates: count,
    direction,
    directionToggle: flag,
    scannersWithDirection: count,
    capacity: count,
    capacityWarnings: listOf(share, 2),
    dayStartsAtMinute: count,
    suppressBelow: count,
    sound: flag,
    identityDisplay: oneOf<VenueSettings['identityDisplay']>({ nothing: true, initials: true, name: true }),
    combinesPasses: flag,
    audiences: count,
    stopAfterDays: z.object({ keys: count, rules: count, revocations: count }),
    updateSource: oneOf({ none: true, web: true, folder: true }),
    hasSupport: flag,
    camera: oneOf({ default: true, off: true, chosen: true }),
    mirror: flag,
    torch: flag,
    zoom: share,
    exposure: share,
    keyboardLayout: oneOf<KeyboardLayoutName>({ us: true, uk: true, de: true, fr: true, es: true, it: true, system: true }),
    rawKeyboards: listOf(usbId, 20),
    serialSpeeds: listOf(count, 8),
  }),
  devices: listOf(z.object({ input, state, fault: sourceFault.nullable() }), 20),
  usb: listOf(usbId, 20),
  camera: z.object({
    state: oneOf<CameraStatus['state']>({
      starting: true,
      ready: true,
      absent: true,
      denied: true,
      in_use: true,
      fault: true,
      off: true,
    }),
    cameras: count,
    picture: z.object({ width: pixels, height: pixels, framesPerSecond: pixels }).nullable().catch(null),
    torch: flag,
    zoom: flag,
    exposure: flag,
  }),
  clock: z.object({
    state: oneOf<Clock['state']>({ trusted: true, drifting: true, behind: true, ahead: true }),
    reason: oneOf<NonNullable<Clock['reason']>>({
      differs: true,
      long_off: true,
      before_signed_time: true,
      before_last_seen: true,
      before_passes: true,
      set_back: true,
      set_forward: true,
    }).nullable(),
    now: instant,
  }),
  trust: z.object({
    keyCount: count,
    keys: age,
    rules: age,
    revocations: age,
    openUntil: instant,
    rulePacks: count,
    damagedFiles: listOf(
      oneOf<TrustFileError | RuleFileError | RevocationFileError>({
        too_large: true,
        not_json: true,
        not_a_trust_list: true,
        bad_key: true,
        not_rules: true,
        not_a_revocation_list: true,
        bad_length: true,
        not_sorted: true,
      }),
      10,
    ),
    authority: z
      .object({ fingerprint, appliedAt: instant, hasPrevious: flag, fellBack: flag })
      .nullable()
      .catch(null),
    hasSetUpCode: flag,
  }),
  database: z
    .object({
      schema: count,
      bytes,
      isSound: flag,
      rows: z.object({
        tally: count,
        day_tally: count,
        occupancy: count,
        decision_time: count,
        device_reading: count,
        event: count,
      }),
    })
    .nullable()
    .catch(null),
  secrets: oneOf<SecretsState>({ sealed: true, plain: true, locked: true }),
  eventLog: z.object({ length: count, head: fingerprint, isWhole: flag }),
  openingCheck: z
    .object({ at: instant, worst: oneOf({ ok: true, warn: true, fail: true }), findings: listOf(openingCode, 20) })
    .nullable()
    .catch(null),
  faults: listOf(
    z.object({
      at: instant,
      place: oneOf<FaultPlace>({ door: true, device: true, camera: true, scan: true, trust: true, window: true, program: true }),
      code: faultCode,
      times: count,
    }),
    MOST_FAULTS,
  ),
  files: z.object({
    known: listOf(z.object({ name: knownFile.catch('other'), bytes, files: count, changed: instant }), 30),
    others: count,
    otherBytes: bytes,
  }),
  guards: z.object({ missing: listOf(guardName, 20), unknown: listOf(guardName, 20) }),
  disk: z.object({ freeMiB: count, totalMiB: count }).nullable().catch(null),
});

/** What a support bundle says, after every text of it was checked. */
export type SupportFacts = z.output<typeof supportFacts>;

/** True for a file or folder of the data folder whose name may be told. */
export function isKnownFile(name: string): boolean {
  return knownFile.safeParse(name).success;
}

/** A rule that comes with the kiosk, by its name; whoever wrote another one may have named it as they liked. */
function ruleName() {
  return z.enum([...builtInPacks.map(({ id }) => id), 'other']).catch('other');
}
