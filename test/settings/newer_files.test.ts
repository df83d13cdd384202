import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { z } from 'zod';
import { kioskMessage } from '../../main/guardian/kiosk_message.ts';
import { countsRestored } from '../../main/settings/counts_restored.ts';
import { openingResult } from '../../main/settings/opening_result.ts';
import { sealedRecord } from '../../main/settings/sealed_json.ts';
import { type StaffPins, staffPins } from '../../main/settings/staff_lock.ts';
import { defaultSettings, venueSettings } from '../../main/settings/venue_settings.ts';
import { storedTime } from '../../main/trust/time_store.ts';
import { type ProgramState, programState } from '../../main/update/program_state.ts';
import { readReleaseList } from '../../main/update/release_list.ts';
import { readyProgram, releaseSource } from '../../main/update/updater.ts';

const notes = { en: 'x', 'zh-Hant': 'x', 'zh-Hans': 'x' };
const pins: StaffPins = { manager: { salt: 'a', hash: 'b' }, supervisor: { salt: 'c', hash: 'd' }, misses: 2, isWaiting: false };
const state: ProgramState = {
  version: 1,
  current: '1.2.0',
  previous: { program: null, schema: 40 },
  trial: { to: '1.3.0', from: '1.2.0', fromSchema: 40, backup: '2026', step: 'armed', sums: { a: 1 }, keyId: 'k', hadScanner: true },
  refused: [{ version: '1.2.5', reason: 'not_ready', atMs: 1, told: true }],
};
const releases = {
  version: 1,
  releases: [{ version: '1.2.0', notes, share: 5, venues: ['Hall'], packages: [{ platform: 'linux-x64', target: 'packages/a.tar.gz' }] }],
};
const parsedBy = (schema: z.ZodType) => (given: unknown) => schema.parse(given);

/** Everything that another program may have written, and how this one reads it. */
const FILES: readonly (readonly [string, unknown, (given: unknown) => unknown])[] = [
  ['settings', { ...defaultSettings('Hall'), scannerDirections: [{ scanner: 's', direction: 'out' }], serialPorts: [{ path: '/dev/x', baudRate: 9_600 }], support: { name: 'a', contact: 'b' } }, parsedBy(venueSettings)],
  ['PINs', pins, parsedBy(staffPins)],
  ['sealed secret', { sealed: 'AAAA', beside: 'x' }, parsedBy(sealedRecord)],
  ['trusted time', { version: 1, signedMs: 1, countedMs: 2, seenMs: 3, uptimeMs: 4, aheadMs: null }, parsedBy(storedTime)],
  ['opening check', { atMs: 1, worst: 'warn' }, parsedBy(openingResult)],
  ['counts restored', { atMs: 1, by: 'copy', lost: { fromMs: null, untilMs: 2 } }, parsedBy(countsRestored)],
  ['state of the programs', state, parsedBy(programState)],
  ['address of the releases', { version: 1, channel: 'beta', source: null }, parsedBy(releaseSource)],
  ['program that is ready', { version: '1.2.0', notes }, parsedBy(readyProgram)],
  ['list of releases', releases, (given) => readReleaseList(Buffer.from(JSON.stringify(given)))],
  ['sign of life', { kind: 'alive' }, parsedBy(kioskMessage)],
];

it.each(FILES)('what a newer program adds to its %s is left out, and all else is read', (_name, content, read) => {
  fc.assert(fc.property(fc.integer({ min: 0, max: 20 }), fc.jsonValue(), (at, value) => {
    const sums = (key: string) => key === 'sums';
    expect(read(withMore(content, { at, value }, sums).result)).toEqual(content);
  }));
});

it('a reason that only a newer program knows leaves its program refused', () => {
  const [refused] = state.refused;
  expect(programState.parse({ ...state, refused: [{ ...refused, reason: 'ofANewerProgram' }] })).toEqual(state);
});

/** The content with one more field in its object number `at`, counted through all of them. */
function withMore(content: unknown, more: { readonly at: number; readonly value: unknown }, isFree: (key: string) => boolean): { readonly result: unknown } {
  let left = more.at % countObjects(content, isFree);
  function add(value: unknown): unknown {
    if (Array.isArray(value)) return value.map(add);
    if (typeof value !== 'object' || value === null) return value;
    const isHere = left === 0;
    left -= 1;
    const entries = Object.entries(value).map(([key, inner]) => [key, isFree(key) ? inner : add(inner)] as const);
    return { ...Object.fromEntries(entries), ...(isHere ? { fieldOfANewerProgram: more.value } : {}) };
  }
  return { result: add(content) };
}

function countObjects(value: unknown, isFree: (key: string) => boolean): number {
  if (Array.isArray(value)) return value.reduce<number>((sum, one) => sum + countObjects(one, isFree), 0);
  if (typeof value !== 'object' || value === null) return 0;
  return 1 + Object.entries(value).reduce((sum, [key, inner]) => sum + (isFree(key) ? 0 : countObjects(inner, isFree)), 0);
}
