import { encode } from 'cborg';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { canBeShown } from '../helpers/can_be_shown.ts';
import { issueVenuePass } from '../../main/authority/issue_venue_pass.ts';
import type { PassFacts } from '../../main/pass/facts.ts';
import { redactVerdict } from '../../main/pass/redact_verdict.ts';
import { showableText } from '../../main/pass/showable_text.ts';
import type { Verdict } from '../../main/pass/verdict.ts';
import { verifyPass } from '../../main/pass/verify_pass.ts';
import { createDeviceList } from '../../main/scan/device_list.ts';
import { makeIdClaims, makeIdCode, makeIdentity, makeIdIssuer } from '../pass/make_claim169.ts';
import { makeBundle, makeCard, makeCardClaims, makeDose, makeHealthCardIssuer, makeVc, patient } from '../pass/make_health_card.ts';
import { trustInAll } from '../pass/make_all_formats.ts';
import { makeCredential, makeNzcpClaims, makeNzcpCode, makeNzcpIssuer, makeSubject } from '../pass/make_nzcp.ts';
import { makeClaims, makeCode, makeDcc, makeIssuer, NOW, policy } from '../pass/make_pass.ts';
import { makeVenueClaims, makeVenueCode, makeVenueIssuer } from '../pass/make_venue_pass.ts';
import { HOSTILE_TEXTS } from './hostile_texts.ts';

const LONGEST = 60;
const health = makeIssuer();
const zealand = makeNzcpIssuer();
const card = makeHealthCardIssuer();
const identity = makeIdIssuer();
const venue = makeVenueIssuer();
const trust = trustInAll([health, zealand, card, identity, venue].map(({ trusted }) => ({ trusted, anchors: [] })));
const NOW_S = NOW / 1000;

/** Genuine passes of a test authority whose holder is called so, in every format that names one. */
const SIGNED: Readonly<Record<string, (name: string) => string | Uint8Array>> = {
  hc1: (name) => makeCode(health, makeClaims(makeDcc({ nam: { fn: name, fnt: name, gn: name, gnt: name } }))),
  nzcp: (name) => makeNzcpCode(zealand, makeNzcpClaims([['vc', makeCredential({ credentialSubject: makeSubject({ givenName: name, familyName: name }) })]])),
  shc: (name) => makeCard(card, makeCardClaims({ vc: makeVc(makeBundle({ ...patient, name: [{ family: name, given: [name, name] }] }, makeDose())) })),
  claim169: (name) => makeIdCode(identity, makeIdClaims([[169, makeIdentity([[4, name], [5, name], [7, name]])]])),
  venue: (name) =>
    makeVenueCode(venue, makeVenueClaims([4, NOW_S + 86_400], [6, NOW_S - 86_400], [-65_540, new Map([[1, name], [2, name]])])),
};

function judge(code: string | Uint8Array): Verdict {
  return verifyPass({ code, trust, policy, now: NOW });
}

describe.each(Object.entries(SIGNED))('a genuine pass as %s whose holder is called', (_format, issue) => {
  it.each(HOSTILE_TEXTS)('%s is judged, and shown as one harmless line', (_what, name) => {
    const verdict = judge(issue(name));
    // One that is too long for any code is none.
    expect(['admit', 'refuse', 'undecided', 'not_a_pass']).toContain(verdict.outcome);
    expect(name.length > 300 || verdict.outcome !== 'not_a_pass').toBe(true);
    for (const display of ['name', 'initials', 'nothing'] as const) {
      const { identity: shown } = redactVerdict(verdict, display);
      if (shown === null) continue;
      for (const text of [shown.line, shown.birth ?? '']) expect(canBeShown(text, 2 * LONGEST + 1), JSON.stringify(text)).toBe(true);
      if (display === 'initials') expect(shown.line.length).toBeLessThan(40);
    }
  });
});

