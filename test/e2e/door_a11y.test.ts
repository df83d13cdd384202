import type { Page } from 'playwright';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Language } from '../../main/bridge/contract.ts';
import { axeViolations } from '../helpers/axe_violations.ts';
import { fail } from '../../main/pass/result.ts';
import { wordsOf } from '../../renderer/words/words.ts';
import { answerWindow } from '../helpers/answer_window.ts';
import { selectorOf, showDoor } from '../helpers/door_states.ts';
import { type LaunchedKiosk, launchKiosk } from '../helpers/launch_kiosk.ts';
import { enterPin } from '../helpers/enter_pin.ts';
import { AROUND_THE_DOOR, DOOR_SCREENS, VISITOR_SCREENS } from '../helpers/screens.ts';
import { showVisitor } from '../helpers/show_visitor.ts';

const LANGUAGES: readonly Language[] = ['en', 'zh-Hant', 'zh-Hans'];

let kiosk: LaunchedKiosk;
let door: Page;
let visitor: Page;

beforeAll(async () => {
  kiosk = await launchKiosk({ args: ['--visitor-window'] });
  door = await kiosk.window('door');
  visitor = await kiosk.window('visitor');
  await door.waitForSelector('[data-screen]');
  await visitor.waitForSelector('[data-screen]');
});
afterAll(() => kiosk.close());

describe.each(LANGUAGES)('in %s WCAG 2.2 AA is kept', (language) => {
  it('by every screen of the door', async () => {
    for (const [name, state] of DOOR_SCREENS) {
      await showDoor(kiosk.app, { ...AROUND_THE_DOOR, language, ...state });
      await door.waitForSelector(`:lang(${language}) ${selectorOf(state)}`);
      expect([name, await axeViolations(door)]).toEqual([name, []]);
    }
  });

  it('by what staff open beside it', async () => {
    const refused = DOOR_SCREENS.find(([name]) => name === 'refuse-forged')?.[1];
    // A screen that shows a new decision closes what is open: first another, then this one.
    await showDoor(kiosk.app, { ...AROUND_THE_DOOR, language });
    await showDoor(kiosk.app, { ...AROUND_THE_DOOR, language, ...refused });
    await door.click('.without-code');
    await door.waitForSelector('[data-panel]');
    expect(await axeViolations(door)).toEqual([]);
    await door.click('.supervisor');
    await door.locator('[data-reason]').first().waitFor();
    expect(await axeViolations(door)).toEqual([]);
    await door.click('[data-reason="organiser_decision"]');
    await door.waitForSelector('.pin-keys');
    expect(await axeViolations(door)).toEqual([]);
    await answerWindow(kiosk.app, 'door', 'override', fail('lost'));
    await enterPin(door, wordsOf(language).steward.faults.lost);
    expect(await axeViolations(door)).toEqual([]);
  });

  it('by every screen of the visitor’s', async () => {
    for (const [name, state] of VISITOR_SCREENS) {
      await showVisitor(kiosk.app, { languages: [language], ...state });
      await visitor.waitForSelector(`[data-screen="${state.screen ?? 'present_pass'}"]`);
      expect([name, await axeViolations(visitor)]).toEqual([name, []]);
    }
  });
});

it('is kept by the door’s help and by the demo’s specimens', async () => {
  await showDoor(kiosk.app, { ...AROUND_THE_DOOR, demo: true });
  await door.getByRole('button', { name: 'Help' }).click();
  await door.waitForSelector('[data-screen="help"]');
  expect(await axeViolations(door)).toEqual([]);
  await door.getByRole('button', { name: 'Specimens' }).click();
  const specimens = await kiosk.window('specimens');
  await specimens.waitForSelector('[data-specimen]');
  expect(await axeViolations(specimens)).toEqual([]);
});
