import { expect, it } from 'vitest';
import { choose } from '../helpers/choose.ts';
import { launchKiosk, makeUserData } from '../helpers/launch_kiosk.ts';

it('lets a manager in with the PIN only, shows the figures, and changes what the door shows', async () => {
  const userData = makeUserData();
  const kiosk = await launchKiosk({ userData });
  const door = await kiosk.window('door');
  await door.waitForSelector('[data-screen]');
  await door.getByRole('button', { name: 'Specimens' }).click();
  const sheet = await kiosk.window('specimens');
  for (const [id, screen] of [['vaccinated', 'admit'], ['expired', 'refuse'], ['tested', 'admit'], ['web_address', 'not_a_pass']] as const) {
    await sheet.locator(`[data-specimen="${id}"]`).getByRole('button', { name: 'Present' }).click();
    await door.waitForSelector(`[data-screen="${screen}"]`);
  }

  await door.getByRole('button', { name: 'Manager' }).click();
  const manager = await kiosk.window('manager');
  await manager.waitForSelector('[data-screen="locked"]');
  const locked = await manager.evaluate('window.kiosk.exportTargets()');
  expect(locked).toEqual({ ok: false, error: 'locked' });
  await kiosk.shoot(manager, 'manager-locked');
  for (const digit of '1111') await manager.getByRole('button', { name: digit, exact: true }).click();
  await manager.getByRole('button', { name: 'Unlock' }).click();
  await manager.getByText('That PIN is not right.').waitFor();
  for (const digit of '2468') await manager.getByRole('button', { name: digit, exact: true }).click();
  await manager.getByRole('button', { name: 'Unlock' }).click();

  await manager.waitForSelector('[data-total="admit"]');
  const totals = await manager.locator('[data-total]').allTextContents();
  // Entered, left, and the four outcomes.
  expect(totals).toEqual(['2', '0', '2', '1', '0', '1']);
  await kiosk.shoot(manager, 'manager-figures');

  await manager.getByRole('tab', { name: 'Rule' }).click();
  await manager.locator('[data-visitor="two_doses"] .satisfied').first().waitFor();
  await manager.getByLabel('Rule at the door').selectOption('members_and_staff');
  await manager.locator('.changed[data-visitor="member"]').waitFor();
  await kiosk.shoot(manager, 'manager-rules');
  await sheet.locator('[data-specimen="member"]').getByRole('button', { name: 'Present' }).click();
  await door.waitForSelector('[data-screen="undecided"]');
  await kiosk.shoot(door, 'door-rule-open');
  await manager.getByRole('button', { name: 'Put in force' }).click();
  await manager.getByText('Saved.').waitFor();
  await door.waitForSelector('[data-screen="ready"]', { timeout: 20_000 });
  await sheet.locator('[data-specimen="member"]').getByRole('button', { name: 'Present' }).click();
  await door.waitForSelector('[data-screen="admit"]');
  // A visitor with a membership and a health pass needs both here, one after the other.
  await manager.getByLabel('And also').selectOption('3g');
  await manager.getByText('two passes together').click();
  await manager.getByRole('button', { name: 'Put in force' }).click();
  await door.waitForSelector('[data-screen="ready"]', { timeout: 20_000 });
  await sheet.locator('[data-specimen="member"]').getByRole('button', { name: 'Present' }).click();
  await door.waitForSelector('[data-screen="pending"]');
  await kiosk.shoot(door, 'door-pending');
  await sheet.locator('[data-specimen="recovered"]').getByRole('button', { name: 'Present' }).click();
  await door.waitForSelector('[data-screen="admit"]');
  await manager.getByLabel('Rule at the door').selectOption('3g');
  await manager.getByLabel('And also').selectOption('');
  await manager.getByText('two passes together').click();
  await manager.getByRole('button', { name: 'Put in force' }).click();

  await manager.getByRole('tab', { name: 'Settings' }).click();
  await kiosk.shoot(manager, 'manager-settings');
  await choose(manager, 'This gate', 'Side entrance');
  await manager.getByLabel('Venue name').fill('香港大會堂');
  await choose(manager, 'Language', '繁體中文');
  await manager.getByRole('button', { name: 'Save' }).click();
  await door.getByText('香港大會堂').waitFor();
  await door.getByText('請掃描通行證').waitFor({ timeout: 20_000 });
  await kiosk.shoot(door, 'door-ready-zh-hant');
  await kiosk.shoot(manager, 'manager-settings-zh-hant');
  for (const id of ['vaccinated', 'forged', 'unknown_issuer', 'venue_poster']) {
    const card = sheet.locator(`[data-specimen="${id}"]`);
    const screen = await card.getAttribute('class');
    await card.getByRole('button', { name: 'Present' }).click();
    await door.waitForSelector(`[data-screen="${screen}"]`);
    await kiosk.shoot(door, `door-${screen}-zh-hant`);
  }
  await kiosk.close();

  const again = await launchKiosk({ userData });
  await (await again.window('door')).getByText('香港大會堂').waitFor();
  await again.close();
});
