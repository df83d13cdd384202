import { isSmallOrderKey } from '../pass/small_order.ts';
import type { TrustedKey } from '../pass/trust_list.ts';
import { readPublicKey } from './public_key.ts';

/** Whose keys these are, for the ids that do not say it. */
const ISSUER_OF_DID: ReadonlyMap<string, string> = new Map([
  ['did:india', 'https://cowin.gov.in/'],
  ['did:srilanka:moh', 'https://divoc.lgcc.gov.lk/'],
  ['did:indonesia', 'https://www.pedulilindungi.id/'],
]);

/**
 * A DIVOC programme's key by the id under which proofs name it, in SubjectPublicKeyInfo (DER); null for one
 * that cannot be used. It speaks for one issuer only: its controller where that is given, else the one that
 * is known to use that id, else the part of the id before `#`.
 */
export function divocKey(given: {
  readonly id: string;
  readonly spki: Uint8Array;
  readonly controller?: string;
}): TrustedKey | null {
  const { controller, id, spki } = given;
  const key = readPublicKey({ spki });
  if (key === null || isSmallOrderKey(key.publicKey)) return null;
  const [did = ''] = id.split('#');
  const issuer = controller ?? ISSUER_OF_DID.get(did) ?? did;
  const limits = { uses: null, notBefore: null, notAfter: null, specimen: false };
  return { format: 'divoc', issuer, keyId: id, ...key, ...limits };
}
