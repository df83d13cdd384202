import { MAX_REVOCATION_BINARY_BYTES, readRevocationListFile } from '../revocation_list_file.ts';
import { MAX_RULE_FILE_BYTES, readRulePackFile } from '../rule_pack_file.ts';
import { MAX_TRUST_FILE_BYTES, readTrustListFile } from '../trust_list_file.ts';
import { MAX_POLICY_FILE_BYTES, readAuthorityPolicy } from './authority_policy_file.ts';
import type { TargetKind } from './target_kind.ts';
import { MAX_TEXT_FILE_BYTES, readVenueText } from './venue_text_file.ts';

/** How many bytes a target of each kind may have, and whether its content is what the kind promises. */
export const TARGET_CHECKS: Readonly<
  Record<TargetKind, { readonly maxBytes: number; readonly isGood: (content: Uint8Array) => boolean }>
> = {
  keys: { maxBytes: MAX_TRUST_FILE_BYTES, isGood: (content) => readTrustListFile(content).ok },
  rules: { maxBytes: MAX_RULE_FILE_BYTES, isGood: (content) => readRulePackFile(content).ok },
  revocations: {
    maxBytes: MAX_REVOCATION_BINARY_BYTES,
    isGood: (content) => readRevocationListFile(content).ok,
  },
  texts: { maxBytes: MAX_TEXT_FILE_BYTES, isGood: (content) => readVenueText(content).ok },
  policy: { maxBytes: MAX_POLICY_FILE_BYTES, isGood: (content) => readAuthorityPolicy(content).ok },
};
