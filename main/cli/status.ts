import os from 'node:os';
import path from 'node:path';
import { readFileSync } from 'node:fs';
import { agesAt } from '../trust/ages.ts';
import { openTrustStore } from '../trust/repository/trust_store.ts';
import { storedTime } from '../trust/time_store.ts';
import { createTrustedTime, type StoredTime } from '../trust/trusted_time.ts';
import { trustInStore } from '../trust/trust_in_store.ts';
import { readVenueFiles } from '../trust/venue_files.ts';
import { resolveInput } from './open_input.ts';

const USAGE = `Usage: npm run --silent status -- DATA_FOLDER
Says until when a kiosk can open without news, as one JSON object: what ends first, the age of keys, rules and
withdrawals, and what the computer's clock is worth. DATA_FOLDER is the kiosk's own, such as
~/.config/Venue Pass Kiosk/venue.
Exit code: 0 it can open now, 1 it cannot, 2 a mistake in the command or a folder that is no kiosk's.`;

const EXIT_CLOSED = 1;
const EXIT_USAGE = 2;

function run(folder: string): number {
  const store = openTrustStore(path.join(folder, 'trust')).load();
  if (!store.ok) {
    process.stderr.write(`${folder} holds no kiosk that was set up (${store.error}).\n\n${USAGE}\n`);
    return EXIT_USAGE;
  }
  const time = createTrustedTime({
    stored: readStoredTime(path.join(folder, 'time.json')),
    wallClockMs: Date.now,
    uptimeMs: () => os.uptime() * 1000,
  });
  const venue = readVenueFiles(store.value.files);
  const { bounds, dates } = trustInStore(store.value, venue);
  for (const { issuedAt } of Object.values(dates).flat()) time.sawSignedTime(issuedAt);
  const clock = time.now();
  const { kinds, openUntil } = agesAt(clock.nowMs, { inUse: dates, bounds, chosen: {} });
  const isOpen =
    venue.trust.keyCount > 0 &&
    venue.faults.length === 0 &&
    clock.state !== 'behind' &&
    clock.state !== 'ahead' &&
    (openUntil === null || clock.nowMs < openUntil.at);
  const instant = (at: number | null) => (at === null ? null : new Date(at).toISOString());
  const answer = {
    canOpen: isOpen,
    openUntil: openUntil === null ? null : { at: instant(openUntil.at), endsFirst: openUntil.kind },
    clock: { state: clock.state, reason: clock.reason, now: instant(clock.nowMs) },
    ages: Object.fromEntries(
      Object.entries(kinds).map(([kind, age]) => [
        kind,
        age === null ? null : { state: age.state, ageHours: Math.floor(age.ageMs / 3_600_000), stopsAt: instant(age.stopAt) },
      ]),
    ),
    keys: venue.trust.keyCount,
    damagedFiles: venue.faults,
  };
  process.stdout.write(`${JSON.stringify(answer, null, 2)}\n`);
  return isOpen ? 0 : EXIT_CLOSED;
}

function readStoredTime(file: string): StoredTime | null {
  try {
    return storedTime.parse(JSON.parse(readFileSync(file, 'utf8')));
  } catch {
    return null;
  }
}

const [folder, ...more] = process.argv.slice(2);
if (folder === undefined || more.length > 0 || folder.startsWith('--')) {
  process.stderr.write(`${USAGE}\n`);
  process.exitCode = EXIT_USAGE;
} else {
  process.exitCode = run(resolveInput(folder));
}