describe('text of somebody else’s', () => {
  it.each(HOSTILE_TEXTS)('that is %s is shown as one harmless line, of a rule and of a device too', (_what, text) => {
    expect(canBeShown(showableText(text, LONGEST), LONGEST)).toBe(true);
    const failedRule = { id: 'x', refusalClass: 'rule' as never, words: { en: text, 'zh-Hant': text, 'zh-Hans': text } };
    const words = redactVerdict({ ...judge('nothing'), outcome: 'refuse', reason: 'rule_not_met', failedRule: failedRule as never }, 'name').ruleWords;
    for (const one of Object.values(words)) expect(canBeShown(one ?? '', 120)).toBe(true);
    const devices = createDeviceList({ setTimer: () => () => {}, changed: () => {} });
    const source = { start: () => {}, stop: async () => {} };
    devices.update(source, [{ sourceId: 'hid:1', input: 'hid_pos', name: text, status: { state: 'ready' } }]);
    const [device] = devices.all();
    expect(device?.name).not.toBe('');
    expect(canBeShown(device?.name ?? '', LONGEST)).toBe(true);
  });

  it('is shown whole where it is harmless, letter by letter as people see them', () => {
    for (const name of ['陳大文', 'Nguyễn Thị Ánh', 'בֶּן־דָּוִד', 'الهاشمي', 'สมชาย น้ำใจ', 'O’Brien-Łukasiewicz', 'Å', 'क्षत्रिय']) {
      expect(showableText(name, LONGEST)).toBe(name.normalize('NFC'));
    }
    expect(showableText('é́x'.repeat(100), 3).normalize('NFD').replaceAll(/\p{M}/gu, '')).toBe('exe');
  });

  it('is one harmless line whatever it is', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 500 }), fc.nat(80), (text, most) => {
        expect(canBeShown(showableText(text, most), most)).toBe(true);
      }),
    );
  });
});

const HUGE = [99_999_999_999_999, -1, 0, 1e308, -1e308, Number.MAX_SAFE_INTEGER, 253_402_300_800, 8_640_000_000_001, Number.NaN, Number.POSITIVE_INFINITY, 1n << 63n, -(1n << 63n), 0.5, '2026', null, true, [], new Map(), new Uint8Array(8)];

describe('a pass that a known key signed with', () => {
  it.each(HUGE.map((value) => [String(value), value] as const))('%s for its dates and numbers is judged, and never admitted after its end', (_what, value) => {
    for (const claim of [1, 4, 6, 7, -260, -65_537, -65_540, 169]) {
      for (const make of [
        () => makeCode(health, new Map<unknown, unknown>([...makeClaims(), [claim, value]])),
        () => makeIdCode(identity, makeIdClaims([[claim, value]])),
        () => makeNzcpCode(zealand, makeNzcpClaims([[claim, value]])),
        () => makeVenueCode(venue, makeVenueClaims([4, NOW_S + 86_400], [6, NOW_S - 86_400], [claim, value])),
      ]) {
        const { outcome } = judge(make());
        // The end is the only date that says until when.
        if (claim === 4 && typeof value !== 'object' && !(Number(value) > NOW_S)) expect(outcome).not.toBe('admit');
        expect(['admit', 'refuse', 'undecided', 'not_a_pass']).toContain(outcome);
      }
    }
  });

  it('members of every object for its claims is judged by what it says and changes nothing of the program', () => {
    const poison = JSON.parse('{"__proto__":{"admin":true},"constructor":{"prototype":{"admin":true}},"toString":"x","hasOwnProperty":1}') as object;
    for (const code of [
      makeCode(health, makeClaims(makeDcc(poison))),
      makeCode(health, new Map<unknown, unknown>([...makeClaims(), ['__proto__', { admin: true }], ['constructor', 1]])),
      makeCard(card, makeCardClaims({ vc: { ...makeVc(makeBundle(patient, makeDose())), ...poison } })),
      makeNzcpCode(zealand, makeNzcpClaims([['vc', makeCredential(poison)], ['__proto__', encode({ admin: true })]])),
    ]) {
      judge(code);
      expect(({} as { admin?: boolean }).admin).toBeUndefined();
    }
    expect(Object.keys(Object.prototype)).toEqual([]);
  });

  it('the name of a known issuer in other letters is of an unknown one: issuers are known by their keys', () => {
    const alike = makeVenueIssuer('P-256', 'Riverside Аrena');
    const issued = issueVenuePass(
      { issuer: 'Riverside Arena', passId: new Uint8Array(16).fill(1), issuedAt: NOW_S - 60, expiresAt: NOW_S + 60, content: { kind: 'member' } },
      alike.privateKey,
    );
    expect(issued.ok && judge(issued.value)).toMatchObject({ outcome: 'undecided', reason: 'unknown_key' });
    const facts: PassFacts | null = issued.ok ? judge(issued.value).facts : null;
    expect(facts).toBeNull();
    // The door shows no issuer's name at all, so that none can be taken for another.
    expect(Object.keys(redactVerdict(judge(makeCode(health)), 'name')).sort()).toEqual(['format', 'hint', 'identity', 'outcome', 'reasonClass', 'ruleWords']);
  });
});
