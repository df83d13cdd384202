import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { judgeCase } from '../../main/cli/vector_case.ts';

const folder = path.resolve(import.meta.dirname, '../vectors');

/** Where the kiosk is right to answer otherwise, with the reason. */
const DISAGREEMENTS: ReadonlyMap<string, string> = new Map([
  // 1,024-bit RSA: HCERT specification 3.3.2 asks for 2,048.
  ['hcert/dcc-quality-assurance/MK/1.3.0/REC_MK.png', 'fail'],
  ['hcert/dcc-quality-assurance/MK/1.3.0/TEST_MK.png', 'fail'],
  ['hcert/dcc-quality-assurance/MK/1.3.0/VAC_MK.png', 'fail'],
  // The JWK names another algorithm than the JWS: PS256 for PS384, and "ES521", which does not exist.
  ['wycheproof/json_web_signature_test.json#350', 'fail'],
  ['wycheproof/json_web_signature_test.json#351', 'fail'],
]);

describe.each(readdirSync(folder).filter((name) => name.endsWith('.jsonl')))('%s', (name) => {
  const cases = readFileSync(path.join(folder, name), 'utf8').trim().split('\n').map((line) => JSON.parse(line));

  it('gives the demanded verdicts', () => {
    const wrong: string[] = [];
    for (const { expect: expected, ...given } of cases) {
      const judged = judgeCase(given);
      const wanted = DISAGREEMENTS.get(given.id) ?? expected.verdict;
      if (judged.verdict !== wanted) wrong.push(`${given.id}: ${judged.verdict} (${judged.reason}), not ${wanted}`);
      const { value, valueHex } = expected;
      if (value !== undefined && JSON.stringify(judged.value) !== JSON.stringify(value)) wrong.push(`${given.id}: value`);
      if (valueHex !== undefined && judged.valueHex !== valueHex) wrong.push(`${given.id}: valueHex`);
    }
    expect(cases.length).toBeGreaterThan(0);
    expect(wrong).toEqual([]);
  });
});

describe('a malformed case', () => {
  it.each([
    [null], [7], ['text'], [[]], [{}],
    [{ id: 'a', format: 'hcert' }],
    [{ id: 'a', format: 'hcert', payload: 'HC1:', clock: 'never' }],
    [{ id: 'a', format: 'hcert', payload: 'HC1:', payloadEncoding: 'rot13', clock: '2026-01-01' }],
    [{ id: 'a', format: 'sig:ed25519', keys: [] }],
    [{ id: 'a', format: 'cose_sign1', payload: 7 }],
    [{ id: 'a', format: 'constructor', payload: '' }],
  ])('%j is a verdict, not a crash', (given) => {
    expect(judgeCase(given).verdict).toMatch(/^(fail|unsupported)$/);
  });

  it('cannot buy a pass with what it expects', () => {
    const given = { id: 'a', format: 'hcert', payload: 'HC1:00', clock: '2026-01-01', expect: { verdict: 'pass' } };
    expect(judgeCase(given)).toEqual({ id: 'a', verdict: 'fail', reason: 'bad_compression' });
  });
});
