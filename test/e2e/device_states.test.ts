import type { Page } from 'playwright';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { DoorState } from '../../main/bridge/contract.ts';
import type { SourceFault, SourceStatus } from '../../native/scan_source.ts';
import { decidedScreen, showDoor, verdictOf } from '../helpers/door_states.ts';
import { type LaunchedKiosk, launchKiosk } from '../helpers/launch_kiosk.ts';

const FAULTS: Readonly<Record<SourceFault, string>> = {
  permission_denied: 'no permission',
  in_use: 'used by another program',
  disconnected: 'unplugged',
  driver_failed: 'not working',
  stopped_answering: 'not answering',
  wrong_mode: 'in a mode that is not read',
};
const STATES: readonly (readonly [string, SourceStatus, string])[] = [
  ['ready', { state: 'ready' }, 'USB scanner'],
  ['starting', { state: 'starting' }, 'starting'],
  ['listening', { state: 'listening' }, 'listening'],
  ['absent', { state: 'absent' }, 'not there'],
  ...Object.entries(FAULTS).map(
    ([code, words]) => [code, { state: 'fault', code: code as SourceFault }, words] as const,
  ),
];

describe('the door', () => {
  let kiosk: LaunchedKiosk;
  let door: Page;
  beforeAll(async () => {
    kiosk = await launchKiosk({});
    door = await kiosk.window('door');
    await door.waitForSelector('[data-screen="ready"]');
  });
  afterAll(() => kiosk.close());

  const show = (changes: Partial<DoorState>) => showDoor(kiosk.app, changes);

  it.each(STATES)('says of a device that it is %s, beside one that works', async (name, status, words) => {
    await show({
      devices: [
        { sourceId: 'hid:1', input: 'hid_pos', name: 'Scanner', status },
        { sourceId: 'camera', input: 'camera', name: 'Camera', status: { state: 'ready' } },
      ],
    });
    const line = door.locator('footer [data-device="hid_pos"]');
    await expect.poll(() => line.textContent()).toContain(words);
    expect(await line.getAttribute('class')).toBe(status.state);
    await kiosk.shoot(door, `device-${name}`);
  });

  it.each(['cut_short', 'too_long', 'garbled'] as const)('says that a code was lost: %s', async (why) => {
    await show({ screen: { kind: 'lost', sequence: 1, why } });
    await door.waitForSelector('[data-screen="lost"]');
    await kiosk.shoot(door, `door-lost-${why}`);
  });

  it('says that a pass was shown before', async () => {
    const verdict = verdictOf('admit', { identity: { line: 'E. M.', birth: '--08-12' } });
    await show({ screen: decidedScreen(2, verdict, { shownBeforeMs: 4 * 60_000 }) });
    await door.getByText('Shown here before, 4 min ago').waitFor();
    await kiosk.shoot(door, 'door-shown-before');
  });

  it('is closed while a scanner is examined', async () => {
    await show({ screen: { kind: 'problem', problem: 'scanner_test' } });
    await door.locator('main').getByText('Scanner test').waitFor();
    await kiosk.shoot(door, 'door-scanner-test');
  });
});
