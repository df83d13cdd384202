import type { ScanSignal } from './scan_source.ts';

/** What one maker's serial scanners are sent to beep, and where its manual says so. */
interface SerialBeeps {
  readonly vendorId: number;
  readonly good: readonly number[];
  /** Null where the manual names no beep for a refusal, or only one that also stops the reading. */
  readonly bad: readonly number[] | null;
  readonly source: string;
}

const SERIAL_BEEPS: readonly SerialBeeps[] = [
  {
    vendorId: 0x0c2e,
    good: escapes('7'),
    bad: escapes('8', '8'),
    source: 'Honeywell Xenon/Granit User Guide, Host ACK Responses (obeyed while Host ACK is on)',
  },
  {
    vendorId: 0x05e0,
    good: [0x07],
    bad: null,
    source: 'Symbol DS9208 Product Reference Guide, table 2-1: high beep for <BEL>',
  },
  {
    vendorId: 0x05f9,
    good: [0x01],
    bad: null,
    source: 'Datalogic Magellan 800i Product Reference Guide, appendix F: Force Good Read Tone, over RS-232 and USB COM',
  },
];

/** The bytes that make a maker's scanners beep; null where its manuals tell of none. */
export function serialBeep(vendorId: number, signal: ScanSignal): readonly number[] | null {
  return SERIAL_BEEPS.find((beeps) => beeps.vendorId === vendorId)?.[signal] ?? null;
}

/** Honeywell's commands: ESC, one character, and a comma that ends it. */
function escapes(...commands: readonly string[]): readonly number[] {
  return [...Buffer.from(commands.map((command) => `\u001b${command},`).join(''), 'latin1')];
}
