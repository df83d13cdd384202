import type { SetUpFault, SetUpOffer, TrustFault, VenueSettings } from './bridge/contract.ts';
import { fail, ok, type Result } from './pass/result.ts';
import { fingerprintForEyes, provision } from './trust/provision.ts';
import {
  readSetupCode,
  readSetupFile,
  type SetupError,
  type UnverifiedSetup,
  type VerifiedSetup,
  verifySetup,
} from './trust/setup_code.ts';

/** Sets a new kiosk up with an authority: by a signed set-up code, scanned or on a stick. */
export interface SetUp {
  /** True where the code was a set-up code and the kiosk waits for one; it is kept for the manager. */
  take(code: Uint8Array): boolean;
  isWaiting(): boolean;
  /** Gets the root of trust that the code names, and says what the code would set up: to be compared by eye. */
  prepare(folder: string | null): Promise<Result<SetUpOffer, SetUpFault>>;
  /** Sets up what was prepared, and brings in the first update. */
  confirm(): Promise<Result<null, SetUpFault>>;
}

/** Makes the set-up of a kiosk; the parts do what touches disk and network. */
export function createSetUp(parts: {
  readonly isSetUp: () => boolean;
  /** The file `N.root.json` of a repository. */
  readonly readRoot: (address: string, version: number) => Promise<Result<Uint8Array, TrustFault>>;
  /** The set-up file of a folder; null where there is none. */
  readonly readSetupFile: (folder: string) => Uint8Array | null;
  readonly isGoodRoot: (root: Uint8Array) => boolean;
  readonly keepRoot: (root: Uint8Array) => Result<null, TrustFault>;
  readonly update: (address: string) => Promise<Result<null, TrustFault>>;
  readonly settings: () => VenueSettings;
  readonly saveSettings: (settings: VenueSettings) => boolean;
  readonly nowMs: () => number;
  readonly changed: () => void;
}): SetUp {
  let scanned: UnverifiedSetup | null = null;
  let prepared: { readonly setup: VerifiedSetup; readonly address: string } | null = null;

  /** The code of a stick goes before one that was scanned. */
  function codeOf(folder: string | null): Result<UnverifiedSetup, SetUpFault> {
    const file = folder === null ? null : parts.readSetupFile(folder);
    if (file === null) return scanned === null ? fail('no_set_up_code') : ok(scanned);
    const read = readSetupFile(file);
    return read.ok ? read : fail(faultOf(read.error));
  }

  return {
    take(code) {
      const read = readSetupCode(Buffer.from(code).toString('latin1').replace(/[\r\n]+$/, ''));
      if (!read.ok || parts.isSetUp()) return false;
      scanned = read.value;
      prepared = null;
      parts.changed();
      return true;
    },
    isWaiting: () => scanned !== null,
    async prepare(folder) {
      prepared = null;
      if (parts.isSetUp()) return fail('already_set_up');
      const found = codeOf(folder);
      if (!found.ok) return found;
      const code = found.value;
      const address = folder ?? code.root.source;
      if (address === null) return fail('needs_stick');
      const root = await parts.readRoot(address, code.root.rootVersion);
      if (!root.ok) return root;
      const { isGoodRoot, nowMs } = parts;
      const verified = verifySetup(code, { root: root.value, isGoodRoot, nowMs: nowMs() });
      if (!verified.ok) return fail(faultOf(verified.error));
      const setup = verified.value;
      prepared = { setup, address };
      const { gates, rootFingerprint, source, support, venueName } = setup;
      const fingerprint = fingerprintForEyes(rootFingerprint).join(' ');
      return ok({ venueName, gates, updateSource: source, support, fingerprint });
    },
    async confirm() {
      if (prepared === null) return fail('no_set_up_code');
      const { address, setup } = prepared;
      const { settings, source, support } = provision(setup);
      const present = parts.settings();
      const exitGates = present.exitGates.filter((gate) => settings.gates.includes(gate));
      const direction = exitGates.includes(settings.gate) ? 'out' : 'in';
      const wanted: VenueSettings = { ...present, ...settings, exitGates, direction, updateSource: source, support };
      // The root comes last: with it the kiosk is set up, and no code is taken any more.
      if (!parts.saveSettings(wanted)) return fail('disk_failed');
      const kept = parts.keepRoot(setup.root);
      if (!kept.ok) return kept;
      scanned = null;
      prepared = null;
      const updated = await parts.update(address);
      parts.changed();
      return updated;
    },
  };
}

/** What a manager can mend is told apart; the rest is a code not to be used. */
function faultOf(error: SetupError): SetUpFault {
  return error === 'clock_behind' || error === 'expired' || error === 'newer_claims' ? error : 'bad_set_up_code';
}
