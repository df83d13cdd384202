import type { KeyObject } from 'node:crypto';
import { deflateSync } from 'node:zlib';
import { encode } from 'cborg';
import { encodeBase45 } from '../pass/encode_base45.ts';
import { coseAlgorithmOf, signSign1 } from './sign_cose.ts';

/** What an HC1 code is made of. Times are seconds since 1970, as in the code itself. */
export interface Hc1Content {
  readonly issuer: string;
  readonly issuedAt: number;
  readonly expiresAt: number;
  /** Subclaims of claim -260: 1 is an EU DCC. */
  readonly certificate: ReadonlyMap<number, unknown>;
}

/** What signs, and how the code names it. */
export interface Hc1Key {
  readonly keyId: Uint8Array;
  /** P-256 signs ES256, RSA signs PS256. */
  readonly privateKey: KeyObject;
  /** The header that holds the key id; issuers use either. Protected where it is not said. */
  readonly keyIdIn?: 'protected' | 'unprotected';
}

/** The four parts of a COSE_Sign1 (RFC 9052 section 4.2). */
export interface Hc1Envelope {
  readonly header: Uint8Array;
  readonly unprotected: ReadonlyMap<number, unknown>;
  readonly payload: Uint8Array;
  readonly signature: Uint8Array;
}

const TAG_SIGN1 = 0xd2;
const HEADER_ALGORITHM = 1;
const HEADER_KEY_ID = 4;

/** Signs a health certificate and encodes it as text for a QR code (HCERT specification 1.0.8). */
export function issueHc1(content: Hc1Content, key: Hc1Key): string {
  return encodeHc1(signHc1(content, key));
}

/** Signs a health certificate (HCERT specification 1.0.8 section 3.3). */
export function signHc1(content: Hc1Content, key: Hc1Key): Hc1Envelope {
  const { privateKey } = key;
  const algorithm = [HEADER_ALGORITHM, coseAlgorithmOf(privateKey)] as const;
  const keyId = [HEADER_KEY_ID, key.keyId] as const;
  const isUnprotected = key.keyIdIn === 'unprotected';
  const header = encode(new Map<number, unknown>(isUnprotected ? [algorithm] : [algorithm, keyId]));
  const payload = encodeHc1Claims(content);
  return {
    header,
    unprotected: new Map(isUnprotected ? [keyId] : []),
    payload,
    signature: signSign1(header, payload, privateKey),
  };
}

/** The claims as the CBOR that is signed (RFC 8392; HCERT specification 1.0.8 section 3.3). */
export function encodeHc1Claims({ issuer, issuedAt, expiresAt, certificate }: Hc1Content): Uint8Array {
  return encode(
    new Map<number, unknown>([
      [1, issuer],
      [4, expiresAt],
      [6, issuedAt],
      [-260, certificate],
    ]),
  );
}

/** Encodes an envelope as it is, whether its signature fits or not. */
export function encodeHc1({ header, unprotected, payload, signature }: Hc1Envelope): string {
  const cose = Buffer.concat([Uint8Array.of(TAG_SIGN1), encode([header, unprotected, payload, signature])]);
  return `HC1:${encodeBase45(deflateSync(cose))}`;
}
