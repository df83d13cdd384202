import { hash } from 'node:crypto';
import { checkSignature } from './check_signature.ts';
import { PASS_READERS } from './formats/readers.ts';
import type { OpenedPass, SignedClaims, SignedPass } from './pass_reader.ts';
import { recogniseOther } from './recognise_other.ts';
import { ok } from './result.ts';
import type { FailedRule, Rule, RuleQuestion } from './rules/rule.ts';
import { readScannedCode } from './scanned_code.ts';
import type { TrustList } from './trust_list.ts';
import type { Outcome, PassFormat, Reason, Stage, Verdict } from './verdict.ts';

/** The longest code that is looked at: a QR code of version 40 holds 7,089 digits (ISO/IEC 18004). */
export const MAX_CODE_BYTES = 7089;
/** The longest pass that several codes together make up. */
export const MAX_JOINED_BYTES = 4 * MAX_CODE_BYTES;

/** What the venue asks of a genuine pass. */
export interface Policy {
  /** Allowed lead of an issuer's clock for iat and nbf, milliseconds; expiry has none. */
  readonly clockSkewMs: number;
  readonly rule: Rule;
  /** The venue and its events, for passes that name theirs. */
  readonly audiences: readonly string[];
  /** The gate at which the kiosk stands, for passes that name theirs. */
  readonly gate: string | null;
  /** Until when each of them is recent enough to judge by; null or absent: no limit but the lists' own. */
  readonly openUntil?: Readonly<Record<'keys' | 'rules' | 'revocations', number | null>>;
}

/** Reasons for which nobody may say yes or no, though the step that found them failed. */
const UNDECIDED: ReadonlySet<Reason> = new Set(['content_not_supported', 'part_missing', 'unknown_key']);

/**
 * Judges one code against the trust list and the venue's policy at `now` (milliseconds since 1970). Pure, and
 * in one order: nothing that a pass claims is read before its signature was found good.
 */
