import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { demoAuthority } from '../../main/authority/demo_authority.ts';
import { demoSpecimens } from '../../main/authority/demo_specimens.ts';
import { defaultSettings } from '../../main/settings/venue_settings.ts';
import { launchKiosk, makeUserData } from '../helpers/launch_kiosk.ts';
import { plugPty } from '../helpers/pty_pair.ts';
import { readCounts } from '../helpers/read_counts.ts';

const WITHIN_MS = 2_000;
/** The cable's far end takes a moment to hand on what it got; whoever pulls it at once pulls that out too. */
const ON_ITS_WAY_MS = 100;

it('reads a serial scanner, says within two seconds that it was pulled out, in whatever state, and reads it again', async () => {
  const userData = makeUserData();
  const link = path.join(userData, 'scanner');
  mkdirSync(path.join(userData, 'demo'));
  const settings = { ...defaultSettings('Demo venue'), serialPorts: [{ path: link, baudRate: 9_600 }] };
  writeFileSync(path.join(userData, 'demo/settings.json'), JSON.stringify(settings));
  const kiosk = await launchKiosk({ userData });
  const door = await kiosk.window('door');
  const line = (state: string) => door.waitForSelector(`footer [data-device="serial"].${state}`, { timeout: WITHIN_MS });
  await door.waitForSelector('footer [data-device="serial"].fault');
  const record: unknown = JSON.parse(readFileSync(path.join(userData, 'demo/authority.json'), 'utf8'));
  const codes = new Map(demoSpecimens(demoAuthority.parse(record), Date.now()).map(({ id, text }) => [id, text]));
  const scan = (id: string, suffix = '\r\n') => Buffer.from(`${codes.get(id) ?? ''}${suffix}`);

  let scanner = await plugPty(link);
  await line('ready');
  await scanner.send(scan('vaccinated'));
  await door.waitForSelector('[data-screen="admit"]');
  await kiosk.shoot(door, 'door-serial');

  // The footer stands under every state of a scan: an answer is on the screen, nobody is there, half a code has come.
  await scanner.unplug();
  await line('fault');
  scanner = await plugPty(link);
  await line('ready');
  await door.waitForSelector('[data-screen="ready"]');
  await scanner.unplug();
  await line('fault');
  scanner = await plugPty(link);
  await line('ready');
  await scanner.send(scan('tested'));
  await door.waitForSelector('[data-screen="admit"]');
  await scanner.send(scan('recovered').subarray(0, 100));
  await sleep(ON_ITS_WAY_MS);
  await scanner.unplug();
  await line('fault');
  await door.waitForSelector('[data-screen="lost"]');
  await kiosk.shoot(door, 'door-serial-pulled');

  scanner = await plugPty(link);
  await line('ready');
  await scanner.send(scan('forged'));
  await door.waitForSelector('[data-screen="refuse"]');
  expect(readCounts(userData)).toEqual({ 'admit/serial': 2, 'refuse/serial': 1 });
  await kiosk.close();
  await scanner.unplug();
});
