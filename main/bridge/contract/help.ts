import type { SourceDescription } from '../../../native/scan_source.ts';
import type { TrustStatus } from './trust.ts';
import type { Support } from './venue_settings.ts';

/** What a kiosk runs with, short enough to be read out over the telephone; nothing of any person or venue. */
export interface ConfigurationId {
  readonly program: string;
  /** Of the key lists in use, eight hexadecimal digits in two groups; null: there are none. */
  readonly keys: string | null;
  /** The id of the rule in force. */
  readonly rule: string;
  /** Of the kiosk's own public key, as `keys`; null: it has none. */
  readonly kiosk: string | null;
}

/** What help at the door and in the manager's window is made of. */
export interface HelpStatus {
  readonly support: Support | null;
  readonly configuration: ConfigurationId;
  readonly timeZone: string;
  readonly devices: readonly SourceDescription[];
  readonly trust: Pick<TrustStatus, 'clock' | 'kinds' | 'openUntil' | 'keyCount'>;
  /** Null: it cannot be told. */
  readonly diskFreeBytes: number | null;
}

/** A fact of the support bundle, as its file has it. */
export type BundleFact =
  | string
  | number
  | boolean
  | null
  | readonly BundleFact[]
  | { readonly [name: string]: BundleFact };

/** The parts of the support bundle, in their order. */
export type BundlePart =
  | 'bundle'
  | 'madeAt'
  | 'configuration'
  | 'program'
  | 'screens'
  | 'settings'
  | 'devices'
  | 'usb'
  | 'camera'
  | 'clock'
  | 'trust'
  | 'database'
  | 'eventLog'
  | 'openingCheck'
  | 'faults'
  | 'files'
  | 'disk'
  | 'guards';

/** A support bundle before it leaves: all that it says, and the codes in which a phone can take it. */
export interface PreparedBundle {
  readonly facts: Readonly<Record<BundlePart, BundleFact>>;
  readonly bytes: number;
  readonly frames: readonly string[];
}
