import { type KeyObject, sign } from 'node:crypto';
import { deflateSync } from 'node:zlib';
import { encode } from 'cborg';
import { encodeBase45 } from './encode_base45.ts';

/** What an HC1 code is made of. Times are seconds since 1970, as in the code itself. */
export interface Hc1Content {
  readonly issuer: string;
  readonly issuedAt: number;
  readonly expiresAt: number;
  /** Subclaims of claim -260: 1 is an EU DCC. */
  readonly certificate: ReadonlyMap<number, unknown>;
}

/** Signs a health certificate with ES256 and encodes it as text for a QR code (HCERT specification 1.0.8). */
export function issueHc1(content: Hc1Content, key: { readonly keyId: Uint8Array; readonly privateKey: KeyObject }): string {
  const header = encode(new Map<number, unknown>([[1, -7], [4, key.keyId]]));
  const payload = encode(
    new Map<number, unknown>([
      [1, content.issuer],
      [4, content.expiresAt],
      [6, content.issuedAt],
      [-260, content.certificate],
    ]),
  );
  const signed = encode(['Signature1', header, new Uint8Array(), payload]);
  const signature = sign('sha256', signed, { key: key.privateKey, dsaEncoding: 'ieee-p1363' });
  return encodeHc1([header, new Map(), payload, new Uint8Array(signature)]);
}

/** Encodes the four parts of a COSE_Sign1 as they are, signed or not. */
export function encodeHc1(parts: readonly unknown[]): string {
  const TAG_SIGN1 = 0xd2;
  const cose = Buffer.concat([Uint8Array.of(TAG_SIGN1), encode(parts)]);
  return `HC1:${encodeBase45(deflateSync(cose))}`;
}
