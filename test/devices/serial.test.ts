import { expect, it, onTestFinished } from 'vitest';
import { openSerialPort } from '../../native/open_serial_port.ts';
import type { SourceStatus } from '../../native/scan_source.ts';
import { codesOf600 } from './codes_of_600.ts';
import { knownPort } from './known_devices.ts';
import { makeRealSources, NEWLAND } from './real_sources.ts';
import { runSource, TRUTH_WITHIN_MS } from './running_source.ts';
import { makeUsbGadget } from './usb_gadget.ts';

const NAME = 'Serial scanner of a kernel';
const scanner = makeUsbGadget({ controller: 0, vendorId: NEWLAND, productId: 0x0c06, name: NAME, speaks: 'acm' });

it('reads 200 codes of 600 characters byte-identical from a USB serial port', async () => {
  const codes = codesOf600(200);
  scanner.plug();
  const { frames, lost, named, stop, until } = runSource(makeRealSources().serial);
  onTestFinished(async () => {
    await stop();
    scanner.unplug();
  });
  await until('ready', () => named(NAME)[0]?.status.state === 'ready');
  for (const [index, code] of codes.entries()) {
    scanner.send(Buffer.from(`${code}\r`));
    await until(`code ${index}`, () => frames.length === index + 1);
  }
  expect(frames.map(({ bytes }) => Buffer.from(bytes).toString())).toEqual(codes);
  expect(new Set(frames.map(({ end, input }) => `${input} ${end}`))).toEqual(new Set(['serial cr']));
  expect(lost).toEqual([]);
});

it('names a port that another program has open, and reads it once that is closed', async () => {
  scanner.plug();
  const other = await openSerialPort(await knownPort(NAME), 9_600);
  const { frames, named, stop, until } = runSource(makeRealSources().serial);
  onTestFinished(async () => {
    await other.close();
    await stop();
    scanner.unplug();
  });
  const isInUse = (status: SourceStatus | undefined) => status?.state === 'fault' && status.code === 'in_use';
  await until('in use', () => isInUse(named(NAME)[0]?.status));
  await other.close();
  await until('ready', () => named(NAME)[0]?.status.state === 'ready', TRUTH_WITHIN_MS);
  scanner.send(Buffer.from('HC1:free\r'));
  await until('read', () => frames.length === 1);
});
