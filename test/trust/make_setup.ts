import { createHash, generateKeyPairSync, type KeyObject, sign } from 'node:crypto';
import { deflateSync } from 'node:zlib';
import { Metadata, Root, Signature } from '@tufjs/models';
import { encode, rfc8949EncodeOptions } from 'cborg';
import { encodeBase45 } from '../../main/pass/encode_base45.ts';
import type { SetupClaims } from '../../main/trust/setup_claims.ts';

export const SETUP_NOW = Date.parse('2026-03-06T20:00:00Z');
export const SETUP_NOW_S = SETUP_NOW / 1000;

/** A key of a root role: as metadata writes it, and its private half. */
export interface SetupKey {
  readonly id: string;
  readonly json: { readonly keytype: string; readonly scheme: string; readonly keyval: { readonly public: string } };
  readonly privateKey: KeyObject;
}

export function makeSetupKey(): SetupKey {
  const { privateKey, publicKey } = generateKeyPairSync('ed25519');
  const hex = publicKey.export({ type: 'spki', format: 'der' }).subarray(-32).toString('hex');
  const json = { keytype: 'ed25519', scheme: 'ed25519', keyval: { public: hex } };
  return { id: createHash('sha256').update(hex).digest('hex'), json, privateKey };
}

/** A root whose root role has the first keys, and whose other roles have `others`. */
export function makeSetupRoot(
  keys: readonly SetupKey[],
  changes: {
    readonly threshold?: number;
    readonly signers?: readonly SetupKey[];
    readonly others?: readonly SetupKey[];
    readonly version?: number;
  } = {},
): Buffer {
  const { others = [makeSetupKey()], signers = keys, threshold = keys.length, version = 1 } = changes;
  const other = { keyids: others.map(({ id }) => id), threshold: 1 };
  const signed = {
    _type: 'root',
    spec_version: '1.0.31',
    version,
    expires: '2030-01-01T00:00:00Z',
    consistent_snapshot: true,
    keys: Object.fromEntries([...keys, ...others].map(({ id, json }) => [id, json])),
    roles: {
      root: { keyids: keys.map(({ id }) => id), threshold },
      timestamp: other,
      snapshot: other,
      targets: other,
    },
  };
  const metadata = new Metadata(Root.fromJSON(structuredClone(signed)));
  for (const { id, privateKey } of signers) {
    metadata.sign((bytes) => new Signature({ keyID: id, sig: sign(null, bytes, privateKey).toString('hex') }));
  }
  return Buffer.from(JSON.stringify(metadata.toJSON()));
}

/** What a code says of a root, changed. */
export function makeSetupClaims(root: Uint8Array, changes: Partial<SetupClaims> = {}): SetupClaims {
  return {
    venueName: 'Riverside Arena',
    gates: ['North', 'South'],
    gate: 'North',
    languages: ['zh-Hant', 'en'],
    timeZone: 'Asia/Hong_Kong',
    source: 'https://updates.example/arena/',
    support: { name: 'Ming', contact: '+852 5550 1234, help@arena.example' },
    rootVersion: 1,
    rootFingerprint: createHash('sha256').update(root).digest('hex'),
    issuedAt: SETUP_NOW - 3_600_000,
    expiresAt: SETUP_NOW + 86_400_000,
    ...changes,
  };
}

type Claim = readonly [unknown, unknown];

/** The claims as another encoder writes them, changed; one that is undefined is left out. */
export function encodeSetup(root: Uint8Array, ...changes: readonly Claim[]): Uint8Array {
  const sha256 = new Uint8Array(createHash('sha256').update(root).digest());
  const claims: readonly Claim[] = [
    [4, SETUP_NOW_S + 86_400],
    [6, SETUP_NOW_S - 3_600],
    [-65_601, 'Riverside Arena'],
    [-65_602, ['North', 'South']],
    [-65_603, 'North'],
    [-65_604, ['zh-Hant', 'en']],
    [-65_605, 'Asia/Hong_Kong'],
    [-65_606, 'https://updates.example/arena/'],
    [-65_607, ['Ming', '+852 5550 1234, help@arena.example']],
    [-65_608, 1],
    [-65_609, sha256],
    ...changes,
  ];
  return cbor(new Map([...new Map(claims)].filter(([, value]) => value !== undefined)));
}

/** What goes into the code, so that a test can put anything there. */
export interface SetupEnvelope {
  readonly prefix: string;
  readonly tags: Uint8Array;
  readonly header: Uint8Array;
  readonly unprotected: ReadonlyMap<unknown, unknown>;
  readonly sign: (signedBytes: Uint8Array) => Uint8Array;
  /** Added behind the envelope. */
  readonly tail: Uint8Array;
}

export function makeSetupCode(
  { privateKey }: Pick<SetupKey, 'privateKey'>,
  payload: Uint8Array,
  changes: Partial<SetupEnvelope> = {},
): string {
  const isEd25519 = privateKey.asymmetricKeyType === 'ed25519';
  const made: SetupEnvelope = {
    prefix: 'VPS1:',
    tags: Uint8Array.of(0xd2),
    header: cbor(new Map([[1, isEd25519 ? -8 : -7]])),
    unprotected: new Map(),
    sign: (bytes) => {
      return new Uint8Array(sign(isEd25519 ? null : 'sha256', bytes, { key: privateKey, dsaEncoding: 'ieee-p1363' }));
    },
    tail: new Uint8Array(),
    ...changes,
  };
  const { header, prefix, tags, tail, unprotected } = made;
  const signature = made.sign(cbor(['Signature1', header, new Uint8Array(), payload]));
  const cose = Buffer.concat([tags, cbor([header, unprotected, payload, signature]), tail]);
  return prefix + encodeBase45(deflateSync(cose, { level: 9 }));
}

export function cbor(value: unknown): Uint8Array {
  return encode(value, rfc8949EncodeOptions);
}
