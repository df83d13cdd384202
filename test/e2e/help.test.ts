import { expect, it } from 'vitest';
import { launchKiosk } from '../helpers/launch_kiosk.ts';

it('helps at the door without standing in the way of a scan, and shows the manager all of the support bundle', async () => {
  const kiosk = await launchKiosk({});
  const door = await kiosk.window('door');
  await door.waitForSelector('[data-screen="ready"]');
  await door.getByRole('button', { name: 'Help' }).click();
  await door.waitForSelector('[data-help="call"]');
  await door.waitForSelector('[data-device]');
  await kiosk.shoot(door, 'door-help');
  await door.getByRole('button', { name: 'Specimens' }).click();
  const sheet = await kiosk.window('specimens');
  await sheet.locator('[data-specimen="vaccinated"]').getByRole('button', { name: 'Present' }).click();
  await door.waitForSelector('[data-screen="admit"]');
  await door.waitForSelector('[data-screen="ready"]');
  expect(await door.locator('[data-screen="help"]').count()).toBe(0);

  await door.getByRole('button', { name: 'Manager' }).click();
  const manager = await kiosk.window('manager');
  for (const digit of '1357') await manager.getByRole('button', { name: digit, exact: true }).click();
  await manager.getByRole('button', { name: 'Unlock' }).click();
  await manager.getByRole('tab', { name: 'Help' }).click();
  await manager.waitForSelector('[data-help="call"]');
  await kiosk.shoot(manager, 'manager-help');
  await manager.getByRole('button', { name: 'Show what it would hold' }).click();
  await manager.waitForSelector('[data-part="disk"]');
  await manager.locator('.bundle').scrollIntoViewIfNeeded();
  await kiosk.shoot(manager, 'manager-bundle');
  await manager.getByRole('button', { name: 'Show it as codes for a phone' }).click();
  await manager.waitForSelector('[data-frame]');
  await kiosk.shoot(manager, 'manager-bundle-codes');
  await kiosk.close();
});
