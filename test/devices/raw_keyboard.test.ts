import { expect, it, onTestFinished } from 'vitest';
import { BOOT_KEYBOARD_DESCRIPTOR } from '../helpers/keyboard_reports.ts';
import { codesOf600 } from './codes_of_600.ts';
import { makeRealSources, NEWLAND } from './real_sources.ts';
import { runSource } from './running_source.ts';
import { type KeyStyle, scannerKeys } from './scanner_keys.ts';
import { plugVirtualHidDevice } from './virtual_hid_device.ts';

const NAME = 'Keyboard scanner';
/** The kernel keeps 64 reports of a device (HIDRAW_BUFFER_SIZE) for a slow reader, and drops what comes beyond. */
const REPORTS_AT_ONCE = 48;
const TAKEN_WITHIN_MS = 10_000;
/** Few with a report for each key, of which an emulated kernel passes on no more than a thousand a second. */
function styleOf(index: number): KeyStyle {
  if (index % 25 === 0) return 'single';
  return index % 25 === 1 ? 'hasty' : 'packed';
}

it('reads 200 codes of 600 characters byte-identical from a scanner that is a keyboard', async () => {
  const codes = codesOf600(200);
  const scanner = plugVirtualHidDevice({ name: NAME, vendorId: NEWLAND, descriptor: BOOT_KEYBOARD_DESCRIPTOR });
  const sources = makeRealSources();
  const { frames, lost, named, stop, until } = runSource(sources.keyboards);
  onTestFinished(async () => {
    await stop();
    scanner.unplug();
  });
  await until('ready', () => named(NAME)[0]?.status.state === 'ready');
  let sent = 0;
  async function allTaken(): Promise<void> {
    const limitMs = performance.now() + TAKEN_WITHIN_MS;
    while (sources.reportsTaken() < sent) {
      if (performance.now() > limitMs) throw new Error(`of ${sent} reports only ${sources.reportsTaken()} came`);
      await new Promise((resolve) => setTimeout(resolve, 1));
    }
  }
  for (const [index, code] of codes.entries()) {
    for (const report of scannerKeys(`${code}\n`, styleOf(index))) {
      scanner.send(report);
      sent += 1;
      if (sent % REPORTS_AT_ONCE === 0) await allTaken();
    }
    await until(`code ${index}`, () => frames.length === index + 1);
  }
  expect(frames.map(({ bytes }) => Buffer.from(bytes).toString())).toEqual(codes);
  expect(new Set(frames.map(({ end, input }) => `${input} ${end}`))).toEqual(new Set(['keyboard cr']));
  expect(lost).toEqual([]);
});
