import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { verifyPass } from '../../main/pass/verify_pass.ts';
import { judge, makeClaims, makeCode, makeDcc, makeIssuer, NOW, policy, trustIn } from './make_pass.ts';

const issuer = makeIssuer();
const trust = trustIn(issuer);
const code = (value: string) => ({ code: value, system: 'http://snomed.info/sct' });

/** A pass with these subclaims in its health certificate. */
function withSubclaims(...subclaims: readonly (readonly [number, unknown])[]): string {
  return makeCode(issuer, new Map([...makeClaims(), [-260, new Map(subclaims)]]));
}

async function factsOf(pass: string) {
  const { facts, outcome, reason } = await verifyPass({ code: pass, trust, policy, now: NOW });
  return { facts, answer: `${outcome} ${reason}` };
}

const vaccinationSet = {
  name: 'Eddie Muster',
  birthDate: '1986-09-19',
  vaccine: code('1119349007'),
  brand: code('TEST'),
  lot: 'PT1',
  date: '2025-07-08',
  dose: 1,
  total_doses: 2,
  country: { code: 'USA', system: 'urn:iso:std:iso:3166' },
  disease: code('840539006'),
  hcid: 'US111222333',
  valid_from: '2025-07-08',
  valid_until: '2026-07-08',
};
const yellowFever = {
  n: 'Eddie Muster',
  dob: '1986-09-19',
  s: 'male',
  nt: 'USA',
  v: '1.0',
  d: '2025-08-10',
  vx: { vp: 'YellowFeverProductd8a09f80301dc05e124f99ffe7711fc0', dv: '2025-08-08', is: 'XX', bo: 'L1', vls: '2025-08-18' },
};

describe('the WHO core data set in an HC1 pass', () => {
  it('gives the facts of a vaccination', async () => {
    const { answer, facts } = await factsOf(withSubclaims([3, vaccinationSet]));
    expect(answer).toBe('admit valid');
    expect(facts?.holder?.familyName).toBe('Eddie Muster');
    expect(facts?.passId).toBe('US111222333');
    expect(facts?.vaccinations).toEqual([
      {
        disease: '840539006',
        product: 'TEST',
        doseNumber: 1,
        dosesInSeries: 2,
        date: '2025-07-08',
        country: 'USA',
        validFrom: null,
        validUntil: null,
      },
    ]);
  });

  it('gives the facts of a test, and calls no result negative that it does not know', async () => {
    const test = { name: 'A', pathogen: code('840539006'), type: code('LP6464-4'), sample_date: '2026-02-28T10:00:00Z' };
    const negative = await factsOf(withSubclaims([4, { ...test, result: code('260415000') }]));
    expect(negative.facts?.tests[0]).toMatchObject({ kind: 'nucleic_acid', result: 'not_detected' });
    const other = await factsOf(withSubclaims([4, { ...test, type: code('1'), result: code('1') }]));
    expect(other.facts?.tests[0]).toMatchObject({ kind: 'other', result: 'other' });
  });

  it('is limited by its own validity as well as by the claims around it', async () => {
    const until = (valid_until: string) => withSubclaims([3, { ...vaccinationSet, valid_until }]);
    expect(await judge(until('2026-03-01'), trust)).toBe('admit valid');
    expect(await judge(until('2026-02-28'), trust)).toBe('refuse expired');
    const from = withSubclaims([3, { ...vaccinationSet, valid_from: '2026-03-02' }]);
    expect(await judge(from, trust)).toBe('refuse not_yet_valid');
  });

  it.each([
    ['no name', { ...vaccinationSet, name: '' }],
    ['no vaccine and no result', { name: 'A' }],
    ['both a vaccine and a result', { ...vaccinationSet, result: code('260415000') }],
    ['an end that is no date', { ...vaccinationSet, valid_until: 'soon' }],
    ['an end that is a number', { ...vaccinationSet, valid_until: 1 }],
    ['several records', [vaccinationSet, vaccinationSet]],
  ])('is refused with %s', async (_what, content) => {
    expect(await judge(withSubclaims([3, content]), trust)).toBe('refuse bad_claims');
  });

  it('stands at the top level in the demonstration profile, where its own end is required', async () => {
    const bare = (changes: object = {}) => makeCode(issuer, { ...vaccinationSet, ...changes });
    expect(await judge(bare(), trust)).toBe('admit valid');
    expect(await judge(bare({ valid_until: '2026-02-28' }), trust)).toBe('refuse expired');
    const { valid_until: _end, ...endless } = vaccinationSet;
    expect(await judge(makeCode(issuer, endless), trust)).toBe('refuse bad_time_claim');
  });

  it('excuses no pass with numeric claims from its expiry', async () => {
    const mixed = new Map<unknown, unknown>([[1, 'XX'], ...Object.entries(vaccinationSet)]);
    expect(await judge(makeCode(issuer, mixed), trust)).toBe('refuse bad_claims');
    const claims = makeClaims();
    claims.delete(4);
    expect(await judge(makeCode(issuer, claims), trust)).toBe('refuse bad_time_claim');
  });
});

describe('a yellow card in an HC1 pass', () => {
  it('gives the disease, the day, and from when it protects', async () => {
    const { answer, facts } = await factsOf(withSubclaims([-6, yellowFever]));
    expect(answer).toBe('admit valid');
    expect(facts?.vaccinations).toMatchObject([
      { disease: 'YellowFever', date: '2025-08-08', validFrom: '2025-08-18', validUntil: null },
    ]);
  });

  it('is read in the form of the first drafts too', async () => {
    const { v: _version, vx: _vx, d: _d, ...holder } = yellowFever;
    const draft = { ...holder, v: { vp: yellowFever.vx.vp, dt: '2025-08-08', cn: 'Dr', bo: 'L1' } };
    const { facts } = await factsOf(withSubclaims([-6, draft]));
    expect(facts?.vaccinations).toMatchObject([{ disease: 'YellowFever', date: '2025-08-08', validFrom: null }]);
  });

  it.each([
    ['no vaccine', { ...yellowFever, vx: null, v: null }],
    ['no name', { ...yellowFever, n: 7 }],
    ['a day that does not exist', { ...yellowFever, vx: { ...yellowFever.vx, dv: '2025-02-30' } }],
    ['several cards', [yellowFever, yellowFever]],
  ])('is refused with %s', async (_what, content) => {
    expect(await judge(withSubclaims([-6, content]), trust)).toBe('refuse bad_claims');
  });
});

describe('other contents of an HC1 pass', () => {
  it.each([
    ['a health link', [5, [{ u: 'shlink:/abc' }]] as const],
    ['an unknown number', [77, {}] as const],
    ['an unknown development number', [-9, 'x'] as const],
  ])('are genuine, but not supported: %s', async (_what, subclaim) => {
    expect(await judge(withSubclaims(subclaim), trust)).toBe('undecided content_not_supported');
  });

  it('do not hide a DCC', async () => {
    const both = withSubclaims([5, []], [3, { name: 'Other' }], [1, makeDcc()]);
    const { answer, facts } = await factsOf(both);
    expect(answer).toBe('admit valid');
    expect(facts?.holder?.familyName).toBe('Muster');
  });

  it('never throw, and are never green without a name, whatever was signed', async () => {
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(1, 3, 4, -6), fc.jsonValue({ maxDepth: 3 }), async (label, content) => {
        const { answer, facts } = await factsOf(withSubclaims([label, content]));
        if (answer.startsWith('admit')) expect(facts?.holder).not.toBeNull();
      }),
      { numRuns: 300 },
    );
  });
});
