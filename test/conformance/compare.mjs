// Compares what the conformance command printed (standard input) with what the cases of a file expect.
import { readFileSync } from 'node:fs';

const cases = readFileSync(process.argv[2] ?? '', 'utf8').trim().split('\n').map((line) => JSON.parse(line));
const judged = new Map(
  readFileSync(0, 'utf8').trim().split('\n').map((line) => {
    const answer = JSON.parse(line);
    return [answer.id, answer];
  }),
);
// Cases that this project answers differently, each with its reason: still not to be answered as a pass.
const disputed = JSON.parse(readFileSync(new URL('./disputed.json', import.meta.url), 'utf8'));
let passed = 0;
let failed = 0;
for (const { id, expect } of cases) {
  const answer = judged.get(id);
  const wantsValue = expect.verdict === 'value';
  const right =
    answer !== undefined &&
    // Some leave a choice, such as `fail-or-warn`.
    expect.verdict.split('-or-').includes(answer.verdict) &&
    (!wantsValue || JSON.stringify(answer.value) === JSON.stringify(expect.value)) &&
    (expect.verdict !== 'counts' || ['pass', 'fail', 'open'].every((count) => answer[count] === expect[count]));
  const named = id in disputed && answer?.verdict === 'fail';
  if (named) console.log(`${id}: answered fail on purpose (${disputed[id]})`);
  if (right || named) passed += 1;
  else {
    failed += 1;
    console.log(`${id}: expected ${expect.verdict} (${expect.reason ?? ''}), got ${answer?.verdict} (${answer?.reason ?? ''})`);
  }
}
console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed === 0 ? 0 : 1;
