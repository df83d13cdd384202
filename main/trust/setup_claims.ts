import { z } from 'zod';
import { type CborValue, decodeCbor } from '../pass/cbor.ts';
import { encodeCbor } from '../pass/encode_cbor.ts';
import { LANGUAGES } from '../pass/languages.ts';
import { readNumericDate } from '../pass/numeric_date.ts';
import { fail, ok, type Result } from '../pass/result.ts';

/**
 * The claims of a set-up code: two of a CWT (RFC 8392 section 3.1), then ours from the private range, none of
 * which is a venue pass's, so that neither can be taken for the other.
 */
export const SETUP_CLAIM = {
  expiresAt: 4,
  issuedAt: 6,
  venueName: -65_601,
  gates: -65_602,
  gate: -65_603,
  languages: -65_604,
  timeZone: -65_605,
  source: -65_606,
  support: -65_607,
  rootVersion: -65_608,
  rootFingerprint: -65_609,
} as const;

const KNOWN_CLAIMS: ReadonlySet<CborValue> = new Set(Object.values(SETUP_CLAIM));
const MAX_NAME_CHARACTERS = 60;
const MAX_CONTACT_CHARACTERS = 100;
const MAX_GATES = 50;
const MAX_TIME_ZONE_CHARACTERS = 64;
const MAX_SOURCE_CHARACTERS = 200;
const MAX_ROOT_VERSION = 1_024;

/** As in the venue's settings: no controls, no bidirectional tricks, no space around it. */
const line = (maxCharacters: number) =>
  z
    .string()
    .min(1)
    .max(maxCharacters)
    .regex(/^[^\p{Cc}\p{Cf}\p{Co}\p{Cs}\p{Zl}\p{Zp}]+$/u)
    .refine((text) => text === text.trim());
const name = line(MAX_NAME_CHARACTERS);
const setupClaims = z
  .strictObject({
    venueName: name,
    gates: z.array(name).min(1).max(MAX_GATES).refine(isEachOnce).readonly(),
    gate: name,
    languages: z.array(z.enum(LANGUAGES)).min(1).refine(isEachOnce).readonly(),
    timeZone: z.string().max(MAX_TIME_ZONE_CHARACTERS).refine(isTimeZone),
    source: z.string().max(MAX_SOURCE_CHARACTERS).refine(isUpdateSource).nullable(),
    support: z.strictObject({ name, contact: line(MAX_CONTACT_CHARACTERS) }).readonly(),
    rootVersion: z.int().min(1).max(MAX_ROOT_VERSION),
    rootFingerprint: z.string().regex(/^[0-9a-f]{64}$/),
    issuedAt: z.number(),
    expiresAt: z.number().nullable(),
  })
  .refine(({ gate, gates }) => gates.includes(gate), { path: ['gate'] })
  .refine(({ expiresAt, issuedAt }) => expiresAt === null || issuedAt < expiresAt, { path: ['expiresAt'] })
  .readonly();

/**
 * What a set-up code says. The kiosk starts at `gate`, in the first language; `source` is null where updates
 * come on a stick only. The root of trust is the file `rootVersion` of the repository, and `rootFingerprint`
 * its SHA-256 in hexadecimal. Times are milliseconds since 1970.
 */
export type SetupClaims = z.output<typeof setupClaims>;

export type SetupClaimsError = 'bad_claims' | 'newer_claims';

/** Reads the content of a set-up code, all of it or nothing. */
export function readSetupClaims(payload: Uint8Array): Result<SetupClaims, SetupClaimsError> {
  const claims = decodeCbor(payload);
  const encoded = encodeCbor(claims);
  if (encoded === null || Buffer.compare(encoded, payload) !== 0) return fail('bad_claims');
  if (!(claims instanceof Map)) return fail('bad_claims');
  // What is not understood may be what the venue needs most.
  if ([...claims.keys()].some((key) => !KNOWN_CLAIMS.has(key))) return fail('newer_claims');
  const claim = (key: keyof typeof SETUP_CLAIM): CborValue => claims.get(SETUP_CLAIM[key]);
  // Bytes in place of a list would be frozen by zod before it refuses them, which they cannot be.
  const list = (key: 'gates' | 'languages') => (Array.isArray(claim(key)) ? claim(key) : null);
  const read = setupClaims.safeParse({
    venueName: claim('venueName'),
    gates: list('gates'),
    gate: claim('gate'),
    languages: list('languages'),
    timeZone: claim('timeZone'),
    source: claim('source') ?? null,
    support: supportOf(claim('support')),
    rootVersion: claim('rootVersion'),
    rootFingerprint: hexOf(claim('rootFingerprint')),
    issuedAt: readNumericDate(claim('issuedAt')),
    expiresAt: claim('expiresAt') === undefined ? null : (readNumericDate(claim('expiresAt')) ?? Number.NaN),
  });
  return read.success ? ok(read.data) : fail('bad_claims');
}

/** The first claim that a kiosk would not take, such as `gates` or `support.contact`; null: all are good. */
export function findBadSetupClaim(claims: SetupClaims): string | null {
  const [issue] = setupClaims.safeParse(claims).error?.issues ?? [];
  return issue === undefined ? null : issue.path.filter((part) => typeof part === 'string').join('.');
}

function supportOf(value: CborValue): unknown {
  return Array.isArray(value) && value.length === 2 ? { name: value[0], contact: value[1] } : null;
}

function hexOf(value: CborValue): string | null {
  return value instanceof Uint8Array ? Buffer.from(value).toString('hex') : null;
}

function isEachOnce(texts: readonly string[]): boolean {
  return new Set(texts).size === texts.length;
}

function isTimeZone(timeZone: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone }).resolvedOptions().timeZone !== '';
  } catch {
    return false;
  }
}

/** An https address in its one writing, so that what is shown is where the kiosk goes, without a password. */
function isUpdateSource(text: string): boolean {
  if (/[?#]/.test(text) || !URL.canParse(text)) return false;
  const { href, password, protocol, username } = new URL(text);
  return href === text && protocol === 'https:' && username === '' && password === '';
}
