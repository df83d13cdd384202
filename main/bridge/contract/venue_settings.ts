import type { Language } from '../../pass/languages.ts';
import type { AgedKind } from '../../trust/ages.ts';

/** What an authority wrote for people to read: in English, and in whichever of the languages it has. */
export type Localised = Readonly<{ en: string } & Partial<Record<Language, string>>>;

export type Direction = 'in' | 'out';

/** How much of the holder the steward may see; the venue chooses. */
export type IdentityDisplay = 'nothing' | 'initials' | 'name';

export interface VenueSettings {
  readonly venueName: string;
  readonly gate: string;
  readonly gates: readonly string[];
  readonly direction: Direction;
  /** Gates that lead out: choosing one turns `direction` with it. */
  readonly exitGates: readonly string[];
  /** The steward may turn the direction at the door. */
  readonly directionToggle: boolean;
  /** Scanners, by the name that the system gives them, that always count one direction. */
  readonly scannerDirections: readonly { readonly scanner: string; readonly direction: Direction }[];
  /** How many people may be inside; null: nobody asks. Warned of at each share (0 to 1) of it, in rising order. */
  readonly capacity: number | null;
  readonly capacityWarnings: readonly [number, number];
  /** When the venue's day begins, minutes after midnight: who is inside is counted anew from there. */
  readonly dayStartsAt: number;
  /** Counts from 1 to below this leave the kiosk only as "fewer than"; 0: every count leaves as it is. */
  readonly suppressBelow: number;
  /** The languages of the visitor's screen, one after the other; empty: the door's. */
  readonly visitorLanguages: readonly Language[];
  readonly language: Language;
  readonly sound: boolean;
  readonly identityDisplay: IdentityDisplay;
  readonly timeZone: string;
  /** Which rule the door applies: the id of a rule pack. */
  readonly rulePack: string;
  /** Two passes of one visitor may satisfy the rule together. */
  readonly combinesPasses: boolean;
  /** The names by which passes and tickets may name this venue and its events. */
  readonly audiences: readonly string[];
  /** After how many days the venue itself stops relying on each; null: as the authority says. */
  readonly stopAfterDays: Readonly<Record<AgedKind, number | null>>;
  /** Where updates come from: a URL or a folder; null: a stick. */
  readonly updateSource: string | null;
  /** Null: nobody was named. */
  readonly support: Support | null;
  /** A camera's stable name, as `CameraStatus.cameras` has it; null is the system's default camera, 'off' none. */
  readonly camera: string | null;
  readonly cameraSettings: CameraSettings;
  /** The national layout that keyboard scanners are set to; 'system': their keys mean what the computer says. */
  readonly keyboardLayout: KeyboardLayoutName;
  /** Scanners of unknown makers that type as a keyboard and are to be read directly, as `vvvv:pppp` in hexadecimal. */
  readonly rawKeyboards: readonly string[];
  /** Serial ports with a scanner that cannot be known as one by itself, as the system calls them. */
  readonly serialPorts: readonly { readonly path: string; readonly baudRate: number }[];
}

export type KeyboardLayoutName = 'us' | 'uk' | 'de' | 'fr' | 'es' | 'it' | 'system';

/** What the manager wants of the camera, where it can do it. */
export interface CameraSettings {
  /** The visitor sees the preview as in a mirror. */
  readonly mirror: boolean;
  readonly torch: boolean;
  /** From 0, the least that the camera can do, to 1, the most; null: as the camera is. */
  readonly zoom: number | null;
  readonly exposure: number | null;
}

/** Whom to ask for help, and how, as the authority named them. */
export interface Support {
  readonly name: string;
  /** A telephone number, an address or both. */
  readonly contact: string;
}
