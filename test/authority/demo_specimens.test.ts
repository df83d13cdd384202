import { describe, expect, it } from 'vitest';
import { demoTrustList, makeDemoAuthority } from '../../main/authority/demo_authority.ts';
import { demoSpecimens } from '../../main/authority/demo_specimens.ts';
import { redactVerdict } from '../../main/pass/redact_verdict.ts';
import { generalEntry } from '../../main/pass/rules/general_entry.ts';
import { verifyPass } from '../../main/pass/verify_pass.ts';
import { readTrustListFile } from '../../main/trust/trust_list_file.ts';

const now = Date.parse('2026-03-01T10:15:00Z');
const authority = makeDemoAuthority(now);
const list = readTrustListFile(Buffer.from(JSON.stringify(demoTrustList(authority))));
if (!list.ok) throw new Error(list.error);
const trust = list.value;

describe('demo specimens', () => {
  const cards = demoSpecimens(authority, now);

  it('cover every outcome', () => {
    expect(new Set(cards.map(({ expected }) => expected))).toEqual(
      new Set(['admit', 'refuse', 'undecided', 'not_a_pass', 'specimen']),
    );
  });

  it.each(cards.map((card) => [card.id, card] as const))('%s gives its outcome', (_id, card) => {
    const policy = { clockSkewMs: 300_000, rule: generalEntry };
    const verdict = verifyPass({ code: card.text, trust, policy, now });
    expect(`${verdict.outcome} (${verdict.reason})`).toContain(card.expected);
  });

  it('show initials and the day of birth, and no more, when the venue wants that', () => {
    const card = cards.find(({ id }) => id === 'tested');
    const policy = { clockSkewMs: 300_000, rule: generalEntry };
    const verdict = verifyPass({ code: card?.text ?? '', trust, policy, now });
    expect(redactVerdict(verdict, 'nothing').identity).toBeNull();
    expect(redactVerdict(verdict, 'initials').identity).toEqual({ line: 'Z. O.', birth: '--07-14' });
    expect(redactVerdict(verdict, 'name').identity).toEqual({ line: "O'Specimen Zoë", birth: '1992-07-14' });
  });
});
