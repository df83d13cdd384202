import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { Page } from 'playwright';
import { afterAll, beforeAll, expect, it, onTestFinished, vi } from 'vitest';
import { demoAuthority } from '../../main/authority/demo_authority.ts';
import { demoSpecimens } from '../../main/authority/demo_specimens.ts';
import { HID_POS_DESCRIPTOR, hidPosReports } from '../helpers/hid_reports.ts';
import { BOOT_KEYBOARD_DESCRIPTOR } from '../helpers/keyboard_reports.ts';
import { type LaunchedKiosk, launchKiosk } from '../helpers/launch_kiosk.ts';
import { readCounts } from '../helpers/read_counts.ts';
import { type Desktop, startDesktop } from './desktop.ts';
import { scannerKeys } from './scanner_keys.ts';
import { makeUsbGadget } from './usb_gadget.ts';
import { plugVirtualHidDevice } from './virtual_hid_device.ts';

const HONEYWELL = 0x0c2e;
/** A maker of keyboards for people (USB ID repository). */
const LOGITECH = 0x046d;
const CAPS_LOCK = Uint8Array.of(0, 0, 0x39, 0, 0, 0, 0, 0);
const RELEASE = new Uint8Array(8);
/** The kernel keeps 64 reports for a slow reader. One by one, a busy emulator would break a code by its own pauses. */
const REPORTS_AT_ONCE = 32;
const BREATH_MS = 40;
const PATIENCE = { timeout: 60_000 };

let desktop: Desktop;
let kiosk: LaunchedKiosk;
let door: Page;
beforeAll(async () => {
  desktop = await startDesktop();
  kiosk = await launchKiosk({});
  // An emulated processor takes its time.
  door = await vi.waitFor(() => kiosk.window('door'), { timeout: 180_000 });
  await door.waitForSelector('[data-screen="ready"]', PATIENCE);
}, 240_000);
afterAll(async () => {
  await kiosk.close();
  desktop.close();
}, 60_000);

function codeOf(id: string): string {
  const record: unknown = JSON.parse(readFileSync(path.join(kiosk.userData, 'demo/authority.json'), 'utf8'));
  return demoSpecimens(demoAuthority.parse(record), Date.now()).find((card) => card.id === id)?.text ?? '';
}
const ready = (input: string) => door.waitForSelector(`footer [data-device="${input}"].ready`, PATIENCE);
const counts = () => readCounts(kiosk.userData);

it('turns a real HC1 code from a USB scanner into the green screen and one count, again after a replug', async () => {
  const plug = () => plugVirtualHidDevice({ name: 'HID POS scanner', vendorId: HONEYWELL, descriptor: HID_POS_DESCRIPTOR });
  let scanner = plug();
  onTestFinished(() => scanner.unplug());
  await ready('hid_pos');
  hidPosReports(Buffer.from(codeOf('vaccinated'))).forEach(scanner.send);
  await door.waitForSelector('[data-screen="admit"]', PATIENCE);
  await expect.poll(counts, PATIENCE).toEqual({ 'admit/hid_pos': 1 });

  hidPosReports(Buffer.from(codeOf('tested'))).slice(0, 1).forEach(scanner.send);
  scanner.unplug();
  await door.waitForSelector('footer [data-device="hid_pos"].ready', { ...PATIENCE, state: 'detached' });
  scanner = plug();
  await ready('hid_pos');
  hidPosReports(Buffer.from(codeOf('forged'))).forEach(scanner.send);
  await door.waitForSelector('[data-screen="refuse"]', PATIENCE);
  expect(counts()).toEqual({ 'admit/hid_pos': 1, 'refuse/hid_pos': 1 });
});

it('turns a code from a USB serial scanner green, and shows that it was unplugged', async () => {
  const scanner = makeUsbGadget({ controller: 1, vendorId: HONEYWELL, productId: 0x0b6a, name: 'Serial', speaks: 'acm' });
  scanner.plug();
  await ready('serial');
  await door.waitForSelector('[data-screen="ready"]', PATIENCE);
  scanner.send(Buffer.from(`${codeOf('tested')}\r`));
  await expect.poll(counts, PATIENCE).toMatchObject({ 'admit/serial': 1 });
  scanner.unplug();
  await door.waitForSelector('footer [data-device="serial"].ready', { ...PATIENCE, state: 'detached' });
});

it('reads a keyboard scanner on a French desktop with Caps Lock on, another window in front or its own', async () => {
  const keyboard = (name: string, vendorId: number) =>
    plugVirtualHidDevice({ name, vendorId, descriptor: BOOT_KEYBOARD_DESCRIPTOR });
  const person = keyboard('Keyboard of a person', LOGITECH);
  const scanner = keyboard('Scanner as keyboard', HONEYWELL);
  onTestFinished(() => {
    person.unplug();
    scanner.unplug();
  });
  const scan = async (code: string) => {
    for (const [index, report] of scannerKeys(`${code}\n`, 'hasty').entries()) {
      scanner.send(report);
      if (index % REPORTS_AT_ONCE === 0) await new Promise((resolve) => setTimeout(resolve, BREATH_MS));
    }
  };
  await ready('keyboard');
  await desktop.hasKeyboard('Scanner as keyboard');
  await desktop.hasKeyboard('Keyboard of a person');
  for (const report of [CAPS_LOCK, RELEASE]) person.send(report);
  await expect.poll(desktop.isCapsLockOn, PATIENCE).toBe(true);

  await door.waitForSelector('[data-screen="ready"]', PATIENCE);
  await scan(codeOf('recovered'));
  await expect.poll(counts, PATIENCE).toMatchObject({ 'admit/keyboard': 1 });

  const other = await desktop.openOtherWindow();
  await door.waitForSelector('[data-screen="ready"]', PATIENCE);
  await scan(codeOf('vaccinated'));
  await expect.poll(counts, PATIENCE).toMatchObject({ 'admit/keyboard': 2 });
  // The desktop made something else of the same keys: "HC1:" is what the scanner typed.
  await expect.poll(() => other.typed().length, PATIENCE).toBeGreaterThan(100);
  expect(other.typed().join(' ')).not.toContain('H C 1 colon');
  expect(counts()).toEqual({ 'admit/hid_pos': 1, 'refuse/hid_pos': 1, 'admit/serial': 1, 'admit/keyboard': 2 });
});
