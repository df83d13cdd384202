import type { KeyObject } from 'node:crypto';
import { venueRevocationHash } from '../pass/formats/venue_pass.ts';
import { algorithmsOf } from '../pass/signature.ts';
import type { TrustList } from '../pass/trust_list.ts';
import { buildRevocationIndex } from './revocation_index.ts';
import { buildTrustList } from './build_trust_list.ts';

/** A throw-away signer of venue passes; its private half signed a few specimens and was dropped. */
export interface PracticeSigner {
  readonly issuer: string;
  /** Standard base64, as passes name it. */
  readonly keyId: string;
  readonly publicKey: KeyObject;
}

const DAY_MS = 86_400_000;

/**
 * A trust list of one throw-away key, for a check or a drill to judge by. The door's judge never sees it, so that
 * what it vouches for admits nobody. `withdrawn`: pass ids in lower-case hexadecimal.
 */
export function practiceTrust(
  { issuer, keyId, publicKey }: PracticeSigner,
  about: { readonly specimen: boolean; readonly withdrawn: readonly string[]; readonly nowMs: number },
): TrustList {
  const key = {
    format: 'venue',
    issuer,
    keyId,
    publicKey,
    algorithms: algorithmsOf(publicKey),
    uses: null,
    notBefore: null,
    notAfter: null,
    specimen: about.specimen,
  } as const;
  const revocations = buildRevocationIndex(
    about.withdrawn.map((id) => ({
      format: 'venue',
      scope: issuer,
      kind: 'pass_id',
      hash: venueRevocationHash(id),
      issuedBefore: Number.POSITIVE_INFINITY,
      from: Number.NEGATIVE_INFINITY,
    })),
  );
  return buildTrustList([key], { issuedAt: about.nowMs - DAY_MS, validUntil: about.nowMs + DAY_MS }, { revocations });
}