export function verifyPass(input: {
  readonly code: string | Uint8Array;
  /** The code was joined from several. */
  readonly isJoined?: boolean;
  readonly trust: TrustList;
  readonly policy: Policy;
  readonly now: number;
  /** By a doubtful clock nothing is admitted, and nothing refused for its time; absent: trusted. */
  readonly clock?: 'trusted' | 'doubtful';
}): Verdict {
  const { policy, trust, now } = input;
  const stages: Stage[] = [];
  let format: PassFormat = 'unknown';
  let envelope: OpenedPass | null = null;
  let signed: SignedPass | null = null;
  let claims: SignedClaims | null = null;
  let question: RuleQuestion | null = null;

  function verdict(outcome: Outcome, reason: Reason, failedRule: FailedRule | null = null): Verdict {
    const contentId = signed === null ? null : contentIdOf(signed, claims);
    const unsigned = envelope?.payload ?? bytesOf(input.code);
    return {
      outcome,
      reason,
      format,
      stages,
      issuer: claims?.issuer ?? signed?.signer.issuer ?? null,
      issuedAt: signed?.signer.specimen ? null : (claims?.issuedAt ?? null),
      facts: claims?.facts ?? null,
      failedRule,
      question,
      usesUp: claims?.singleUse && contentId !== null ? [contentId] : [],
      isSpecimen: signed?.signer.specimen ?? false,
      contentId,
      presentationId: contentId ?? named([envelope === null ? 'code' : 'envelope', format], unsigned),
    };
  }

  function failed(reason: Reason): Verdict {
    return verdict(UNDECIDED.has(reason) ? 'undecided' : 'refuse', reason);
  }

  const limit = input.isJoined ? MAX_JOINED_BYTES : MAX_CODE_BYTES;
  if (input.code.length > limit) return verdict('not_a_pass', 'too_large');
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
  if (!opened.ok) return failed(opened.error);
  envelope = opened.value;
  const { issuer, keyId } = envelope;
  stages.push('opened');

  if (trust.keyCount === 0) return verdict('undecided', 'trust_list_missing');
  const candidates =
    reader.findKeys?.(opened.value, trust, now) ?? ok(trust.findKeys(format, issuer, keyId));
  if (!candidates.ok) return failed(candidates.error);
  if (candidates.value.length === 0) return failed('unknown_key');
  stages.push('key_found');

  const checked = checkSignature(opened.value, candidates.value);
  if (!checked.ok) return failed(checked.error);
  signed = checked.value;
  const { signer } = signed;
  stages.push('signature_valid');

  const read = reader.readClaims(signed);
  if (!read.ok) return failed(read.error);
  claims = read.value;
  const { audience, expiresAt, facts, gates, issuedAt, notBefore, use, windows } = claims;
  stages.push('claims_read');

  if (signer.uses !== null && use !== null && !signer.uses.includes(use)) {
    return failed('key_not_for_this_use');
  }

  // A clock before the list's own date is wrong: nothing that depends on time can be said, either way.
  const isDoubtful = input.clock === 'doubtful' || (trust.issuedAt !== null && !(now >= trust.issuedAt));
  if (!isDoubtful) {
    // Comparisons are written so that a value that is no number fails.
    if (expiresAt !== null && !(now < expiresAt)) return failed('expired');
    const latestStart = now + policy.clockSkewMs;
    if (notBefore !== null && !(notBefore <= latestStart)) return failed('not_yet_valid');
    if (issuedAt !== null && !(issuedAt <= latestStart)) return failed('not_yet_valid');
    if (windows !== null && !windows.some(({ from, until }) => from <= now && now < until)) {
      return failed(windows.some(({ from }) => now < from) ? 'not_yet_valid' : 'expired');
    }
    if (signer.notBefore !== null && !(signer.notBefore <= now)) return failed('key_not_in_validity');
    if (signer.notAfter !== null && !(now <= signer.notAfter)) return failed('key_not_in_validity');
    stages.push('in_validity');
  }

  const known = claims;
  // Only what is withdrawn whatever the time is certain by a doubtful clock.
  const revokedAt = isDoubtful ? Number.NEGATIVE_INFINITY : now;
  const isRevoked =
    trust.revocations.covers(format) &&
    reader
      .revocationNames(signed, known)
      .some((name) => trust.revocations.isRevoked(reader.format, name, issuedAt ?? notBefore, revokedAt));
  if (isRevoked) return failed('revoked');
  if (!isDoubtful) stages.push('not_revoked');

  if (audience !== null && !audience.some((name) => policy.audiences.includes(name))) {
    return failed('wrong_venue');
  }
  if (gates !== null && (policy.gate === null || !gates.includes(policy.gate))) return failed('wrong_gate');
  if (isDoubtful) return verdict('undecided', 'clock_doubtful');

  // Before the rule is asked, so that no two passes together are admitted by what is too old either.
  const { openUntil } = policy;
  if (hasEnded(trust.validUntil, now) || hasEnded(openUntil?.keys, now)) {
    return verdict('undecided', 'trust_list_stale');
  }
  if (hasEnded(trust.revocationsValidUntil, now) || hasEnded(openUntil?.revocations, now)) {
    return verdict('undecided', 'revocations_stale');
  }
  if (hasEnded(openUntil?.rules, now)) return verdict('undecided', 'rules_stale');

  question = { format, facts, issuer: claims.issuer, keyId, issuedAt, expiresAt, now };
  const judged = policy.rule(question);
  if (judged.answer === 'not_satisfied') return verdict('refuse', 'rule_not_met', judged.failedRule);
  if (judged.answer === 'open') return verdict('undecided', 'rule_open', judged.failedRule);
  stages.push('rules_satisfied');

  return verdict(signer.specimen ? 'specimen' : 'admit', 'valid');
}

function hasEnded(end: number | null | undefined, now: number): boolean {
  return end !== null && end !== undefined && !(now < end);
}

/** Equal for every encoding of one signed content, whatever its signature or text looks like. */
function contentIdOf(pass: SignedPass, claims: SignedClaims | null): Uint8Array {
  const { format, issuer } = pass.signer;
  return named([format, issuer, claims?.facts.passId ?? null], pass.payload);
}

function named(names: readonly (string | null)[], content: Uint8Array): Uint8Array {
  const head = JSON.stringify(names);
  const bytes = Buffer.allocUnsafe(Buffer.byteLength(head) + content.length);
  bytes.set(content, bytes.write(head));
  return hash('sha256', bytes, 'buffer');
}

/** The code without what a scanner puts behind it. */
function bytesOf(code: string | Uint8Array): Uint8Array {
  const { bytes, text } = readScannedCode(code);
  return text === null ? bytes : Buffer.from(text);
}
