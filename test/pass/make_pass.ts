import { createHash, generateKeyPairSync, type KeyObject, sign } from 'node:crypto';
import { deflateSync } from 'node:zlib';
import { encode } from 'cborg';
import { encodeBase45 } from '../../main/pass/encode_base45.ts';
import { anySignedPass } from '../../main/pass/rules/any_signed_pass.ts';
import { algorithmsOf } from '../../main/pass/signature.ts';
import type { TrustedKey, TrustList } from '../../main/pass/trust_list.ts';
import { type Policy, verifyPass } from '../../main/pass/verify_pass.ts';
import { buildTrustList } from '../../main/trust/build_trust_list.ts';

/** The moment of all tests that use these passes. */
export const NOW = Date.parse('2026-03-01T10:00:00Z');
export const DAY_MS = 86_400_000;

const NOW_S = NOW / 1000;
const DAY_S = DAY_MS / 1000;

/** A throw-away issuer. */
export interface Issuer {
  readonly privateKey: KeyObject;
  readonly trusted: TrustedKey;
}

export function makeIssuer(
  kind: 'P-256' | 'P-384' | 'rsa' = 'P-256',
  changes: Partial<TrustedKey> = {},
): Issuer {
  const { privateKey, publicKey } =
    kind === 'rsa'
      ? generateKeyPairSync('rsa', { modulusLength: 2048 })
      : generateKeyPairSync('ec', { namedCurve: kind });
  const spki = publicKey.export({ type: 'spki', format: 'der' });
  const trusted: TrustedKey = {
    format: 'hc1',
    issuer: 'XX',
    keyId: createHash('sha256').update(spki).digest().subarray(0, 8).toString('base64'),
    publicKey,
    algorithms: algorithmsOf(publicKey),
    uses: null,
    notBefore: null,
    notAfter: null,
    specimen: false,
    ...changes,
  };
  return { privateKey, trusted };
}

export const vaccination = {
  ci: 'URN:UVCI:01:XX:1',
  co: 'XX',
  dn: 2,
  dt: '2026-01-10',
  is: 'Test',
  ma: 'M',
  mp: 'P',
  sd: 2,
  tg: '840539006',
  vp: 'V',
};

export function makeDcc(changes: object = {}): object {
  return {
    ver: '1.3.0',
    nam: { fn: 'Muster', fnt: 'MUSTER', gn: 'Erika', gnt: 'ERIKA' },
    dob: '1964-08-12',
    v: [vaccination],
    ...changes,
  };
}

export function makeClaims(dcc: object = makeDcc()): Map<unknown, unknown> {
  return new Map<unknown, unknown>([
    [1, 'XX'],
    [4, NOW_S + 30 * DAY_S],
    [6, NOW_S - DAY_S],
    [-260, new Map([[1, dcc]])],
  ]);
}

/** What goes into a COSE_Sign1, so that a test can put anything there. */
export interface Envelope {
  readonly header: ReadonlyMap<unknown, unknown>;
  readonly unprotected: ReadonlyMap<unknown, unknown>;
  readonly payload: Uint8Array;
  readonly tags: readonly number[];
  readonly sign: (signedBytes: Uint8Array) => Uint8Array;
}

export function signRaw(privateKey: KeyObject, hash = 'sha256'): (signedBytes: Uint8Array) => Uint8Array {
  return (signedBytes) =>
    sign(hash, signedBytes, {
      key: privateKey,
      dsaEncoding: 'ieee-p1363',
      saltLength: 32,
      ...pss(privateKey),
    });
}

function pss(privateKey: KeyObject): object {
  const RSA_PKCS1_PSS_PADDING = 6;
  return privateKey.asymmetricKeyType === 'rsa' ? { padding: RSA_PKCS1_PSS_PADDING } : {};
}

export function makeEnvelope(issuer: Issuer, claims: unknown = makeClaims()): Envelope {
  const algorithm = issuer.privateKey.asymmetricKeyType === 'rsa' ? -37 : -7;
  return {
    header: new Map<unknown, unknown>([
      [1, algorithm],
      [4, Buffer.from(issuer.trusted.keyId, 'base64')],
    ]),
    unprotected: new Map(),
    payload: encode(claims),
    tags: [18],
    sign: signRaw(issuer.privateKey),
  };
}

export function encodeEnvelope(envelope: Envelope): Uint8Array {
  const header = encode(envelope.header);
  const signature = envelope.sign(encode(['Signature1', header, new Uint8Array(), envelope.payload]));
  const body = encode([header, envelope.unprotected, envelope.payload, new Uint8Array(signature)]);
  return Buffer.concat([...envelope.tags.map(tagHead), body]);
}

function tagHead(tag: number): Uint8Array {
  return tag < 24 ? Uint8Array.of(0xc0 | tag) : Uint8Array.of(0xd8, tag);
}

export function toCode(cose: Uint8Array): string {
  return `HC1:${encodeBase45(deflateSync(cose))}`;
}

export function makeCode(issuer: Issuer, claims: unknown = makeClaims()): string {
  return toCode(encodeEnvelope(makeEnvelope(issuer, claims)));
}

export const policy: Policy = { clockSkewMs: 300_000, rule: anySignedPass, audiences: [], gate: null };

export function trustIn(...issuers: readonly Issuer[]): TrustList {
  return buildTrustList(
    issuers.map(({ trusted }) => trusted),
    { issuedAt: NOW - DAY_MS, validUntil: NOW + DAY_MS },
  );
}

/** The answer as `outcome reason`. */
export async function judge(
  code: string | Uint8Array,
  trust: TrustList,
  changes: { now?: number; policy?: Policy } = {},
): Promise<string> {
  const { outcome, reason } = await verifyPass({ code, trust, policy, now: NOW, ...changes });
  return `${outcome} ${reason}`;
}
