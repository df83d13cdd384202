import { expect, it } from 'vitest';
import { verifyPass } from '../../main/pass/verify_pass.ts';
import { FORMATS } from '../pass/pass_parts.ts';
import { readOriginals } from './originals.ts';
import { randomFrom } from './random.ts';
import { randomCode } from './random_code.ts';

const SEED = Number(process.env.FUZZ_SEED ?? 20_260_301);
const PAYLOADS = Number(process.env.FUZZ_PAYLOADS ?? 100_000);

const { originals, policy, trust } = await readOriginals();

it(
  `finds nothing signed in ${PAYLOADS} random codes (seed ${SEED})`,
  { timeout: 60_000 + 5 * PAYLOADS },
  () => {
    const random = randomFrom(SEED);
    const recognised = new Set<string>();
    const reasons = new Set<string>();
    const wrong: string[] = [];
    for (let i = 0; i < PAYLOADS; i += 1) {
      const code = randomCode(random, originals);
      const verdict = verifyPass({ code, trust, policy, now: 1_772_359_200_000 + random(1000) });
      const { contentId, facts, format, issuer, outcome, reason } = verdict;
      recognised.add(format);
      reasons.add(reason);
      const isGreen = outcome === 'admit' || outcome === 'specimen';
      if (isGreen || contentId !== null || facts !== null || issuer !== null)
        wrong.push(`payload ${i}: ${format} ${reason}`);
    }
    expect(wrong).toEqual([]);
    // Codes that no parser looks into would prove nothing.
    for (const format of FORMATS) expect([...recognised]).toContain(format);
    for (const reason of [
      'wrong_code',
      'too_large',
      'bad_encoding',
      'bad_compression',
      'bad_cbor',
      'bad_envelope',
      'bad_algorithm',
      'bad_claims',
      'unknown_key',
      'bad_signature',
    ]) {
      expect([...reasons]).toContain(reason);
    }
  },
);
