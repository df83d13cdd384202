import os from 'node:os';
import type { HelpStatus, PreparedBundle } from '../bridge/contract.ts';
import { fail, type Result } from '../pass/result.ts';
import { bundleFrames } from './bundle_frames.ts';
import { configurationId, helpStatus } from './help_status.ts';
import { buildSupportBundle, type SupportGiven } from './support_bundle.ts';

/** Answers who asks for help: at the door, and in the manager's window with the support bundle. */
export interface SupportDesk {
  help(): HelpStatus;
  /** Makes a bundle and keeps it, so that what leaves is what was seen. */
  prepare(): Promise<PreparedBundle>;
  /** Writes the one that was prepared last into an export target, and answers the file. */
  write(target: string): Result<{ readonly file: string }, 'no_target' | 'not_saved' | 'not_prepared'>;
}

/** A system that does not answer is no reason to go without a bundle. */
const USB_LIMIT_MS = 3_000;

/** Makes the desk of a kiosk; the parts say how it is now. */
export function createSupportDesk(
  parts: {
    readonly version: string;
    readonly mode: string;
    readonly isPackaged: boolean;
    readonly keysId: () => string | null;
    readonly kioskKeyId: () => string | null;
    /** Everything that USB and Bluetooth input devices say of themselves; none where it cannot be told. */
    readonly usb: () => Promise<SupportGiven['usb']>;
    readonly database: () => Promise<SupportGiven['database']>;
    /** Which guards of the operating system hold. */
    readonly guards: () => Promise<SupportGiven['guards']>;
    readonly writeFile: (target: string, name: string, content: Uint8Array) => Result<{ readonly file: string }, 'no_target' | 'not_saved'>;
    readonly nowMs: () => number;
  } & { readonly [Part in 'screens' | 'settings' | 'devices' | 'camera' | 'trust' | 'rulePacks' | 'damagedFiles' | 'eventLog' | 'openingCheck' | 'secrets' | 'faults' | 'files' | 'disk']: () => SupportGiven[Part] },
): SupportDesk {
  let zip: Uint8Array | null = null;

  function configuration() {
    const { keysId, kioskKeyId, settings, version } = parts;
    return configurationId({ version, keysId: keysId(), rulePack: settings().rulePack, kioskKeyId: kioskKeyId() });
  }

  return {
    help: () =>
      helpStatus({
        settings: parts.settings(),
        configuration: configuration(),
        devices: parts.devices(),
        trust: parts.trust(),
        diskFreeBytes: parts.disk()?.freeBytes ?? null,
      }),
    async prepare() {
      const [usb, database, guards] = await Promise.all([
        Promise.race([parts.usb(), noneAfter(USB_LIMIT_MS)]),
        parts.database(),
        parts.guards(),
      ]);
      const bundle = buildSupportBundle({
        nowMs: parts.nowMs(),
        configuration: configuration(),
        program: programOf(parts),
        screens: parts.screens(),
        settings: parts.settings(),
        devices: parts.devices(),
        usb,
        camera: parts.camera(),
        trust: parts.trust(),
        rulePacks: parts.rulePacks(),
        damagedFiles: parts.damagedFiles(),
        database,
        eventLog: parts.eventLog(),
        openingCheck: parts.openingCheck(),
        secrets: parts.secrets(),
        faults: parts.faults(),
        files: parts.files(),
        disk: parts.disk(),
        guards,
      });
      zip = bundle.zip;
      return { facts: bundle.facts, bytes: zip.length, frames: bundleFrames(zip) };
    },
    write(target) {
      if (zip === null) return fail('not_prepared');
      const minute = new Date(parts.nowMs()).toISOString().slice(0, 16).replace(/[T:]/g, '-');
      return parts.writeFile(target, `venue-pass-support-${minute}.zip`, zip);
    },
  };
}

function noneAfter(limitMs: number): Promise<readonly never[]> {
  return new Promise((answer) => setTimeout(() => answer([]), limitMs).unref());
}

function programOf({ isPackaged, mode }: { readonly mode: string; readonly isPackaged: boolean }): SupportGiven['program'] {
  const { chrome, electron, node } = process.versions;
  return {
    mode,
    isPackaged,
    electron,
    chromium: chrome,
    node,
    system: os.platform(),
    systemRelease: os.release(),
    architecture: os.arch(),
    processors: os.cpus().length,
    memoryBytes: os.totalmem(),
    computerUpMs: os.uptime() * 1_000,
    programUpMs: process.uptime() * 1_000,
  };
}
