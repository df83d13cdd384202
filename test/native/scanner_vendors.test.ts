import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { type ProgrammingCode, SCANNER_VENDORS, vendorOf } from '../../native/scanner_vendors.ts';

const rules = readFileSync(path.resolve(import.meta.dirname, '../../native/udev/70-venue-pass-kiosk.rules'), 'utf8');
const codes = SCANNER_VENDORS.flatMap(({ maker, remedies }) =>
  Object.entries(remedies).map(([remedy, code]): [string, string, ProgrammingCode] => [maker, remedy, code]),
);

describe('the makers of scanners', () => {
  it('are each found by their vendor id, and nobody else is', () => {
    for (const vendor of SCANNER_VENDORS) expect(vendorOf(vendor.vendorId)).toBe(vendor);
    expect(new Set(SCANNER_VENDORS.map(({ vendorId }) => vendorId)).size).toBe(SCANNER_VENDORS.length);
    expect([vendorOf(0x046d), vendorOf(0), vendorOf(-1), vendorOf(Number.NaN)]).toEqual([null, null, null, null]);
  });

  it('each name where the facts are from', () => {
    for (const { maker, source } of SCANNER_VENDORS) expect(Math.min(maker.length, source.length)).toBeGreaterThan(0);
  });

  it.each(codes)('%s: the code for %s has a title, a source, and a plain command or none', (_m, _r, code) => {
    expect(code.title).toMatch(/^[\x20-\x7e]{3,}$/);
    expect(code.source.length).toBeGreaterThan(10);
    expect(code.command ?? 'NONE').toMatch(/^[A-Z0-9]+$/);
  });

  it('print no command twice for one maker', () => {
    for (const { remedies } of SCANNER_VENDORS) {
      const commands = Object.values(remedies).flatMap(({ command }) => command ?? []);
      expect(new Set(commands).size).toBe(commands.length);
    }
  });

  it('are told to start and to beep by reports of bytes', () => {
    for (const { signals, startReport } of SCANNER_VENDORS) {
      const reports = [startReport ?? [], signals?.good.bytes ?? [], signals?.bad.bytes ?? []];
      for (const byte of reports.flat()) expect(Number.isInteger(byte) && byte >= 0 && byte <= 255).toBe(true);
      if (signals !== null) expect(signals.good).not.toEqual(signals.bad);
    }
  });
});

describe('the udev rules', () => {
  const ids = SCANNER_VENDORS.map(({ vendorId }) => vendorId.toString(16).padStart(4, '0'));
  const lines = rules.split('\n').filter((line) => line !== '' && !line.startsWith('#'));
  const linesOf = (subsystem: string) => lines.filter((line) => line.startsWith(`SUBSYSTEM=="${subsystem}"`));

  it.each([
    ['hidraw', 'MODE="0660", GROUP="plugdev", TAG+="uaccess"'],
    ['tty', 'MODE="0660", GROUP="dialout", TAG+="uaccess", ENV{ID_MM_PORT_IGNORE}="1"'],
  ])('let the user at the kiosk use the %s devices of all makers, and of no other', (subsystem, rights) => {
    const wanted = ids.map((id) => `SUBSYSTEM=="${subsystem}", ATTRS{idVendor}=="${id}", ${rights}`);
    expect(linesOf(subsystem)).toEqual(wanted);
  });

  it('hide the keyboards of all makers, and of no other, from other windows', () => {
    const hide = 'ENV{LIBINPUT_IGNORE_DEVICE}="1"';
    const wanted = ids.map((id) => `SUBSYSTEM=="input", KERNEL=="event*", ATTRS{idVendor}=="${id}", ${hide}`);
    expect(linesOf('input')).toEqual(wanted);
  });

  it('do nothing else', () => {
    const rest = lines.filter((line) => !line.startsWith('SUBSYSTEM=='));
    expect(rest).toEqual(['ACTION=="remove", GOTO="venue_pass_kiosk_end"', 'LABEL="venue_pass_kiosk_end"']);
  });
});
