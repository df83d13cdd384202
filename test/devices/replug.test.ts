import { readdirSync } from 'node:fs';
import { expect, it, onTestFinished } from 'vitest';
import { BOOT_KEYBOARD_DESCRIPTOR } from '../helpers/keyboard_reports.ts';
import { HID_POS_DESCRIPTOR, hidPosReports } from '../helpers/hid_reports.ts';
import { knownHidDevice, knownPort } from './known_devices.ts';
import { makeRealSources, NEWLAND } from './real_sources.ts';
import { type RunningSource, runSource, TRUTH_WITHIN_MS } from './running_source.ts';
import { scannerKeys } from './scanner_keys.ts';
import { makeUsbGadget } from './usb_gadget.ts';
import { plugVirtualHidDevice, type VirtualHidDevice } from './virtual_hid_device.ts';

/** In each of the four states at the same time: 50 of each kind in all, or (`--all`) 50 in each state. */
const CYCLES = process.env.DEVICES_ALL === undefined ? 13 : 50;
const TIMEOUT_MS = 480_000;
const FIRST_USE_LIMIT_MS = 20_000;
const FIRST_SERIAL_CONTROLLER = 2;
const MOMENTS = ['while it is opened', 'when idle', 'in the middle of a code', 'straight after a code'] as const;
type Moment = (typeof MOMENTS)[number];
type Kind = 'hidPos' | 'keyboards' | 'serial';

/** A scanner with a cable and a trigger. */
interface Hand {
  /** Resolves when the kernel knows the device: of the seconds before that no program could tell anything. */
  plug(): Promise<void>;
  unplug(): void;
  whole(code: string): void;
  half(): void;
}

const HANDS: Readonly<Record<Kind, (name: string, index: number) => Hand>> = {
  hidPos: (name) =>
    hidHand(
      name,
      () => plugVirtualHidDevice({ name, vendorId: NEWLAND, descriptor: HID_POS_DESCRIPTOR }),
      (code) => hidPosReports(Buffer.from(code.padEnd(100, '.'))),
    ),
  keyboards: (name) =>
    hidHand(
      name,
      () => plugVirtualHidDevice({ name, vendorId: NEWLAND, descriptor: BOOT_KEYBOARD_DESCRIPTOR }),
      (code) => scannerKeys(`${code}\n`, 'hasty'),
    ),
  serial(name, index) {
    const controller = FIRST_SERIAL_CONTROLLER + index;
    const gadget = makeUsbGadget({ controller, vendorId: NEWLAND, productId: 0x0c06, name, speaks: 'acm' });
    return {
      ...gadget,
      async plug() {
        gadget.plug();
        await knownPort(name);
      },
      whole: (code) => gadget.send(Buffer.from(`${code}\r`)),
      half: () => gadget.send(Buffer.from('half')),
    };
  },
};

function hidHand(name: string, plug: () => VirtualHidDevice, reportsOf: (code: string) => readonly Uint8Array[]): Hand {
  let device: VirtualHidDevice | null = null;
  const send = (report: Uint8Array) => device?.send(report);
  return {
    async plug() {
      device = plug();
      await knownHidDevice(name);
    },
    unplug() {
      device?.unplug();
      device = null;
    },
    whole: (code) => reportsOf(code).forEach(send),
    half() {
      const reports = reportsOf('half');
      reports.slice(0, reports.length / 2).forEach(send);
    },
  };
}

/** What a rig has been through: cycles, and the longest times in milliseconds. */
interface Worst {
  cycles: number;
  /** Until the kernel knew the device, and from then until it was told ready. */
  known: number;
  ready: number;
  gone: number;
}

async function replug(parts: {
  readonly source: RunningSource;
  readonly hand: Hand;
  readonly name: string;
  readonly moment: Moment;
  readonly cycles: number;
  readonly limitMs: number;
  readonly worst: Worst;
}): Promise<void> {
  const { hand, limitMs, moment, name, source, worst } = parts;
  const states = () => source.named(name).map(({ status }) => status.state);
  const texts = () => source.frames.map(({ bytes }) => Buffer.from(bytes).toString().replace(/\.+$/, ''));
  const expectGone = async (when: string) => {
    const isGone = () => !states().some((state) => state === 'ready' || state === 'starting');
    const ms = await source.until(`${name} gone ${when}`, isGone, limitMs);
    worst.gone = Math.max(worst.gone, Math.round(ms));
  };
  for (let cycle = 0; cycle < parts.cycles; cycle += 1) {
    if (moment === 'while it is opened') {
      await hand.plug();
      await source.until(`${name} found, cycle ${cycle}`, () => states().length > 0, limitMs);
      hand.unplug();
      await expectGone(`as it was opened, cycle ${cycle}`);
    }
    const pluggedMs = performance.now();
    await hand.plug();
    worst.known = Math.max(worst.known, Math.round(performance.now() - pluggedMs));
    const ms = await source.until(`${name} ready, cycle ${cycle}`, () => states().includes('ready'), limitMs);
    worst.ready = Math.max(worst.ready, Math.round(ms));
    const code = `${name} ${cycle}`;
    hand.whole(code);
    await source.until(`${name} read, cycle ${cycle}`, () => texts().includes(code));
    if (moment === 'in the middle of a code') hand.half();
    if (moment === 'straight after a code') hand.whole(`${code}!`);
    hand.unplug();
    await expectGone(`${moment}, cycle ${cycle}`);
    worst.cycles += 1;
  }
}

/** Open files and threads of this process. */
function handles(): { readonly files: number; readonly threads: number } {
  return { files: readdirSync('/proc/self/fd').length, threads: readdirSync('/proc/self/task').length };
}

const KINDS = Object.keys(HANDS) as readonly Kind[];

it.each(KINDS)(`tells the truth and reads again through ${CYCLES} replugs in each state of a scan: %s`, async (kind) => {
  const source = makeRealSources()[kind];
  const rigs = MOMENTS.map((moment, index) => {
    const name = `${kind} ${index}`;
    return { moment, name, hand: HANDS[kind](name, index), worst: { cycles: 0, known: 0, ready: 0, gone: 0 } };
  });
  onTestFinished(async () => {
    await source.stop();
    for (const { hand } of rigs) hand.unplug();
    console.table(rigs.map(({ moment, worst }) => ({ kind, moment, ...worst })));
  });
  async function run(cycles: number, limitMs: number): Promise<void> {
    const running = runSource(source);
    await Promise.all(
      rigs.map((rig) => {
        rig.worst = { cycles: 0, known: 0, ready: 0, gone: 0 };
        return replug({ ...rig, source: running, cycles, limitMs });
      }),
    );
    const texts = running.frames.map(({ bytes }) => Buffer.from(bytes).toString());
    expect(new Set(texts).size, 'no code twice').toBe(texts.length);
    expect(texts.filter((text) => !/^\w+ \d \d+!?\.*$/.test(text)), 'no code but those sent').toEqual([]);
    await running.stop();
  }
  // What a first use opens once and keeps.
  await run(1, FIRST_USE_LIMIT_MS);
  const before = handles();
  await run(CYCLES, TRUTH_WITHIN_MS);
  await expect.poll(handles, { timeout: TRUTH_WITHIN_MS }).toEqual(before);
}, TIMEOUT_MS);
