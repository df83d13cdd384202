import type { Page } from 'playwright';
import type { LaunchedKiosk } from './launch_kiosk.ts';

/** Opens the demo's manager window at a tab, by the PIN of the manager. */
export async function openManager(kiosk: LaunchedKiosk, tab: string): Promise<Page> {
  const door = await kiosk.window('door');
  await door.waitForSelector('[data-screen]');
  await door.locator('footer').getByRole('button', { name: 'Manager' }).click();
  const manager = await kiosk.window('manager');
  for (const digit of '2468') await manager.getByRole('button', { name: digit, exact: true }).click();
  await manager.getByRole('button', { name: 'Unlock' }).click();
  await manager.getByRole('tab', { name: tab }).click();
  return manager;
}
