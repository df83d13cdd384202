import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { judgeCase } from '../../main/cli/cases/judge_case.ts';

const folder = path.resolve(import.meta.dirname, '../vectors');

/** Where the kiosk is right to answer `fail`, each with the reason. */
const disputed: Readonly<Record<string, string>> = JSON.parse(
  readFileSync(path.join(import.meta.dirname, 'disputed.json'), 'utf8'),
);

describe.each(readdirSync(folder).filter((name) => name.endsWith('.jsonl')))('%s', (name) => {
  const cases = readFileSync(path.join(folder, name), 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));

  it('gives the demanded verdicts', async () => {
    const wrong: string[] = [];
    for (const { expect: expected, ...given } of cases) {
      const judged = await judgeCase(given);
      const wanted: string = given.id in disputed ? 'fail' : expected.verdict;
      if (!wanted.split('-or-').includes(judged.verdict))
        wrong.push(`${given.id}: ${judged.verdict} (${judged.reason}), not ${wanted}`);
      const { value, valueHex } = expected;
      if (value !== undefined && JSON.stringify(judged.value) !== JSON.stringify(value))
        wrong.push(`${given.id}: value`);
      if (valueHex !== undefined && judged.valueHex !== valueHex) wrong.push(`${given.id}: valueHex`);
      for (const count of ['pass', 'fail', 'open'] as const)
        if (expected[count] !== undefined && judged[count] !== expected[count]) wrong.push(`${given.id}: ${count}`);
    }
    expect(cases.length).toBeGreaterThan(0);
    expect(wrong).toEqual([]);
  });
});

describe('a malformed case', () => {
  it.each([
    [null],
    [7],
    ['text'],
    [[]],
    [{}],
    [{ id: 'a', format: 'hcert' }],
    [{ id: 'a', format: 'hcert', payload: 'HC1:', clock: 'never' }],
    [{ id: 'a', format: 'hcert', payload: 'HC1:', payloadEncoding: 'rot13', clock: '2026-01-01' }],
    [{ id: 'a', format: 'sig:ed25519', keys: [] }],
    [{ id: 'a', format: 'cose_sign1', payload: 7 }],
    [{ id: 'a', format: 'constructor', payload: '' }],
  ])('%j is a verdict, not a crash', async (given) => {
    expect((await judgeCase(given)).verdict).toMatch(/^(fail|unsupported)$/);
  });

  it('cannot buy a pass with what it expects', async () => {
    const given = {
      id: 'a',
      format: 'hcert',
      payload: 'HC1:00',
      clock: '2026-01-01',
      expect: { verdict: 'pass' },
    };
    expect(await judgeCase(given)).toEqual({ id: 'a', verdict: 'fail', reason: 'bad_compression' });
  });
});
