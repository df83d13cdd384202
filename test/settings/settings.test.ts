import { mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import fc from 'fast-check';
import { beforeEach, describe, expect, it } from 'vitest';
import { createPinLock, pinRecord } from '../../main/settings/pin_lock.ts';
import { storedJson } from '../../main/settings/stored_json.ts';
import { defaultSettings, venueSettings } from '../../main/settings/venue_settings.ts';

let dir = '';
beforeEach(() => {
  dir = mkdtempSync(path.join(tmpdir(), 'settings-'));
});

describe('venue settings', () => {
  const good = defaultSettings('Town hall');

  it('are kept whole, and their former state beside them', () => {
    const store = storedJson(path.join(dir, 'settings.json'), venueSettings);
    expect(store.read()).toBeNull();
    store.write(good);
    store.write({ ...good, venueName: 'Museum' });
    expect(store.read()?.venueName).toBe('Museum');
    writeFileSync(path.join(dir, 'settings.json'), '{"venueName":');
    expect(store.read()?.venueName).toBe('Town hall');
    expect(readdirSync(dir)).toContain('settings.json.broken');
  });

  it('never throw, whatever the file holds', () => {
    const store = storedJson(path.join(dir, 'settings.json'), venueSettings);
    fc.assert(
      fc.property(fc.oneof(fc.json(), fc.string()), (content) => {
        writeFileSync(path.join(dir, 'settings.json'), content);
        expect(store.read()).toBeNull();
      }),
    );
  });

  it.each([
    { gate: 'Not one of them' },
    { gates: [] },
    { gates: ['Main entrance', 'Main entrance'] },
    { venueName: '\u202eevil' },
    { venueName: 'x'.repeat(61) },
    { timeZone: 'Mars/Olympus' },
    { language: 'tlh' },
    { more: 1 },
  ])('refuse %o', (change) => {
    expect(venueSettings.safeParse({ ...good, ...change }).success).toBe(false);
  });
});

describe('the PIN', () => {
  function bench(firstPin: string | null = '2468') {
    const clock = { now: Date.parse('2026-03-01T10:00:00Z') };
    const file = path.join(dir, 'pin.json');
    const make = () => createPinLock({ store: storedJson(file, pinRecord), firstPin, now: () => clock.now });
    return { clock, file, make };
  }

  it('opens the lock, which closes by itself', async () => {
    const { clock, make } = bench();
    const lock = make();
    expect(lock.isUnlocked()).toBe(false);
    expect((await lock.unlock('2468')).ok).toBe(true);
    expect(lock.isUnlocked()).toBe(true);
    clock.now += 5 * 60_000;
    expect(lock.isUnlocked()).toBe(false);
  });

  it('makes guessing slow, also over a restart', async () => {
    const { clock, make } = bench();
    for (let i = 0; i < 3; i += 1) expect(await make().unlock('0000')).toEqual({ ok: false, error: 'wrong_pin' });
    expect(await make().unlock('2468')).toEqual({ ok: false, error: 'wait' });
    clock.now += make().waitMs();
    expect((await make().unlock('2468')).ok).toBe(true);
    expect(make().waitMs()).toBe(0);
  });

  it('is changed only by who knows it, and is not in the file', async () => {
    const { file, make } = bench();
    const lock = make();
    await lock.unlock('2468');
    expect(await lock.change('0000', '97531')).toEqual({ ok: false, error: 'wrong_pin' });
    expect(await lock.change('2468', '97')).toEqual({ ok: false, error: 'bad_input' });
    expect((await lock.change('2468', '97531')).ok).toBe(true);
    expect((await make().unlock('2468')).ok).toBe(false);
    expect((await make().unlock('97531')).ok).toBe(true);
    expect(readFileSync(file, 'utf8')).not.toContain('97531');
  });

  it('of a new venue is the first one that is entered', async () => {
    const { make } = bench(null);
    expect((await make().unlock('12')).ok).toBe(false);
    expect((await make().unlock('1357')).ok).toBe(true);
    expect((await make().unlock('2468')).ok).toBe(false);
  });
});
