import { generateKeyPairSync, sign, verify } from 'node:crypto';
import { builtInPacks, ruleOfPack } from '../../main/pass/rules/built_in_packs.ts';
import { venueIn } from '../../main/pass/rules/rule.ts';
import { dose, holder, question, tested } from '../pass/rules/make_question.ts';
import { mediansUs, printRow, RUNTIME } from './measure.ts';

const ROUNDS = Number(process.env.BENCH_ROUNDS ?? 2_000);
const venue = venueIn('Asia/Hong_Kong', { audiences: ['gala'] });
const payload = {
  ver: '1.3.0',
  nam: { fnt: 'MUSTER', gnt: 'ERIKA' },
  v: [{ dn: 2, sd: 2, tg: '840539006' }],
};
const visitors = {
  vaccinated: { holder: holder('1990-01-01'), vaccinations: [dose()], payload },
  tested: { holder: holder('1990-01-01'), tests: [tested()], payload },
  'with a ticket': { ticket: { event: 'gala', product: '1', variation: null, subevent: null } },
};

const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
const message = Buffer.alloc(400);
const signature = sign('sha256', message, { key: privateKey, dsaEncoding: 'ieee-p1363' });
const bare = () => verify('sha256', message, { key: publicKey, dsaEncoding: 'ieee-p1363' }, signature);

printRow(`${RUNTIME}: one answer of a rule`, 'slowest us', 'bare us', 'ratio');
for (const { id } of builtInPacks) {
  const rule = ruleOfPack(id, venue);
  const now = id.startsWith('hong_kong') ? '2022-06-15T04:00:00Z' : '2026-03-04T12:00:00Z';
  const asked: Readonly<Record<string, () => unknown>> = Object.fromEntries(
    Object.entries(visitors).map(([who, facts]) => {
      const given = question(facts, now);
      return [who, () => rule(given)];
    }),
  );
  const { bare: bareUs = Number.NaN, ...answers } = mediansUs<string>({ ...asked, bare }, ROUNDS);
  const slowestUs = Math.max(...Object.values(answers));
  printRow(id, slowestUs.toFixed(1), bareUs.toFixed(0), slowestUs / bareUs);
}
