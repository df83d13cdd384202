import { zipSync } from 'fflate';
import type { CameraStatus, ConfigurationId, OpeningCheck, OsGuard, SecretsState, TrustStatus, VenueSettings } from '../bridge/contract.ts';
import type { SourceDescription } from '../../native/scan_source.ts';
import type { LoggedFault } from './fault_log.ts';
import { isKnownFile, type SupportFacts, supportFacts } from './support_facts.ts';

/** The only file in a bundle. */
export const BUNDLE_ENTRY = 'support.json';
/** More than any bundle has: what fits into a loop of codes of less than twenty seconds. */
export const MAX_BUNDLE_BYTES = 8_192;

/** What the kiosk knows, as it knows it: with names, paths and whatever else people typed. */
export interface SupportGiven {
  readonly nowMs: number;
  readonly configuration: ConfigurationId;
  readonly program: {
    readonly mode: string;
    readonly isPackaged: boolean;
    readonly electron: string | undefined;
    readonly chromium: string | undefined;
    readonly node: string;
    readonly system: string;
    readonly systemRelease: string;
    readonly architecture: string;
    readonly processors: number;
    readonly memoryBytes: number;
    readonly computerUpMs: number;
    readonly programUpMs: number;
  };
  readonly screens: readonly { readonly width: number; readonly height: number; readonly scale: number; readonly rotation: number }[];
  readonly settings: VenueSettings;
  readonly devices: readonly SourceDescription[];
  readonly usb: readonly { readonly vendorId: number; readonly productId: number }[];
  readonly camera: CameraStatus;
  readonly trust: TrustStatus;
  readonly rulePacks: number;
  readonly damagedFiles: readonly { readonly error: string }[];
  /** Null: it could not be examined. */
  readonly database: {
    readonly schema: number;
    readonly bytes: number;
    readonly isSound: boolean;
    readonly rows: Readonly<Record<string, number>>;
  } | null;
  /** The head is SHA-256; null: nothing was logged yet. */
  readonly eventLog: { readonly head: { readonly sequence: number; readonly hash: Uint8Array } | null; readonly isWhole: boolean };
  readonly openingCheck: Pick<OpeningCheck, 'findings' | 'last'>;
  readonly faults: readonly LoggedFault[];
  readonly secrets: SecretsState;
  /** What lies in the data folder itself; a folder with all that is in it. */
  readonly files: readonly DataFile[];
  readonly disk: { readonly freeBytes: number; readonly totalBytes: number } | null;
  readonly guards: readonly OsGuard[];
}

/** A file of the data folder, or one of its folders with the number and the size of what it holds. */
export interface DataFile {
  readonly name: string;
  readonly files: number;
  readonly bytes: number;
  /** Milliseconds since 1970. */
  readonly changedMs: number;
}

/** A bundle: what it says, and the zip that says so. */
export interface SupportBundle {
  readonly facts: SupportFacts;
  readonly zip: Uint8Array;
}

const MIB = 1_048_576;
const MINUTE_MS = 60_000;
/** The earliest that a zip can name. The bundle says itself when it was made. */
const NO_DATE = new Date(1980, 0, 1);

/**
 * Makes the support bundle of what is given. `supportFacts` decides what it may hold; here is only chosen and
 * counted. The same facts make the same bytes.
 */
export function buildSupportBundle(given: SupportGiven, allowed: typeof supportFacts = supportFacts): SupportBundle {
  const facts = allowed.parse(chooseFacts(given));
  const content = Buffer.from(`${JSON.stringify(facts, null, 1)}\n`);
  return { facts, zip: zipSync({ [BUNDLE_ENTRY]: content }, { level: 9, mtime: NO_DATE }) };
}

