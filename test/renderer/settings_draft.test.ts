import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { defaultSettings, venueSettings } from '../../main/settings/venue_settings.ts';
import { draftOf, faultsOf, mergeSettings, type SettingsDraft, settingsOf, withGates } from '../../renderer/manager/settings_draft.ts';

const settings = { ...defaultSettings('Town hall'), gates: ['North', 'South', 'Way out'], gate: 'North', exitGates: ['Way out'] };
const name = fc.oneof(
  fc.constantFrom('North', 'South', ' South ', '', '  ', '\u202eevil', 'x'.repeat(60), 'x'.repeat(61), '香港大會堂', 'a\tb'),
  fc.string({ unit: 'grapheme', maxLength: 70 }),
);
const line = fc.oneof(
  fc.constantFrom('COM3', 'COM3 9600', '/dev/a b 1200', '/dev/x 1199', '/dev/x 4000001', '1a2b:3C4D', '1a2b', ''),
  fc.string({ maxLength: 20 }),
);
const lines = fc.array(line, { maxLength: 10 }).map((given) => given.join('\n'));
const percent = fc.option(fc.integer({ min: 10, max: 100 }));

/** What a person may make of the form: what its fields cannot hold is left out. */
const draft: fc.Arbitrary<SettingsDraft> = fc
  .record(
    {
      venueName: name,
      gates: fc.array(fc.record({ name, isExit: fc.boolean() }), { minLength: 1, maxLength: 5 }),
      timeZone: fc.oneof(fc.constantFrom('UTC', 'Asia/Hong_Kong', 'Mars/Olympus', ''), fc.string({ maxLength: 64 })),
      firstWarning: percent,
      secondWarning: percent,
      suppressBelow: fc.option(fc.integer({ min: 0, max: 100 })),
      capacity: fc.option(fc.integer({ min: 1, max: 10_000_000 })),
      serialPorts: lines,
      rawKeyboards: lines,
    },
    { requiredKeys: [] },
  )
  .map(({ gates, ...typed }) => ({
    ...draftOf(settings),
    ...typed,
    ...(gates === undefined ? {} : { gates: gates.map((gate, at) => ({ ...gate, key: String(at) })) }),
  }));

describe('the settings form', () => {
  it('holds the stored settings, and gives them back as they were', () => {
    expect(settingsOf(draftOf(settings))).toEqual(settings);
    expect(faultsOf(draftOf(settings)).size).toBe(0);
  });

  it('names a fault in exactly what main would refuse', () => {
    let good = 0;
    fc.assert(
      fc.property(draft, (typed) => {
        const isTaken = venueSettings.safeParse(settingsOf(typed)).success;
        good += isTaken ? 1 : 0;
        // A person who empties a field of figures is asked, though main would take a nought.
        const isEmpty = typed.suppressBelow === null;
        expect(faultsOf(typed).size === 0).toBe(isTaken && !isEmpty);
      }),
      { numRuns: 2_000 },
    );
    expect(good).toBeGreaterThan(0);
  });

  it('turns the direction with a gate that leads out, and back', () => {
    const start = draftOf(settings);
    const out = withGates(start, { gate: '2' });
    expect(settingsOf(out)).toMatchObject({ gate: 'Way out', direction: 'out' });
    expect(settingsOf(withGates(out, { gate: '1' }))).toMatchObject({ gate: 'South', direction: 'in' });
    const nowExit = start.gates.map((gate) => ({ ...gate, isExit: true }));
    expect(withGates(start, { gates: nowExit }).direction).toBe('out');
  });

  it('leaves a direction alone that no gate says anything of', () => {
    expect(withGates({ ...draftOf(settings), direction: 'out' }, { gate: '1' }).direction).toBe('out');
  });

  it('keeps a gate that is renamed', () => {
    const start = draftOf(settings);
    const renamed = withGates(start, { gates: start.gates.map((gate) => (gate.key === '2' ? { ...gate, name: 'East' } : gate)) });
    expect(settingsOf(renamed)).toMatchObject({ gates: ['North', 'South', 'East'], exitGates: ['East'] });
  });

  it('saves what was changed, and keeps what somebody else saved meanwhile', () => {
    const wanted = { ...settings, venueName: 'Museum', exitGates: [] };
    const meanwhile = { ...settings, rulePack: 'members_and_staff', direction: 'out' as const };
    expect(mergeSettings(settings, wanted, meanwhile)).toEqual({ ...meanwhile, venueName: 'Museum', exitGates: [] });
  });
});
