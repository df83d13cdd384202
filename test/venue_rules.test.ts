import { describe, expect, it } from 'vitest';
import { exampleVisitors } from '../main/pass/rules/example_visitors.ts';
import { defaultSettings } from '../main/settings/venue_settings.ts';
import { createVenueRules } from '../main/venue_rules.ts';

const now = Date.parse('2022-05-30T10:00:00Z');

const NONE: readonly never[] = [];

function bench(changes: object = {}) {
  let settings = { ...defaultSettings('Hall'), timeZone: 'Asia/Hong_Kong', ...changes };
  const rules = createVenueRules({ settings: () => settings, loaded: () => NONE });
  return {
    rules,
    change(more: object) {
      settings = { ...settings, ...more };
    },
    answers(rulePack: string, at: string | null = null) {
      const tried = rules.try(rulePack, at, now, null);
      if (!tried.ok) return tried.error;
      return Object.fromEntries(tried.value.map(({ after, visitor }) => [visitor, after]));
    },
  };
}

describe("the venue's rules", () => {
  it('are what the settings say, and follow them', () => {
    const b = bench();
    const member = exampleVisitors(now, 'Hall').find(({ visitor }) => visitor === 'member')?.question;
    if (member === undefined) throw new Error('no member among the examples');
    expect(b.rules.current()(member).answer).toBe('open');
    b.change({ rulePack: 'members_and_staff' });
    expect(b.rules.current()(member).answer).toBe('satisfied');
    b.change({ rulePack: 'no_such_pack' });
    expect(b.rules.current()(member)).toMatchObject({ answer: 'open', failedRule: { id: 'no_rule_in_force' } });
  });

  it('tell what another pack would say of each example, and change nothing by it', () => {
    const b = bench();
    expect(b.answers('any')).toMatchObject({ one_dose: 'satisfied', member: 'satisfied' });
    expect(b.answers('3g')).toMatchObject({
      two_doses: 'satisfied',
      one_dose: 'not_satisfied',
      negative_pcr_yesterday: 'satisfied',
      negative_rapid_test_two_days_ago: 'not_satisfied',
      positive_test: 'not_satisfied',
      recovered_two_months_ago: 'satisfied',
      member: 'open',
    });
    expect(b.answers('event_ticket')).toMatchObject({
      ticket: 'satisfied',
      ticket_for_another_event: 'not_satisfied',
      two_doses: 'open',
    });
    expect(b.answers('yellow_fever')).toMatchObject({ yellow_fever: 'satisfied' });
    expect(b.answers('3g')).toMatchObject({ member: 'open' });
  });

  it('can be tried at another minute of the venue, as a pack switches by itself', () => {
    const b = bench();
    expect(b.answers('hong_kong_vaccine_pass', '2022-05-30T23:59')).toMatchObject({ two_doses: 'satisfied' });
    expect(b.rules.choices(now).find(({ id }) => id === 'hong_kong_vaccine_pass')?.changes).toContain('2022-05-31');
    const later = b.rules.choices(Date.parse('2030-01-01T00:00:00Z'));
    expect(later.flatMap(({ changes }) => changes)).toEqual([]);
  });

  it.each([
    ['no_such_pack', null],
    ['3g', 'yesterday'],
    ['3g', '2022-02-30T00:00'],
  ])('refuse to try %s at %s', (rulePack, at) => {
    expect(bench().answers(rulePack, at)).toBe('bad_input');
  });

  it('try the specimen that was scanned last before the examples', () => {
    const [first] = exampleVisitors(now, 'Hall');
    const tried = bench().rules.try('any', null, now, first?.question ?? null);
    expect(tried.ok && tried.value[0]?.visitor).toBe('last_specimen');
  });
});
