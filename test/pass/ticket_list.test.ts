import { describe, expect, it } from 'vitest';
import { NO_FACTS, type TicketFact } from '../../main/pass/facts.ts';
import { type TicketList, ticketList } from '../../main/pass/rules/ticket_list.ts';

const day: TicketFact = { event: 'spring', product: '7', variation: null, subevent: '14' };
const everything: TicketList = { products: null, knownProducts: null, subevent: null };

function judge(list: Partial<TicketList>, ticket: TicketFact | null = day): string {
  const rule = ticketList(new Map([['spring', { ...everything, ...list }]]));
  const facts = { ...NO_FACTS, ticket };
  const rest = { format: 'pretix', issuer: 'spring', keyId: '', issuedAt: null, expiresAt: null, now: 0 } as const;
  const { answer, failedRule } = rule({ ...rest, facts });
  return failedRule === null ? answer : `${answer} ${failedRule.id}`;
}

describe('ticketList', () => {
  it.each([
    ['a list of everything', {}, 'satisfied'],
    ['its product', { products: new Set(['1', '7']) }, 'satisfied'],
    ['other products', { products: new Set(['1', '77']) }, 'not_satisfied ticket_product'],
    ['no product', { products: new Set<string>() }, 'not_satisfied ticket_product'],
    ['its date', { subevent: '14' }, 'satisfied'],
    ['another date', { subevent: '15' }, 'not_satisfied ticket_date'],
    ['the event knowing its product', { knownProducts: new Set(['7']) }, 'satisfied'],
    ['the event not knowing its product', { knownProducts: new Set(['8']) }, 'open'],
    ['its product and another date', { products: new Set(['7']), subevent: '15' }, 'not_satisfied ticket_date'],
  ])('with %s', (_what, list, answer) => expect(judge(list)).toBe(answer));

  it('lets no ticket of another event in, and none without a date on a day of a series', () => {
    expect(judge({}, { ...day, event: 'autumn' })).toBe('not_satisfied ticket_event');
    expect(judge({ subevent: '14' }, { ...day, subevent: null })).toBe('not_satisfied ticket_date');
  });

  it('says nothing of a pass that is no ticket', () => expect(judge({}, null)).toBe('open'));
});