function chooseFacts(given: SupportGiven): unknown {
  const { camera, configuration, database, disk, program, settings, trust } = given;
  const { cameraSettings, gate, gates, rulePack, updateSource } = settings;
  return {
    bundle: 1,
    madeAt: Math.round(given.nowMs),
    configuration: { ...configuration, rules: configuration.rule.split('+') },
    program: {
      ...program,
      systemRelease: /^[\d.]*\d/.exec(program.systemRelease)?.[0],
      memoryMiB: Math.round(program.memoryBytes / MIB),
      computerUpMinutes: Math.floor(program.computerUpMs / MINUTE_MS),
      programUpMinutes: Math.floor(program.programUpMs / MINUTE_MS),
    },
    screens: given.screens,
    settings: {
      ...settings,
      gates: gates.length,
      gate: gates.indexOf(gate) + 1,
      exitGates: settings.exitGates.length,
      scannersWithDirection: settings.scannerDirections.length,
      dayStartsAtMinute: settings.dayStartsAt,
      audiences: settings.audiences.length,
      updateSource: updateSource === null ? 'none' : updateSource.startsWith('https:') ? 'web' : 'folder',
      hasSupport: settings.support !== null,
      camera: settings.camera === null ? 'default' : settings.camera === 'off' ? 'off' : 'chosen',
      ...cameraSettings,
      serialSpeeds: settings.serialPorts.map(({ baudRate }) => baudRate),
    },
    devices: given.devices.map(({ input, status }) => ({
      input,
      state: status.state,
      fault: status.state === 'fault' ? status.code : null,
    })),
    usb: [...new Set(given.usb.map(({ productId, vendorId }) => `${hex4(vendorId)}:${hex4(productId)}`))].sort(),
    camera: { ...camera, ...camera.controls, cameras: camera.cameras.length },
    clock: { ...trust.clock, now: Math.round(trust.clock.nowMs) },
    trust: {
      ...trust,
      ...trust.kinds,
      openUntil: trust.openUntil?.at ?? null,
      rulePacks: given.rulePacks,
      damagedFiles: given.damagedFiles.map(({ error }) => error),
      authority:
        trust.authority === null ? null : { ...trust.authority, appliedAt: Math.round(trust.authority.appliedAtMs) },
    },
    database,
    eventLog: {
      length: given.eventLog.head?.sequence ?? 0,
      head: headOf(given.eventLog.head?.hash),
      isWhole: given.eventLog.isWhole,
    },
    openingCheck:
      given.openingCheck.last === null
        ? null
        : {
            at: Math.round(given.openingCheck.last.atMs),
            worst: given.openingCheck.last.worst,
            findings: given.openingCheck.findings.map(({ code }) => code),
          },
    secrets: given.secrets,
    faults: given.faults.map(({ atMs, code, place, times }) => ({ at: Math.round(atMs), place, code, times })),
    files: chooseFiles(given.files),
    guards: {
      missing: given.guards.flatMap(({ guard, state }) => (state === 'missing' ? [guard] : [])),
      unknown: given.guards.flatMap(({ guard, state }) => (state === 'unknown' ? [guard] : [])),
    },
    disk: disk === null ? null : { freeMiB: Math.floor(disk.freeBytes / MIB), totalMiB: Math.floor(disk.totalBytes / MIB) },
  };
}

function chooseFiles(files: readonly DataFile[]): unknown {
  const known = files.filter(({ name }) => isKnownFile(name));
  const others = files.filter(({ name }) => !isKnownFile(name));
  return {
    known: known.map(({ bytes, changedMs, files: inside, name }) => ({
      name,
      bytes,
      files: inside,
      changed: Math.round(changedMs),
    })),
    others: others.reduce((sum, { files: inside }) => sum + inside, 0),
    otherBytes: others.reduce((sum, { bytes }) => sum + bytes, 0),
  };
}

/** Enough of a hash to compare it with one that was written down. */
function headOf(hash: Uint8Array | undefined): string | null {
  return hash === undefined ? null : (Buffer.from(hash.subarray(0, 8)).toString('hex').match(/.{4}/g) ?? []).join(' ');
}

function hex4(number: number): string {
  return number.toString(16).padStart(4, '0');
}
