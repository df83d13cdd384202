import type { VerifiedSetup } from './setup_code.ts';

/** What a new kiosk starts with. Nothing of it is secret. */
export interface Provision {
  /** Goes over the settings that a kiosk starts with. */
  readonly settings: {
    readonly venueName: string;
    readonly gate: string;
    readonly gates: readonly string[];
    readonly language: VerifiedSetup['languages'][number];
    readonly timeZone: string;
    readonly audiences: readonly string[];
  };
  /** The languages that the venue's people read, the kiosk's own first. */
  readonly languages: VerifiedSetup['languages'];
  /** The root of trust for the store, and its SHA-256 in hexadecimal. */
  readonly root: Uint8Array;
  readonly fingerprint: string;
  /** The folder on the web that updates come from; null where they come on a stick only. */
  readonly source: string | null;
  readonly support: VerifiedSetup['support'];
}

/** Turns a verified set-up code into what the kiosk keeps, once people have compared the fingerprint. */
export function provision(setup: VerifiedSetup): Provision {
  const { gate, gates, languages, root, rootFingerprint, source, support, timeZone, venueName } = setup;
  const [language = 'en'] = languages;
  return {
    // A new venue's passes name it; those of whatever the kiosk was before must not open its door.
    settings: { venueName, gate, gates, language, timeZone, audiences: [venueName] },
    languages,
    root,
    fingerprint: rootFingerprint,
    source,
    support,
  };
}

const EYE_GROUPS = 8;

/**
 * The first 16 bytes of a SHA-256 (given in hexadecimal) as eight groups of four digits, for two people to
 * compare by eye or by telephone: too many to find another root with the same ones.
 */
export function fingerprintForEyes(sha256: string): readonly string[] {
  return Array.from({ length: EYE_GROUPS }, (_none, index) => sha256.slice(index * 4, index * 4 + 4));
}
