import { readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { ProgramStatus } from '../../main/bridge/contract.ts';
import { defaultSettings } from '../../main/settings/venue_settings.ts';
import { startGuarded } from './guarded_kiosk.ts';
import { type Change, makeHome, makeProgram, type Publisher, startPublisher } from './programs.ts';

const OLD = '0.1.0';
const NEW = '0.2.0';

let home = '';
let publisher: Publisher;
let kiosk: ReturnType<typeof startGuarded> | null = null;

beforeEach(() => {
  home = makeHome();
});
afterEach(async () => {
  await kiosk?.end();
  kiosk = null;
  publisher.close();
  rmSync(home, { recursive: true, force: true });
});

/** A kiosk that knows a publisher and has counted somebody. */
async function start() {
  publisher = await startPublisher();
  kiosk = startGuarded(makeProgram(home, OLD, 'none', publisher.root), path.join(home, 'data'));
  await kiosk.runs(OLD);
  await kiosk.scan(1);
  expect(await kiosk.manager('chooseReleases', { channel: 'stable', source: publisher.address })).toEqual({ ok: true, value: null });
  return kiosk;
}

function offer(change: Change, more: { readonly share?: number; readonly venues?: readonly string[]; readonly channel?: string } = {}): void {
  publisher.publish([{ version: NEW, folder: makeProgram(home, NEW, change, publisher.root), ...more }]);
}

const countsOf = (sums: Readonly<Record<string, number | string>>) => Object.fromEntries(Object.entries(sums).filter(([name]) => name.startsWith('counted ')));

describe('a program that arrives otherwise than it was signed', () => {
  const half = (bytes: Uint8Array) => bytes.subarray(0, bytes.length / 2);
  const flipped = (bytes: Uint8Array) => bytes.map((byte, index) => (index === bytes.length >> 1 ? byte ^ 1 : byte));
  it.each([
    ['cut off', /^targets\/packages\//, half, 'truncated'],
    ['changed by one bit', /^targets\/packages\//, flipped, 'tampered'],
    ['listed otherwise', /^targets\/stable\//, flipped, 'tampered'],
    ['signed otherwise', /^metadata\/timestamp\.json$/, (bytes: Uint8Array) => Buffer.from(Buffer.from(bytes).toString().replace(/"sig":"../, '"sig":"00')), 'tampered'],
  ] as const)('is not taken when it is %s, and the door goes on', async (_what, find, change, code) => {
    const running = await start();
    offer('none');
    publisher.spoil(find, change);
    const before = running.sums();
    expect(await running.manager('checkProgram', { folder: null })).toEqual({ ok: false, error: code });
    const status = await running.runs(OLD);
    expect(status).toMatchObject({ ready: null, fault: code });
    expect(countsOf(running.sums())).toEqual(countsOf(before));
    await running.scan(1);
  });

  it('is not taken from a list that has expired, and is from the next one', async () => {
    const running = await start();
    publisher.publish([], { expires: '2026-01-01T00:00:00Z' });
    expect(await running.manager('checkProgram', { folder: null })).toEqual({ ok: false, error: 'frozen' });
    expect(await running.runs(OLD)).toMatchObject({ ready: null, fault: 'frozen' });
    offer('none');
    expect(await running.manager('checkProgram', { folder: null })).toEqual({ ok: true, value: null });
    expect((await running.runs(OLD)).ready?.version).toBe(NEW);
  });
});

describe('a program that is not meant for the kiosk', () => {
  it('is left where it is: another channel, another share, another venue', async () => {
    const running = await start();
    const ready = async () => {
      expect(await running.manager('checkProgram', { folder: null })).toEqual({ ok: true, value: null });
      const status = await running.manager<ProgramStatus>('program');
      return status.ok ? (status.value.ready?.version ?? null) : 'locked';
    };
    offer('none', { channel: 'beta' });
    expect(await ready()).toBeNull();
    offer('none', { share: 0, venues: ['Another hall'] });
    expect(await ready()).toBeNull();
    offer('none', { share: 0, venues: ['Demo venue'] });
    expect(await ready()).toBe(NEW);
  });
});

describe('a program that does not prove itself', () => {
  it.each([
    ['crash', 'not_ready'],
    ['hang', 'not_ready'],
    ['silent', 'not_ready'],
    ['failing_migration', 'counts_not_opened'],
    ['losing_migration', 'counts_differ'],
    ['inventing_migration', 'counts_differ'],
    ['other_settings', 'settings_lost'],
  ] as const)('goes by itself when it is %s, and the old one is back with every count', async (change, reason) => {
    const running = await start();
    offer(change);
    expect(await running.manager('checkProgram', { folder: null })).toEqual({ ok: true, value: null });
    expect(await running.manager('saveSettings', { ...defaultSettings('Demo venue'), capacity: 321 })).toEqual({ ok: true, value: null });
    const before = countsOf(running.sums());
    void running.manager('installProgram').catch(() => {});
    await expect.poll(() => running.state()?.refused.at(-1), { timeout: 120_000 }).toMatchObject({ version: NEW, reason });
    await running.runs(OLD);
    expect(countsOf(running.sums())).toEqual(before);
    expect(JSON.parse(readFileSync(path.join(running.dataDir, 'settings.json'), 'utf8'))).toMatchObject({ capacity: 321 });
    await running.scan(1);
  });
});

describe('a power cut', () => {
  it.each(['armed', 'running', 'restoring'] as const)('while a trial is %s leaves the old program or the new one, with every count', async (step) => {
    const running = await start();
    offer(step === 'restoring' ? 'crash' : 'migration');
    expect(await running.manager('checkProgram', { folder: null })).toEqual({ ok: true, value: null });
    const before = countsOf(running.sums());
    void running.manager('installProgram').catch(() => {});
    await expect.poll(() => running.state()?.trial?.step ?? null, { timeout: 60_000, interval: 5 }).toBe(step);
    running.cutPower();
    await running.end();
    const again = startGuarded(path.join(home, `${OLD}-none`), path.join(home, 'data'));
    kiosk = again;
    await expect.poll(() => again.state()?.trial, { timeout: 100_000 }).toBeNull();
    const version = again.state()?.current ?? OLD;
    await again.runs(version);
    expect(countsOf(again.sums())).toEqual(before);
    await again.scan(1);
  });
});
