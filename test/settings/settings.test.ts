import { mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import fc from 'fast-check';
import { beforeEach, describe, expect, it } from 'vitest';
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
