import { expect, it } from 'vitest';
import type { PassFormat } from '../../main/pass/verdict.ts';
import { verifyPass } from '../../main/pass/verify_pass.ts';
import { FORMATS } from '../pass/pass_parts.ts';
import { mutatePass } from './mutate_pass.ts';
import { readOriginals, signedContentOf, signedContents } from './originals.ts';
import { pick, randomFrom } from './random.ts';

const SEED = Number(process.env.FUZZ_SEED ?? 20_260_301);
const PAYLOADS = Number(process.env.FUZZ_PAYLOADS ?? 100_000);

const SIGNED_REASONS = 'bad_algorithm bad_claims bad_envelope bad_signature bad_time_claim unknown_key valid';
/** The mutations must get past every parser, or they prove nothing. */
const MUST_REACH: Partial<Record<PassFormat, string>> = {
  hc1: `bad_encoding bad_compression bad_cbor no_key_id ${SIGNED_REASONS}`,
  venue: `bad_encoding bad_compression bad_cbor no_key_id ${SIGNED_REASONS}`,
  nzcp: `bad_prefix bad_encoding bad_cbor no_key_id ${SIGNED_REASONS}`,
  claim169: `content_not_supported ${SIGNED_REASONS}`,
  shc: `bad_encoding bad_compression no_key_id ${SIGNED_REASONS}`,
  pretix: 'bad_encoding bad_envelope bad_signature bad_claims bad_time_claim valid',
  vds_nc:
    'bad_encoding bad_envelope bad_algorithm bad_certificate unknown_key bad_signature bad_claims valid',
  divoc: 'bad_compression bad_envelope bad_algorithm content_not_supported unknown_key bad_signature valid',
};

/** Each as often as the others, but for the two that take long to verify. */
const PICKED_FORMATS = FORMATS.flatMap((format) => {
  const weight = format === 'vds_nc' ? 1 : format === 'divoc' ? 4 : 8;
  return Array.from({ length: weight }, () => format);
});

const { originals, policy, trust } = await readOriginals();
const originalsOf = new Map(
  FORMATS.map((format) => [format, originals.filter((each) => each.format === format)]),
);
const signed = signedContents(originals, trust, policy);

it(
  `admits none of ${PAYLOADS} mutated passes unless its signed content is the same (seed ${SEED})`,
  { timeout: 60_000 + 5 * PAYLOADS },
  () => {
    const random = randomFrom(SEED);
    const reached = new Set<string>();
    const wrong: string[] = [];
    for (let i = 0; i < PAYLOADS; i += 1) {
      const original = pick(random, originalsOf.get(pick(random, PICKED_FORMATS)) ?? []);
      const { byIssuer, code, layer } = mutatePass(original, pick(random, originals), random);
      const verdict = verifyPass({ code, trust, policy, now: original.now });
      const { contentId, facts, format, issuer, outcome, question, reason } = verdict;
      reached.add(`${format} ${reason}`);
      const saysNothing = contentId === null && facts === null && issuer === null && question === null;
      const isTrue = byIssuer || (outcome !== 'admit' && saysNothing) || signed.has(signedContentOf(verdict));
      if (isTrue) continue;
      // The keys are new each time, so that the code must be kept to see it again.
      const seen = Buffer.from(code).toString('base64');
      wrong.push(`payload ${i}: ${original.format}, ${layer}: ${outcome} ${reason}: ${seen}`);
    }
    expect(wrong).toEqual([]);
    for (const [format, reasons] of Object.entries(MUST_REACH)) {
      for (const reason of reasons.split(' ')) expect([...reached]).toContain(`${format} ${reason}`);
    }
  },
);
