import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';
import { demoAuthority } from '../../main/authority/demo_authority.ts';
import { demoSpecimens } from '../../main/authority/demo_specimens.ts';
import { HID_POS_DESCRIPTOR, hidPosReports } from '../helpers/hid_reports.ts';
import { launchKiosk } from '../helpers/launch_kiosk.ts';
import { readCounts } from '../helpers/read_counts.ts';
import { plugVirtualScanner } from './virtual_scanner.ts';

const HONEYWELL = 0x0c2e;

it('turns a real HC1 code from a USB scanner into the green screen and one count, again after a replug', async () => {
  const kiosk = await launchKiosk({});
  const door = await kiosk.window('door');
  await door.waitForSelector('[data-screen="ready"]');
  const record: unknown = JSON.parse(readFileSync(path.join(kiosk.userData, 'demo/authority.json'), 'utf8'));
  const cards = demoSpecimens(demoAuthority.parse(record), Date.now());
  const code = (id: string) => new TextEncoder().encode(cards.find((card) => card.id === id)?.text ?? '');
  const plug = () => plugVirtualScanner({ name: 'HID POS scanner', vendorId: HONEYWELL, descriptor: HID_POS_DESCRIPTOR });

  let scanner = plug();
  await door.getByText('USB scanner').waitFor();
  await door.waitForSelector('footer .ready >> text=USB scanner');
  for (const report of hidPosReports(code('vaccinated'))) scanner.send(report);
  await door.waitForSelector('[data-screen="admit"]');
  await expect.poll(() => readCounts(kiosk.userData)).toEqual({ 'admit/hid_pos': 1 });

  const [half] = hidPosReports(code('tested'));
  if (half !== undefined) scanner.send(half);
  scanner.unplug();
  await door.getByText('USB scanner').waitFor({ state: 'detached' });
  scanner = plug();
  await door.waitForSelector('footer .ready >> text=USB scanner');
  for (const report of hidPosReports(code('forged'))) scanner.send(report);
  await door.waitForSelector('[data-screen="refuse"]');
  expect(readCounts(kiosk.userData)).toEqual({ 'admit/hid_pos': 1, 'refuse/hid_pos': 1 });
  await kiosk.close();
  scanner.unplug();
});
