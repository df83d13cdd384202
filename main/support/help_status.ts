import type { ConfigurationId, HelpStatus, TrustStatus, VenueSettings } from '../bridge/contract.ts';
import { fingerprintForEyes } from '../trust/provision.ts';

/** As many groups of a SHA-256 as one reads out over the telephone: enough to tell two kiosks of a venue apart. */
const SPOKEN_GROUPS = 2;

/** What this kiosk runs with. Hashes are SHA-256 in hexadecimal; null: there is none. */
export function configurationId(given: {
  readonly version: string;
  readonly keysId: string | null;
  readonly rulePack: string;
  readonly kioskKeyId: string | null;
}): ConfigurationId {
  const spoken = (sha256: string | null) =>
    sha256 === null ? null : fingerprintForEyes(sha256).slice(0, SPOKEN_GROUPS).join(' ');
  return { program: given.version, keys: spoken(given.keysId), rule: given.rulePack, kiosk: spoken(given.kioskKeyId) };
}

/** What the door and the manager's window show as help. Free bytes of the disk: null where nobody knows. */
export function helpStatus(given: {
  readonly settings: VenueSettings;
  readonly configuration: ConfigurationId;
  readonly devices: HelpStatus['devices'];
  readonly trust: TrustStatus;
  readonly diskFreeBytes: number | null;
}): HelpStatus {
  const { configuration, devices, diskFreeBytes, settings } = given;
  const { clock, keyCount, kinds, openUntil } = given.trust;
  const { support, timeZone } = settings;
  return { support, configuration, timeZone, devices, trust: { clock, kinds, openUntil, keyCount }, diskFreeBytes };
}
