import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { DoorState } from '../../main/bridge/contract.ts';
import { codeOfThrown, createFaultLog, MOST_FAULTS } from '../../main/support/fault_log.ts';
import { noteFaults } from '../../main/support/note_faults.ts';

describe('the log of faults', () => {
  it('counts a fault that comes again at once, and keeps the last ones', () => {
    let now = 0;
    const log = createFaultLog(() => (now += 1_000));
    log.note('device', 'in_use');
    log.note('device', 'in_use');
    log.note('window', 'crashed');
    expect(log.entries()).toEqual([
      { atMs: 2_000, place: 'device', code: 'in_use', times: 2 },
      { atMs: 3_000, place: 'window', code: 'crashed', times: 1 },
    ]);
    for (let index = 0; index < MOST_FAULTS; index += 1) log.note('scan', index % 2 === 0 ? 'garbled' : 'too_long');
    expect(log.entries()).toHaveLength(MOST_FAULTS);
    expect(log.entries()[0]).toMatchObject({ place: 'scan' });
  });

  it('keeps no text', () => {
    fc.assert(
      fc.property(fc.string({ minLength: 4 }), (text) => {
        const log = createFaultLog(() => 0);
        const code = `${text} Chan`;
        log.note('program', code);
        log.note('program', codeOfThrown(Object.assign(new Error(code), { code })));
        log.note('program', codeOfThrown(code));
        expect(log.entries().map((entry) => entry.code)).toEqual(['other', 'Error', 'other']);
      }),
    );
  });

  it('names what the system and the language call an error', () => {
    expect(codeOfThrown(Object.assign(new Error('full'), { code: 'ENOSPC' }))).toBe('ENOSPC');
    expect(codeOfThrown(new TypeError('x is not a function'))).toBe('TypeError');
  });
});

describe('the watch over the door', () => {
  const device = (code: 'in_use' | null): DoorState['devices'][number] => ({
    sourceId: 'hid_pos:1',
    input: 'hid_pos',
    name: 'Scanner',
    status: code === null ? { state: 'ready' } : { state: 'fault', code },
  });
  const ready = { kind: 'ready' } as const;
  const problem = { kind: 'problem', problem: 'no_scanner' } as const;

  it('notes each fault once when it comes', () => {
    const noted: string[] = [];
    const watch = noteFaults((place, code) => noted.push(`${place} ${code}`));
    const lost = (sequence: number) => ({ kind: 'lost', sequence, why: 'cut_short' }) as const;
    watch({ devices: [device('in_use')], screen: problem });
    watch({ devices: [device('in_use')], screen: problem });
    watch({ devices: [device('in_use')], screen: lost(1) });
    watch({ devices: [device('in_use')], screen: lost(1) });
    watch({ devices: [device('in_use')], screen: problem });
    watch({ devices: [device(null)], screen: ready });
    watch({ devices: [device('in_use')], screen: problem });
    watch({ devices: [device('in_use')], screen: lost(2) });
    expect(noted).toEqual([
      'door no_scanner',
      'device in_use',
      'scan cut_short',
      'door no_scanner',
      'device in_use',
      'scan cut_short',
    ]);
  });
});
