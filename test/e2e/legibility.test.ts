import type { Page } from 'playwright';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { DoorState, Language, RedactedVerdict } from '../../main/bridge/contract.ts';
import { fail } from '../../main/pass/result.ts';
import { defaultSettings } from '../../main/settings/venue_settings.ts';
import { stoppedState } from '../../main/stopped_state.ts';
import { nextStep, type Words, wordsOf } from '../../renderer/words/words.ts';
import { answerWindow } from '../helpers/answer_window.ts';
import { decidedScreen, READY_DOOR, selectorOf, showDoor, verdictOf } from '../helpers/door_states.ts';
import { enterPin } from '../helpers/enter_pin.ts';
import { type LaunchedKiosk, launchKiosk } from '../helpers/launch_kiosk.ts';
import { MEASURE_PAGE, type PageFaults } from '../helpers/measure_page.ts';
import { RESTORED_NOTICES, START_FAULTS } from '../helpers/screens.ts';

const SIZES = [
  [1024, 600],
  [1280, 800],
  [1920, 1080],
  [1080, 1920],
] as const;
const LANGUAGES: readonly Language[] = ['en', 'zh-Hant', 'zh-Hans'];
/** As long as a rule's words and a holder's names may be (`redactVerdict`). */
const RULE_WORDS = {
  en: 'Entry asks for a certificate of complete vaccination no older than two hundred and seventy days, or a recent negative one',
  'zh-Hant': '入場須出示已完成接種、近期陰性檢測或康復的證明；接種證明須在二百七十日之內簽發，陰性檢測須在七十二小時之內進行，康復證明須在一百八十日之內，並須與有照片的證件一併出示，否則不可入場。',
  'zh-Hans': '入场须出示已完成接种、近期阴性检测或康复的证明；接种证明须在二百七十日之内签发，阴性检测须在七十二小时之内进行，康复证明须在一百八十日之内，并须与有照片的证件一并出示，否则不可入场。',
};
/** As long as a set-up code may have it. */
const SUPPORT = { name: 'Visitor Services and Technical Help Desk, Riverside Northern', contact: 'https://helpdesk.riverside-congress-and-exhibition-hall.example.org/door-kiosks, +852 5550 0000 24h' };
const HOLDER = { line: 'WOLFESCHLEGELSTEINHAUSENBERGERDORFF Hubert Blaine Alexander', birth: '1914-09-24' };

/** The door with everything at once that it may have to say. */
const CROWDED: Partial<DoorState> = {
  demo: true,
  venueName: 'Riverside Congress and Exhibition Hall of the Northern Districts',
  gate: 'North-eastern side entrance by the tram stop',
  directionToggle: true,
  admittedToday: 123_456,
  occupancy: { inside: 12_345, capacity: 12_500, level: 'alarm', peak: 0, peakAtMs: null },
  // The longest of them.
  notice: { kind: 'counts_restored', restored: { atMs: 0, by: 'salvage', lost: { fromMs: Date.UTC(2026, 10, 27, 22, 45), untilMs: Date.UTC(2026, 10, 28, 22, 45) } } },
  lastManual: { reason: 'no_phone', atMs: 0 },
  mayOverride: 1,
  devices: [
    { sourceId: 'hid:1', input: 'hid_pos', name: 'A', status: { state: 'ready' } },
    { sourceId: 'hid:2', input: 'hid_pos', name: 'B', status: { state: 'fault', code: 'stopped_answering' } },
    { sourceId: 'serial:1', input: 'serial', name: 'C', status: { state: 'fault', code: 'permission_denied' } },
    { sourceId: 'camera', input: 'camera', name: 'D', status: { state: 'ready' } },
  ],
};

/** The words are longest of those that a verdict of this outcome may have. */
function longest(words: Words, outcome: RedactedVerdict['outcome'], from: readonly Partial<RedactedVerdict>[]): RedactedVerdict {
  const length = (verdict: RedactedVerdict) => words.reason[verdict.reasonClass].length + nextStep(words, verdict).length;
  const [first, ...others] = from.map((changes) => verdictOf(outcome, changes));
  if (first === undefined) throw new Error('nothing to choose from');
  return others.reduce((longer, one) => (length(one) > length(longer) ? one : longer), first);
}

