import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { Page } from 'playwright';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { verifyChain } from '../../main/counts/event_chain.ts';
import { readEvents } from '../../main/counts/read_events.ts';
import { axeViolations } from '../helpers/axe_violations.ts';
import { type LaunchedKiosk, launchKiosk, makeUserData } from '../helpers/launch_kiosk.ts';

const userData = makeUserData();
let kiosk: LaunchedKiosk;
let door: Page;
let manager: Page;

beforeAll(() => start());
afterAll(() => kiosk.close().catch(() => {}));

async function start(): Promise<void> {
  kiosk = await launchKiosk({ userData });
  door = await kiosk.window('door');
  await door.getByRole('button', { name: 'Manager' }).click();
  manager = await kiosk.window('manager');
}

async function openInside(pin: string): Promise<void> {
  await manager.locator('.pin-pad input').fill(pin);
  await manager.keyboard.press('Enter');
  await manager.locator('[role="tab"][data-key="inside"]').click();
  await manager.waitForSelector('[data-inside]');
}

/** The large figure, once it is that. */
const inside = (people: number) => manager.waitForSelector(`[data-inside="${people}"]`);

async function present(...ids: readonly string[]): Promise<void> {
  const sheet = await kiosk.window('specimens');
  for (const id of ids) {
    await door.waitForSelector('[data-screen="ready"]', { timeout: 30_000 });
    const card = sheet.locator(`[data-specimen="${id}"]`);
    const outcome = await card.getAttribute('class');
    await card.getByRole('button', { name: 'Present' }).click();
    await door.waitForSelector(`[data-screen="${outcome}"]`);
  }
}

async function change(settings: object): Promise<void> {
  await manager.evaluate(`kiosk.settings().then(({ value }) => kiosk.saveSettings({ ...value.settings, ...${JSON.stringify(settings)} }))`);
}

it('shows who is inside from what was scanned in either direction, warns, and puts the number right with a reason', async () => {
  await openInside('2468');
  await inside(0);
  await manager.getByText('No limit is set.').waitFor();
  await change({ capacity: 4, capacityWarnings: [0.5, 0.75] });
  await door.getByRole('button', { name: 'Specimens' }).click();
  await present('vaccinated', 'tested', 'expired');
  await inside(2);
  await manager.waitForSelector('[data-level="warn"]');
  await expect.poll(() => manager.locator('[data-gate="Main entrance"] td').allTextContents()).toEqual(['2', '0']);

  // One that is known by the name of its device counts outward, though the door is an entrance.
  await change({ scannerDirections: [{ scanner: 'Specimen sheet', direction: 'out' }] });
  await present('recovered');
  await inside(1);
  await expect.poll(() => manager.locator('[data-gate="Main entrance"] td').allTextContents()).toEqual(['2', '1']);
  await change({ scannerDirections: [] });

  await manager.getByRole('textbox', { name: 'People inside' }).fill('4');
  await manager.getByRole('button', { name: /Why/ }).click();
  await manager.getByRole('option', { name: 'People entered unseen' }).click();
  await manager.getByRole('button', { name: 'Correct', exact: true }).click();
  await manager.getByText('The number is put right.').waitFor();
  await inside(4);
  await manager.waitForSelector('[data-level="full"]');
  await manager.getByText('People inside corrected by +3 · People entered unseen').waitFor();
  await kiosk.shoot(manager, 'manager-inside');
  expect(await axeViolations(manager)).toEqual([]);
  expect(await manager.evaluate("kiosk.correctInside({ inside: -1, reason: 'mistake' }).catch(() => 'refused')")).toBe('refused');
});

it('is right after a restart, also to a supervisor, in each language', async () => {
  await kiosk.close();
  await start();
  await openInside('1357');
  await inside(4);
  const head = await manager.locator('[data-head]').getAttribute('data-head');
  await manager.getByText('Unlocked · Supervisor').waitFor();
  for (const language of ['zh-Hant', 'zh-Hans']) {
    await manager.evaluate('kiosk.lock()');
    await manager.waitForSelector('.pin-pad');
    await openInside('2468');
    await change({ language });
    await manager.waitForSelector(`html[lang="${language}"]`);
    await kiosk.shoot(manager, `manager-inside-${language.toLowerCase()}`);
    await change({ language: 'en' });
    await manager.waitForSelector('html[lang="en"]');
  }

  // The head that was read off the screen is in the log that the kiosk leaves.
  await kiosk.close();
  const log = readEvents(path.join(userData, 'demo/counts.sqlite'));
  const [sequence = '', hash = ''] = head?.split(':') ?? [];
  const written = log.ok ? log.value.find((event) => event.sequence === Number(sequence)) : undefined;
  expect(hash).toMatch(/^[0-9a-f]{16}$/);
  expect(Buffer.from(written?.hash ?? []).toString('hex').startsWith(hash)).toBe(true);
  const { publicKey } = JSON.parse(readFileSync(path.join(userData, 'demo/kiosk_key.json'), 'utf8')) as { readonly publicKey: string };
  expect(log.ok && verifyChain(log.value, Buffer.from(publicKey, 'base64'), null).ok).toBe(true);
});
