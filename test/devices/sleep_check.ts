import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { BOOT_KEYBOARD_DESCRIPTOR } from '../helpers/keyboard_reports.ts';
import { HID_POS_DESCRIPTOR, hidPosReports } from '../helpers/hid_reports.ts';
import { makeRealSources, NEWLAND } from './real_sources.ts';
import { type RunningSource, runSource, TRUTH_WITHIN_MS } from './running_source.ts';
import { scannerKeys } from './scanner_keys.ts';
import { makeUsbGadget } from './usb_gadget.ts';
import { plugVirtualHidDevice } from './virtual_hid_device.ts';

// A program of its own, run from memory: the virtual machine's files do not outlive its sleep. It suspends the machine
// to RAM while scanners are plugged in, idle and in the middle of a code, and ends with the status that it was given
// where all of them read again.
const SLEEPS = 4;
const ASLEEP_SECONDS = 5;

function sleep(): void {
  writeFileSync('/sys/class/rtc/rtc0/wakealarm', '0');
  writeFileSync('/sys/class/rtc/rtc0/wakealarm', `+${ASLEEP_SECONDS}`);
  // Returns when the machine is awake again.
  writeFileSync('/sys/power/state', 'mem');
}

const sources = makeRealSources();
const hid = plugVirtualHidDevice({ name: 'HID POS', vendorId: NEWLAND, descriptor: HID_POS_DESCRIPTOR });
const keyboard = plugVirtualHidDevice({ name: 'Keyboard', vendorId: NEWLAND, descriptor: BOOT_KEYBOARD_DESCRIPTOR });
const usb = { vendorId: NEWLAND, productId: 1 };
const serial = makeUsbGadget({ ...usb, controller: 6, name: 'Serial', speaks: 'acm' });
const usbHid = makeUsbGadget({
  ...usb,
  controller: 7,
  name: 'USB HID POS',
  speaks: { descriptor: HID_POS_DESCRIPTOR, reportBytes: 64 },
});
serial.plug();
usbHid.plug();
const hidPos = runSource(sources.hidPos);
const keyboards = runSource(sources.keyboards);
const serials = runSource(sources.serial);

interface Rig {
  readonly name: string;
  readonly source: RunningSource;
  send(code: string, whole: boolean): void;
}
const reports = (code: string, whole: boolean) => hidPosReports(Buffer.from(code.padEnd(100, '.'))).slice(0, whole ? 2 : 1);
const keys = (code: string, whole: boolean) => scannerKeys(whole ? `${code}\n` : code, 'single');
const rigs: readonly Rig[] = [
  { name: 'HID POS', source: hidPos, send: (code, whole) => reports(code, whole).forEach(hid.send) },
  { name: 'USB HID POS', source: hidPos, send: (code, whole) => reports(code, whole).forEach(usbHid.send) },
  { name: 'Keyboard', source: keyboards, send: (code, whole) => keys(code, whole).forEach(keyboard.send) },
  { name: 'Serial', source: serials, send: (code, whole) => serial.send(Buffer.from(whole ? `${code}\r` : code)) },
];

const isReady = ({ name, source }: Rig) => source.named(name).some(({ status }) => status.state === 'ready');
const textsOf = ({ source }: Rig) => source.frames.map(({ bytes }) => Buffer.from(bytes).toString().replace(/\.+$/, ''));

async function readOne(rig: Rig, code: string): Promise<void> {
  rig.send(code, true);
  await rig.source.until(`${rig.name} reads`, () => textsOf(rig).includes(code));
}

for (const rig of rigs) await rig.source.until(`${rig.name} ready`, () => isReady(rig));
for (const rig of rigs) await readOne(rig, `${rig.name} before`);
for (let count = 1; count <= SLEEPS; count += 1) {
  const isInCode = count % 2 === 0;
  if (isInCode) for (const rig of rigs) rig.send('half', false);
  sleep();
  for (const source of [sources.hidPos, sources.keyboards, sources.serial]) source.wake?.();
  const times = await Promise.all(
    rigs.map(async (rig) => {
      const ms = await rig.source.until(`${rig.name} awake`, () => isReady(rig), TRUTH_WITHIN_MS);
      return `${rig.name} ${Math.round(ms)} ms`;
    }),
  );
  console.log(`sleep ${count}${isInCode ? ' in the middle of a code' : ''}: ready after ${times.join(', ')}`);
  for (const rig of rigs) await readOne(rig, `${rig.name} after ${count}`);
}
for (const rig of rigs) assert.deepEqual(textsOf(rig).filter((text) => text.includes('half')), []);
// Pulled out as the machine falls asleep: that nobody could tell.
hid.unplug();
serial.unplug();
sleep();
for (const source of [sources.hidPos, sources.serial]) source.wake?.();
for (const rig of rigs.filter(({ name }) => name === 'HID POS' || name === 'Serial')) {
  await rig.source.until(`${rig.name} gone`, () => !isReady(rig), TRUTH_WITHIN_MS);
}
serial.plug();
for (const rig of rigs.filter(({ name }) => name === 'Serial')) {
  await rig.source.until(`${rig.name} ready again`, () => isReady(rig), TRUTH_WITHIN_MS);
  await readOne(rig, `${rig.name} at last`);
}
console.log('pulled out while falling asleep: told, and read again');
await Promise.all([hidPos.stop(), keyboards.stop(), serials.stop()]);
process.exit(Number(process.argv[2]));