function screensOf(language: Language): readonly (readonly [string, DoorState['screen']])[] {
  const words = wordsOf(language);
  const classes = Object.keys(words.reason) as RedactedVerdict['reasonClass'][];
  const hints = Object.keys(words.nextByHint) as NonNullable<RedactedVerdict['hint']>[];
  const formats = Object.keys(words.code) as RedactedVerdict['format'][];
  const ofClass = classes.map((reasonClass) => ({ reasonClass }));
  const ofFormat = formats.map((format) => ({ reasonClass: 'not_supported' as const, format }));
  const refused = longest(words, 'refuse', [...ofClass, ...hints.map((hint) => ({ reasonClass: 'out_of_date' as const, hint }))]);
  const again = { shownBeforeMs: 11 * 3_600_000 };
  return [
    ['ready', { kind: 'ready' }],
    ['admit', decidedScreen(1, verdictOf('admit'))],
    ['admit at most', decidedScreen(2, verdictOf('admit', { identity: HOLDER }), again)],
    ['admit, going out', decidedScreen(40, verdictOf('admit', { identity: HOLDER }), { ...again, direction: 'out' })],
    ['refuse', decidedScreen(3, verdictOf('refuse', { reasonClass: 'not_accepted' }))],
    ['refuse at most', decidedScreen(4, { ...refused, identity: HOLDER }, again)],
    ['refuse by a rule', decidedScreen(5, verdictOf('refuse', { reasonClass: 'rule_not_met', ruleWords: RULE_WORDS, identity: HOLDER }), again)],
    ['undecided', decidedScreen(6, longest(words, 'undecided', [...ofFormat, ...hints.map((hint) => ({ reasonClass: 'kiosk_not_current' as const, hint }))]))],
    ['undecided by a rule', decidedScreen(7, verdictOf('undecided', { reasonClass: 'rule_open', ruleWords: RULE_WORDS }), again)],
    ['not a pass', decidedScreen(8, longest(words, 'not_a_pass', formats.map((format) => ({ reasonClass: 'wrong_code' as const, format }))))],
    ['specimen', decidedScreen(9, verdictOf('specimen'))],
    ...(Object.keys(words.steward.overrideReasons) as (keyof Words['steward']['overrideReasons'])[]).map(
      (reason, index) => [`overridden ${reason}`, { kind: 'overridden', sequence: 20 + index, reason, showForMs: 5_000 }] as const,
    ),
    ...(['cut_short', 'too_long', 'garbled'] as const).map((why, index) => [`lost ${why}`, { kind: 'lost', sequence: 10 + index, why }] as const),
    ...(['part', 'pass'] as const).map((waitingFor) => [`pending ${waitingFor}`, { kind: 'pending', waitingFor }] as const),
    ...(Object.keys(words.problem) as (keyof Words['problem'])[]).map((problem) => [`problem ${problem}`, { kind: 'problem', problem }] as const),
    ...START_FAULTS.map((fault) => [`stopped ${fault}`, stoppedState({ ...defaultSettings('Hall'), support: SUPPORT }, fault, false).screen] as const),
    ['stopped, nobody named', stoppedState(defaultSettings('Hall'), 'cannot_open', false).screen],
  ];
}

/** Whatever may stand below the door's screen, with what it stands in. */
function noticesOf(language: Language): readonly (readonly [string, NonNullable<DoorState['notice']>])[] {
  const { clock, kinds } = wordsOf(language).trust;
  return [
    ...RESTORED_NOTICES,
    ...(Object.keys(clock) as (keyof typeof clock)[]).map((reason) => [`clock ${reason}`, { kind: 'clock', reason }] as const),
    ...(Object.keys(kinds) as (keyof typeof kinds)[]).map((what) => [`open until ${what}`, { kind: 'open_until', at: Date.UTC(2026, 10, 28, 22, 45), what }] as const),
  ];
}

