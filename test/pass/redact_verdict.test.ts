import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { PassFacts } from '../../main/pass/facts.ts';
import { redactVerdict } from '../../main/pass/redact_verdict.ts';
import type { Outcome, Reason, Verdict } from '../../main/pass/verdict.ts';

const holder = {
  familyName: 'Muster',
  givenName: 'Erika',
  standardisedFamilyName: 'SECRET',
  standardisedGivenName: 'SECRET',
  dateOfBirth: '1964-08-12',
};
const verdict = (changes: Partial<Verdict> = {}, named: Partial<typeof holder> = {}): Verdict => ({
  outcome: 'admit',
  reason: 'valid',
  format: 'hc1',
  stages: [],
  issuer: 'SECRET',
  issuedAt: 1_772_359_200_000,
  facts: {
    holder: { ...holder, ...named },
    passId: 'SECRET',
    vaccinations: [],
    tests: [],
    recoveries: [],
    exemptions: [],
    ticket: null,
    membership: null,
    payload: { secret: 'SECRET' },
  } satisfies PassFacts,
  failedRule: null,
  question: null,
  usesUp: [],
  isSpecimen: false,
  contentId: Buffer.from('SECRET'),
  presentationId: Buffer.from('SECRET'),
  ...changes,
});

describe('redactVerdict', () => {
  it('shows as much of the holder as the venue chose', () => {
    expect(redactVerdict(verdict(), 'nothing').identity).toBeNull();
    expect(redactVerdict(verdict(), 'initials').identity).toEqual({ line: 'E. M.', birth: '--08-12' });
    expect(redactVerdict(verdict(), 'name').identity).toEqual({ line: 'Muster Erika', birth: '1964-08-12' });
  });

  it('passes on nothing else of the pass', () => {
    for (const display of ['nothing', 'initials', 'name'] as const) {
      const shown = redactVerdict(verdict(), display);
      expect(Object.keys(shown).sort()).toEqual(['format', 'hint', 'identity', 'outcome', 'reasonClass', 'ruleWords']);
      expect(JSON.stringify(shown)).not.toContain('SECRET');
    }
  });

  it.each(['undecided', 'not_a_pass', 'specimen'] as const satisfies readonly Outcome[])(
    'names nobody for %s',
    (outcome) => {
      expect(redactVerdict(verdict({ outcome }), 'name').identity).toBeNull();
    },
  );

  it('names nobody without a good signature', () => {
    expect(
      redactVerdict(verdict({ outcome: 'refuse', reason: 'bad_signature', facts: null }), 'name').identity,
    ).toBeNull();
  });

  it('gives the class of a reason, and a hint only from its list', () => {
    const shown = (reason: Reason) => redactVerdict(verdict({ outcome: 'refuse', reason }), 'nothing');
    expect(shown('expired')).toMatchObject({ reasonClass: 'out_of_date', hint: 'expired' });
    expect(shown('rule_not_met')).toMatchObject({ reasonClass: 'rule_not_met', hint: null });
    expect(shown('bad_signature')).toMatchObject({ reasonClass: 'not_accepted', hint: null });
  });

  it('strips what could forge a screen from names', () => {
    const named = { familyName: '\u202eretsuM\u2066\u0000\n\u200b', givenName: 'E\u0007rika\u2028x' };
    expect(redactVerdict(verdict({}, named), 'name').identity?.line).toBe('retsuM Erikax');
  });

  it('shows no year among the initials, whatever the date of birth looks like', () => {
    for (const dateOfBirth of ['1964', '1964-08', '', '12.08.1964', '1964-08-12T00:00']) {
      expect(redactVerdict(verdict({}, { dateOfBirth }), 'initials').identity?.birth).toBeNull();
    }
  });

  it('bounds every line and leaves no control character, whatever the name', () => {
    const text = fc.string({ unit: 'binary', maxLength: 500 });
    fc.assert(
      fc.property(
        text,
        text,
        fc.constantFrom('initials' as const, 'name' as const),
        (familyName, givenName, display) => {
          const line = redactVerdict(verdict({}, { familyName, givenName }), display).identity?.line ?? '';
          expect([...line].length).toBeLessThanOrEqual(121);
          expect(line).not.toMatch(/[\p{Cc}\p{Cf}\p{Cs}]/u);
        },
      ),
    );
  });
});
