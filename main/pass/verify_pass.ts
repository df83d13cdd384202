import { hash } from 'node:crypto';
import { checkSignature } from './check_signature.ts';
import type { PassFacts } from './facts.ts';
import { PASS_READERS } from './formats/readers.ts';
import type { SignedClaims, SignedPass } from './pass_reader.ts';
import { recogniseOther } from './recognise_other.ts';
import type { Rule } from './rules/rule.ts';
import { readScannedCode } from './scanned_code.ts';
import type { TrustList } from './trust_list.ts';
import type { Outcome, PassFormat, Reason, Stage, Verdict } from './verdict.ts';

/** The longest code that is looked at: a QR code of version 40 holds 7,089 digits (ISO/IEC 18004). */
export const MAX_CODE_BYTES = 7089;

/** What the venue asks of a genuine pass. */
export interface Policy {
  /** Allowed lead of an issuer's clock for iat and nbf, milliseconds; expiry has none. */
  readonly clockSkewMs: number;
  readonly rule: Rule;
}

/**
 * Judges one code against the trust list and the venue's policy at `now` (milliseconds since 1970). Pure, and
 * in one order: nothing that a pass claims is read before its signature was found good.
 */
export function verifyPass(input: {
  readonly code: string | Uint8Array;
  readonly trust: TrustList;
  readonly policy: Policy;
  readonly now: number;
}): Verdict {
  const { policy, trust, now } = input;
  const stages: Stage[] = [];
  let format: PassFormat = 'unknown';
  let signed: SignedPass | null = null;
  let claims: SignedClaims | null = null;

  function verdict(outcome: Outcome, reason: Reason): Verdict {
    return {
      outcome,
      reason,
      format,
      stages,
      issuer: claims?.issuer ?? signed?.signer.issuer ?? null,
      facts: claims?.facts ?? null,
      contentId: signed === null ? null : contentIdOf(signed, claims?.facts ?? null),
    };
  }

  if (input.code.length > MAX_CODE_BYTES) return verdict('not_a_pass', 'too_large');
  const code = readScannedCode(input.code);

  const reader = PASS_READERS.find((candidate) => candidate.recognises(code));
  if (reader === undefined) {
    const other = recogniseOther(code);
    format = other.format;
    return verdict(other.outcome, other.reason);
  }
  format = reader.format;
  stages.push('recognised');

  const opened = reader.open(code);
  if (!opened.ok) return verdict('refuse', opened.error);
  stages.push('opened');

  if (trust.keyCount === 0) return verdict('undecided', 'trust_list_missing');
  const candidates = trust.findKeys(format, opened.value.keyId);
  if (candidates.length === 0) return verdict('undecided', 'unknown_key');
  stages.push('key_found');

  const checked = checkSignature(opened.value, candidates);
  if (!checked.ok) return verdict('refuse', checked.error);
  signed = checked.value;
  stages.push('signature_valid');

  const read = reader.readClaims(signed);
  if (!read.ok) return verdict(read.error === 'content_not_supported' ? 'undecided' : 'refuse', read.error);
  claims = read.value;
  stages.push('claims_read');

  const { signer } = signed;
  if (signer.uses !== null && claims.use !== null && !signer.uses.includes(claims.use)) {
    return verdict('refuse', 'key_not_for_this_use');
  }

  // A clock before the list's own date is wrong: nothing that depends on time can be said, either way.
  if (trust.issuedAt !== null && !(now >= trust.issuedAt)) return verdict('undecided', 'clock_doubtful');
  // Comparisons are written so that a value that is no number fails.
  if (claims.expiresAt !== null && !(now < claims.expiresAt)) return verdict('refuse', 'expired');
  const latestStart = now + policy.clockSkewMs;
  if (claims.notBefore !== null && !(claims.notBefore <= latestStart))
    return verdict('refuse', 'not_yet_valid');
  if (claims.issuedAt !== null && !(claims.issuedAt <= latestStart))
    return verdict('refuse', 'not_yet_valid');
  if (signer.notBefore !== null && !(signer.notBefore <= now))
    return verdict('refuse', 'key_not_in_validity');
  if (signer.notAfter !== null && !(now <= signer.notAfter)) return verdict('refuse', 'key_not_in_validity');
  stages.push('in_validity');

  const answer = policy.rule(claims.facts, now);
  if (answer === 'not_satisfied') return verdict('refuse', 'rule_not_met');
  if (answer === 'open') return verdict('undecided', 'rule_open');
  stages.push('rules_satisfied');

  if (trust.validUntil !== null && !(now < trust.validUntil)) return verdict('undecided', 'trust_list_stale');
  return verdict(signer.specimen ? 'specimen' : 'admit', 'valid');
}

/** Equal for every encoding of one signed content, whatever its signature or text looks like. */
function contentIdOf(pass: SignedPass, facts: PassFacts | null): Uint8Array {
  const { format, issuer } = pass.signer;
  const names = Buffer.from(JSON.stringify([format, issuer, facts?.passId ?? null]));
  return hash('sha256', Buffer.concat([names, pass.payload]), 'buffer');
}
