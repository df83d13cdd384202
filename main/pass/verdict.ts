import type { PassFacts } from './facts.ts';
import type { FailedRule, RuleQuestion } from './rules/rule.ts';

/** What the door does with a visitor. `undecided` is amber, never green. */
export type Outcome = 'admit' | 'refuse' | 'undecided' | 'not_a_pass' | 'specimen';

/** The family of code that was presented, known before anything in it is believed. */
export type PassFormat =
  | 'hc1'
  | 'shc'
  | 'nzcp'
  | 'vds_nc'
  | 'claim169'
  | 'pretix'
  | 'divoc'
  | 'venue'
  | 'hk_domestic'
  | 'boarding_pass'
  | 'rail_ticket'
  | 'visible_seal'
  | 'mdoc_engagement'
  | 'venue_poster'
  | 'web_address'
  | 'product_code'
  | 'contact_card'
  | 'wifi'
  | 'other_code'
  | 'unknown';

/** Why, exactly. Stable: figures, words and tests switch on these; a new one is a new line here. */
export type Reason =
  // admit, specimen
  | 'valid'
  // refuse: the code cannot be a genuine pass as it stands
  | 'bad_prefix'
  | 'bad_encoding'
  | 'bad_compression'
  | 'bad_cbor'
  | 'bad_envelope'
  | 'bad_algorithm'
  | 'unknown_critical_header'
  | 'no_key_id'
  | 'unsigned'
  | 'bad_certificate'
  | 'bad_signature'
  | 'bad_claims'
  | 'too_large'
  // refuse: genuine, but not to be accepted
  | 'key_not_for_this_use'
  | 'key_not_in_validity'
  | 'bad_time_claim'
  | 'not_yet_valid'
  | 'expired'
  | 'revoked'
  | 'wrong_venue'
  | 'wrong_gate'
  | 'already_used'
  | 'rule_not_met'
  // undecided: nobody may say yes or no here
  | 'unknown_key'
  | 'trust_list_stale'
  | 'trust_list_missing'
  | 'rules_stale'
  | 'revocations_stale'
  | 'clock_doubtful'
  | 'rule_open'
  | 'content_not_supported'
  | 'format_not_verifiable'
  | 'part_missing'
  // not a pass
  | 'wrong_code';

/** The only ground that a refusal discloses, on screen and in the figures; never a health ground. */
export type ReasonClass =
  | 'none'
  | 'unreadable'
  | 'not_accepted'
  | 'out_of_date'
  | 'withdrawn'
  | 'wrong_place'
  | 'already_used'
  | 'rule_not_met'
  | 'rule_open'
  | 'unknown_issuer'
  | 'kiosk_not_current'
  | 'not_supported'
  | 'part_missing'
  | 'wrong_code';

/** The steps of a verification in their order; a verdict names the ones that were passed. */
export type Stage =
  | 'recognised'
  | 'opened'
  | 'key_found'
  | 'signature_valid'
  | 'claims_read'
  | 'in_validity'
  | 'not_revoked'
  | 'rules_satisfied';

/**
 * The answer to one code. `facts` and `contentId` exist only behind a good signature. `contentId` is
 * 32 bytes that are equal for every encoding of the same signed content, and is kept in memory only.
 */
export interface Verdict {
  readonly outcome: Outcome;
  readonly reason: Reason;
  readonly format: PassFormat;
  readonly stages: readonly Stage[];
  readonly issuer: string | null;
  /** When the issuer says that it issued the pass, milliseconds since 1970; null for specimens. */
  readonly issuedAt: number | null;
  readonly facts: PassFacts | null;
  /** The rule that was not met or stayed open, with the venue's words for it. */
  readonly failedRule: FailedRule | null;
  /** What the rule was asked, so that it can be asked again of two passes together. */
  readonly question: RuleQuestion | null;
  /** Content ids of the passes that are good for one entry only. */
  readonly usesUp: readonly Uint8Array[];
  /** A specimen key signed it: never an entry, whatever else it is shown with. */
  readonly isSpecimen: boolean;
  readonly contentId: Uint8Array | null;
  /**
   * 32 bytes by which one presentation is known: `contentId` where there is one, else a hash of what the envelope
   * holds, else of the code. Never stands for a good signature: a forged pass has another than the true one.
   */
  readonly presentationId: Uint8Array;
}
