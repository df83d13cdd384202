import { createPublicKey, type KeyObject, randomBytes } from 'node:crypto';
import type { PracticeSigner } from '../trust/practice_trust.ts';
import { generatePrivateKey } from './generate_private_key.ts';
import { issueVenuePass, type VenuePassContent, venueKeyId } from './issue_venue_pass.ts';

/** Signs specimens of one check or drill, and is forgotten with it. */
export interface PracticeIssuer {
  readonly signer: PracticeSigner;
  /** A venue pass of a member, as `change` alters it. */
  pass(change?: Partial<VenuePassContent>): string;
}

const DAY_S = 86_400;
const PASS_ID_BYTES = 16;

/** Makes an issuer with a new key of its own, which never leaves memory. */
export function makePracticeIssuer(issuer: string, nowMs: number): PracticeIssuer {
  const privateKey = generatePrivateKey('ES256');
  const now = Math.floor(nowMs / 1000);
  return {
    signer: signerOf(issuer, privateKey),
    pass(change = {}) {
      const issued = issueVenuePass(
        {
          issuer,
          passId: randomBytes(PASS_ID_BYTES),
          issuedAt: now - DAY_S / 2,
          expiresAt: now + DAY_S,
          content: { kind: 'member' },
          label: 'SPECIMEN',
          ...change,
        },
        privateKey,
      );
      if (!issued.ok) throw new Error(`A specimen cannot be issued: ${issued.error}`);
      return issued.value;
    },
  };
}

function signerOf(issuer: string, privateKey: KeyObject): PracticeSigner {
  const publicKey = createPublicKey(privateKey);
  return { issuer, keyId: Buffer.from(venueKeyId(publicKey)).toString('base64'), publicKey };
}