describe.each(SIZES)('the door at %i by %i', (width, height) => {
  let kiosk: LaunchedKiosk;
  let door: Page;
  beforeAll(async () => {
    kiosk = await launchKiosk({});
    door = await kiosk.window('door');
    await door.setViewportSize({ width, height });
    await door.waitForSelector('[data-screen]');
  });
  afterAll(() => kiosk.close());

  async function measure(state: Partial<DoorState>): Promise<PageFaults> {
    await showDoor(kiosk.app, { ...READY_DOOR, ...state });
    await door.waitForSelector(`:lang(${state.language ?? 'en'}) ${selectorOf(state)}`);
    await door.evaluate('document.fonts.ready.then(() => new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn))))');
    return door.evaluate(MEASURE_PAGE);
  }

  const perfect = (measured: PageFaults, about: string) => {
    expect(measured.faults, about).toEqual([]);
    expect(measured.verdictShare, about).toBeGreaterThanOrEqual(1 / 12);
    expect(measured.leastContrast, about).toBeGreaterThanOrEqual(7);
    expect(measured.texts, about).toBeGreaterThan(5);
  };

  it.each(LANGUAGES)('can be read whole in %s, with little to say and with everything at once', async (language) => {
    for (const [name, screen] of screensOf(language)) {
      perfect(await measure({ language, screen }), `${name}, little`);
      perfect(await measure({ language, screen, ...CROWDED }), `${name}, crowded`);
    }
  });

  it.each(LANGUAGES)('can be read whole in %s above each notice', async (language) => {
    for (const [name, notice] of noticesOf(language)) perfect(await measure({ language, notice }), name);
  });

  it.each(LANGUAGES)('can be read whole in %s beside what staff do', async (language) => {
    const screen = decidedScreen(3, verdictOf('refuse', { reasonClass: 'rule_not_met', identity: HOLDER }));
    for (const around of [{}, { ...CROWDED, lastManual: null, notice: null }]) {
      await measure({ language, ...around, screen: { kind: 'ready' } });
      await measure({ language, ...around, screen, mayOverride: 3 });
      await door.click('.without-code');
      perfect(await door.evaluate(MEASURE_PAGE), 'the panel of entries by hand');
      await door.click('.supervisor');
      perfect(await door.evaluate(MEASURE_PAGE), 'the reasons');
      await door.click('[data-reason="organiser_decision"]');
      perfect(await door.evaluate(MEASURE_PAGE), 'the PIN keys');
      for (const fault of ['lost', 'sealed', 'wait'] as const) {
        await answerWindow(kiosk.app, 'door', 'override', fail(fault));
        await enterPin(door, wordsOf(language).steward.faults[fault]);
        perfect(await door.evaluate(MEASURE_PAGE), `the PIN keys: ${fault}`);
      }
    }
  });

  it('would show what is wrong with a page', async () => {
    await measure({ screen: decidedScreen(1, verdictOf('admit')) });
    const harm = (style: string) =>
      door.evaluate(`(() => { const old = document.querySelector('h1'); old.setAttribute('data-old', old.style.cssText); old.style.cssText = ${JSON.stringify(style)}; })()`);
    for (const [style, fault] of [
      ['color: #0a6b2c', /^contrast/],
      ['font-size: 60vw', /sticks out|holds more|outside/],
      ['margin-bottom: -1em', /lies over/],
      [width > height ? 'translate: -30vw 0' : 'translate: 0 -20vh', /lies over the shape/],
      ['opacity: 0.9', /see-through/],
    ] as const) {
      await harm(style);
      const { faults } = await door.evaluate<PageFaults>(MEASURE_PAGE);
      expect(faults.some((one) => fault.test(one)), `${style}: ${faults.join('; ')}`).toBe(true);
    }
    await harm('font-size: 8vh');
    expect((await door.evaluate<PageFaults>(MEASURE_PAGE)).verdictShare).toBeLessThan(1 / 12);
    await harm('');
    await door.evaluate("document.querySelector('footer button').style.cssText = 'min-height: 0; height: 59px'");
    expect((await door.evaluate<PageFaults>(MEASURE_PAGE)).faults).toEqual([expect.stringMatching(/^target .* by 59/)]);
  });
});
