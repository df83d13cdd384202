import { builtInPacks, ruleOfPack } from '../../main/pass/rules/built_in_packs.ts';
import { venueIn } from '../../main/pass/rules/rule.ts';
import { dose, holder, question, tested } from '../pass/rules/make_question.ts';

const ROUNDS = 20_000;
const venue = venueIn('Asia/Hong_Kong', { audiences: ['gala'] });
const payload = { ver: '1.3.0', nam: { fnt: 'MUSTER', gnt: 'ERIKA' }, v: [{ dn: 2, sd: 2, tg: '840539006' }] };
const visitors = [
  { holder: holder('1990-01-01'), vaccinations: [dose()], payload },
  { holder: holder('1990-01-01'), tests: [tested()], payload },
  { ticket: { event: 'gala', product: '1', variation: null, subevent: null } },
];

for (const { id } of builtInPacks) {
  const rule = ruleOfPack(id, venue);
  const now = id.startsWith('hong_kong') ? '2022-06-15T04:00:00Z' : '2026-03-04T12:00:00Z';
  const questions = visitors.map((facts) => question(facts, now));
  for (let round = 0; round < ROUNDS; round += 1) for (const asked of questions) rule(asked);
  const started = process.hrtime.bigint();
  for (let round = 0; round < ROUNDS; round += 1) for (const asked of questions) rule(asked);
  const us = Number(process.hrtime.bigint() - started) / 1000 / ROUNDS / questions.length;
  process.stdout.write(`${id}: ${us.toFixed(1)} us an answer\n`);
}
