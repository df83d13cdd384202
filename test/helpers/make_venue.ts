import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { type DemoAuthority, demoTrustList, makeDemoAuthority } from '../../main/authority/demo_authority.ts';
import type { VenueSettings } from '../../main/bridge/contract.ts';
import { createStaffLock, staffPins } from '../../main/settings/staff_lock.ts';
import { sealedJson } from '../../main/settings/sealed_json.ts';
import { defaultSettings } from '../../main/settings/venue_settings.ts';
import { makeUserData } from './launch_kiosk.ts';

/** The manager's PIN of a venue that a test made. */
export const VENUE_PIN = '73915';

/** A user-data folder of a venue that is set up: settings, the manager's PIN, and the keys of an authority, which it answers too. */
export async function makeVenue(changes: Partial<VenueSettings> = {}): Promise<{ readonly userData: string; readonly authority: DemoAuthority }> {
  const userData = makeUserData();
  const folder = path.join(userData, 'venue');
  mkdirSync(folder, { recursive: true });
  const authority = makeDemoAuthority(Date.now());
  writeFileSync(path.join(folder, 'trust.json'), JSON.stringify(demoTrustList(authority)));
  writeFileSync(path.join(folder, 'settings.json'), JSON.stringify({ ...defaultSettings('Riverside Hall'), sound: false, camera: 'off', ...changes }));
  const lock = createStaffLock({
    store: sealedJson(path.join(folder, 'pin.json'), staffPins, { keyStore: { seal: () => null, open: () => null } }),
    firstPins: null,
    uptimeMs: () => 0,
    setTimer: () => () => {},
  });
  const set = await lock.unlock(VENUE_PIN);
  if (!set.ok) throw new Error(`the PIN was not taken: ${set.error}`);
  return { userData, authority };
}
