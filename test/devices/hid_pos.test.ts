import { isDeepStrictEqual } from 'node:util';
import { expect, it, onTestFinished } from 'vitest';
import type { SourceStatus } from '../../native/scan_source.ts';
import { HID_POS_DESCRIPTOR, hidPosReports } from '../helpers/hid_reports.ts';
import { codesOf600 } from './codes_of_600.ts';
import { HID_POS_MODELS, hidPosReportsOf } from './hid_pos_models.ts';
import { makeRealSources, NEWLAND } from './real_sources.ts';
import { runSource, TRUTH_WITHIN_MS } from './running_source.ts';
import { plugVirtualHidDevice } from './virtual_hid_device.ts';

const CODES = codesOf600(200).map((text) => new TextEncoder().encode(text));
/** The kernel keeps 64 reports of a device (HIDRAW_BUFFER_SIZE) for a slow reader. */
const BURST = 5;
/** Its scanners are sent a start report (native/scanner_vendors.ts). */
const HONEYWELL = 0x0c2e;
/** How long the kernel waits for the answer to a feature report (drivers/hid/uhid.c). */
const KERNEL_WAITS_MS = 5_000;

it(`reads 200 codes of 600 characters byte-identical from ${HID_POS_MODELS.length} kinds of scanner at once`, async () => {
  const scanners = HID_POS_MODELS.map((model) => ({ model, device: plugVirtualHidDevice(model) }));
  const { frames, lost, named, stop, until } = runSource(makeRealSources().hidPos);
  onTestFinished(async () => {
    await stop();
    for (const { device } of scanners) device.unplug();
  });
  const idOf = (name: string) => named(name)[0]?.sourceId ?? '';
  await until('all ready', () => scanners.every(({ model }) => named(model.name)[0]?.status.state === 'ready'));
  for (const [index, code] of CODES.entries()) {
    for (const { device, model } of scanners) hidPosReportsOf(model, code).forEach(device.send);
    await until(`code ${index}`, () => frames.length === (index + 1) * scanners.length);
  }
  for (const { model } of scanners) {
    const own = frames.filter(({ sourceId }) => sourceId === idOf(model.name));
    expect(own.map(({ bytes }) => Buffer.from(bytes).toString('latin1'))).toEqual(
      CODES.map((code) => Buffer.from(code).toString('latin1')),
    );
    const symbology = model.symbologyAt === null ? null : ']Q1';
    expect(own.every((frame) => frame.symbology === symbology && frame.end === 'report')).toBe(true);
  }
  expect(lost).toEqual([]);
});

it('reads codes that follow each other without a pause, and any byte in them', async () => {
  const [model] = HID_POS_MODELS;
  if (model === undefined) throw new Error('no model');
  const anyByte = Uint8Array.from({ length: 600 }, (_, i) => i % 256);
  const codes = [...CODES.slice(0, BURST - 1), anyByte];
  const scanner = plugVirtualHidDevice(model);
  const { frames, named, stop, until } = runSource(makeRealSources().hidPos);
  onTestFinished(async () => {
    await stop();
    scanner.unplug();
  });
  await until('ready', () => named(model.name)[0]?.status.state === 'ready');
  for (const code of codes) hidPosReportsOf(model, code).forEach(scanner.send);
  await until('all codes', () => frames.length === codes.length);
  expect(frames.map(({ bytes }) => Buffer.from(bytes))).toEqual(codes.map((code) => Buffer.from(code)));
});

it('names a scanner that an ordinary user may not open, and reads it once that is allowed', async () => {
  const scanner = plugVirtualHidDevice({ name: 'Root only', vendorId: NEWLAND, descriptor: HID_POS_DESCRIPTOR });
  process.seteuid?.('nobody');
  const { frames, named, stop, until } = runSource(makeRealSources().hidPos);
  onTestFinished(async () => {
    process.seteuid?.(0);
    await stop();
    scanner.unplug();
  });
  const isSaid = (status: SourceStatus) => isDeepStrictEqual(named('Root only')[0]?.status, status);
  await until('refused', () => isSaid({ state: 'fault', code: 'permission_denied' }));
  process.seteuid?.(0);
  await until('ready', () => isSaid({ state: 'ready' }), TRUTH_WITHIN_MS);
  hidPosReports(Buffer.from('HC1:allowed')).forEach(scanner.send);
  await until('read', () => frames.length === 1);
});

it('reads a scanner that leaves its start report unanswered when the kernel gives up on it, and others meanwhile', async () => {
  const model = { vendorId: HONEYWELL, descriptor: HID_POS_DESCRIPTOR };
  const answering = plugVirtualHidDevice({ ...model, name: 'Answering' });
  const { frames, named, stop, until } = runSource(makeRealSources().hidPos);
  onTestFinished(async () => {
    await stop();
    answering.unplug();
  });
  const stateOf = (name: string) => named(name)[0]?.status.state;
  const sendBy = (scanner: typeof answering) => hidPosReports(Buffer.from('HC1:mute')).forEach(scanner.send);
  // The kernel opens no device while another's feature report is unanswered: the answering one is opened first.
  await until('the answering one ready', () => stateOf('Answering') === 'ready');
  const mute = plugVirtualHidDevice({ ...model, name: 'Mute', isMute: true });
  onTestFinished(mute.unplug);
  await until('the mute one found', () => stateOf('Mute') === 'starting');
  sendBy(answering);
  await until('the other read meanwhile', () => frames.length === 1);
  expect(stateOf('Mute')).toBe('starting');
  const waitedMs = await until('ready', () => stateOf('Mute') === 'ready');
  expect(waitedMs).toBeGreaterThan(KERNEL_WAITS_MS / 2);
  sendBy(mute);
  await until('both read', () => frames.length === 2);
});
