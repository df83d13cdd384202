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

/** A real file of the version before capacity, exits, small counts and the visitor's languages. */
const FORMER_FILE = `{
  "venueName": "Riverside Hall",
  "gate": "North",
  "gates": [
    "North",
    "South"
  ],
  "direction": "out",
  "language": "zh-Hant",
  "sound": true,
  "identityDisplay": "initials",
  "timeZone": "Asia/Hong_Kong",
  "rulePack": "members_and_staff",
  "combinesPasses": false,
  "audiences": [
    "Riverside Hall"
  ],
  "stopAfterDays": {
    "keys": null,
    "rules": null,
    "revocations": null
  },
  "updateSource": null,
  "support": null,
  "camera": "off",
  "cameraSettings": {
    "mirror": true,
    "torch": false,
    "zoom": null,
    "exposure": null
  },
  "keyboardLayout": "us",
  "rawKeyboards": [],
  "serialPorts": [
    {
      "path": "/dev/ttyS0",
      "baudRate": 9600
    }
  ]
}`;

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

  it('of a former version are kept, and what came later gets its first value', () => {
    writeFileSync(path.join(dir, 'settings.json'), FORMER_FILE);
    const read = storedJson(path.join(dir, 'settings.json'), venueSettings).read();
    expect(read).toEqual({
      ...JSON.parse(FORMER_FILE),
      exitGates: [],
      directionToggle: false,
      scannerDirections: [],
      capacity: null,
      capacityWarnings: [0.8, 0.95],
      dayStartsAt: 0,
      suppressBelow: 5,
      visitorLanguages: [],
    });
    expect(readdirSync(dir)).toEqual(['settings.json']);
  });

  it.each([
    ['Help desk: +852 5550 0000', { name: 'Help desk', contact: '+852 5550 0000' }],
    [`Desk: ${'9'.repeat(100)}`, { name: 'Desk', contact: '9'.repeat(100) }],
    ['Desk: north: 1234', { name: 'Desk', contact: 'north: 1234' }],
    ['somebody', null],
  ])('of a former version with the help line %j keep it where it can be read', (support, kept) => {
    const former = JSON.stringify({ ...JSON.parse(FORMER_FILE), support });
    writeFileSync(path.join(dir, 'settings.json'), former);
    const read = storedJson(path.join(dir, 'settings.json'), venueSettings).read();
    expect(read).toMatchObject({ venueName: 'Riverside Hall', support: kept });
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
  ])('refuse %o', (change) => {
    expect(venueSettings.safeParse({ ...good, ...change }).success).toBe(false);
  });
});
