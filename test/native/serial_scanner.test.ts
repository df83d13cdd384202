import { describe, expect, it } from 'vitest';
import { STOP_LIMIT_MS } from '../../native/device_keeper.ts';
import { ANSWER_LIMIT_MS, FIND_EVERY_MS } from '../../native/device_finder.ts';
import type { LostFrame, ScanFrame, SourceDescription } from '../../native/scan_source.ts';
import { CUT_SHORT_MS, SUFFIX_SILENCE_MS } from '../../native/serial_framing.ts';
import { createSerialScanner, type NamedSerialPort } from '../../native/serial_scanner.ts';
import { createFakeSerial } from '../helpers/fake_serial.ts';
import { createDeviceClock } from './device_clock.ts';

const HONEYWELL = { vendorId: 0x0c2e, productId: 0x0b6a, product: 'Voyager' };
const DATALOGIC = { vendorId: 0x05f9, productId: 0x4204, product: 'Gryphon' };
const BRIDGE = { vendorId: 0x0403, productId: 0x6001, product: 'FT232R' };
const MAKERS: ReadonlySet<number> = new Set([0x0c2e, 0x05f9, 0x05e0]);
const CYCLES = 50;
/** Within this the screen must tell the truth after a cable was pulled or plugged. */
const TRUTH_LIMIT_MS = 2_000;
const PLUGGED = '/dev/ttyACM0';
const CALLS = ['search', 'open', 'write', 'close'] as const;

type Bench = ReturnType<typeof createBench>;

/** A scanner source on ports in memory and a clock that only `wait` moves. */
function createBench(named: readonly NamedSerialPort[] = []) {
  const { controls, library } = createFakeSerial();
  const clock = createDeviceClock(controls);
  const frames: ScanFrame[] = [];
  const lost: LostFrame[] = [];
  const baudRates: number[] = [];
  let ports = named;
  let devices: readonly SourceDescription[] = [];
  const source = createSerialScanner({
    library: {
      find: library.find,
      open(path, baudRate) {
        baudRates.push(baudRate);
        return library.open(path, baudRate);
      },
    },
    monotonicMs: clock.monotonicMs,
    setTimer: clock.setTimer,
    isScanner: ({ vendorId }) => MAKERS.has(vendorId),
    namedPorts: () => ports,
  });
  return {
    controls,
    source,
    frames,
    lost,
    baudRates,
    wait: clock.wait,
    timers: clock.timers,
    look: () => clock.wait(FIND_EVERY_MS),
    name(list: readonly NamedSerialPort[]) {
      ports = list;
    },
    async start() {
      source.start({
        frame: (frame) => frames.push(frame),
        lost: (loss) => lost.push(loss),
        devices(list) {
          devices = list;
        },
      });
      await controls.settled();
    },
    send: (path: string, text: string) => controls.report(path, Buffer.from(text, 'latin1')),
    devices: () => devices,
    states: () => devices.map(({ status }) => (status.state === 'fault' ? status.code : status.state)),
    texts: () => frames.map(({ bytes }) => Buffer.from(bytes).toString('latin1')),
  };
}

async function expectNothingLeft(b: Bench): Promise<void> {
  await b.controls.settled();
  expect({ handles: b.controls.openHandles(), listeners: b.controls.listeners(), timers: b.timers() }).toEqual({
    handles: 0,
    listeners: 0,
    timers: 0,
  });
}

describe('serial scanners', () => {
  it('of known makers are opened by themselves, and no other port is', async () => {
    const b = createBench();
    b.controls.plug('/dev/ttyACM0', HONEYWELL);
    b.controls.plug('/dev/ttyACM1', { vendorId: 0x2341, productId: 0x0043, product: 'Arduino Uno' });
    b.controls.plug('/dev/ttyUSB0', BRIDGE);
    await b.start();
    expect(b.devices()).toEqual([
      { sourceId: 'serial:ttyACM0', input: 'serial', name: 'Voyager', status: { state: 'ready' } },
    ]);
    expect(b.controls.openHandles()).toBe(1);
    await b.source.stop();
    await expectNothingLeft(b);
  });

  it('that the manager names are opened at the rate that is set, by any of their names', async () => {
    const byId = '/dev/serial/by-id/usb-FTDI_FT232R_USB_UART_A50285BI-if00-port0';
    const b = createBench([{ path: byId, baudRate: 115_200 }]);
    b.controls.link(byId, '/dev/ttyUSB0');
    b.controls.plug('/dev/ttyUSB0', BRIDGE);
    await b.start();
    expect(b.states()).toEqual(['ready']);
    expect(b.baudRates).toEqual([115_200]);
    expect(JSON.stringify(b.devices())).not.toContain('A50285BI');
    b.name([{ path: '/dev/ttyUSB0', baudRate: 9_600 }]);
    await b.look();
    await b.look();
    expect([b.states(), b.baudRates.at(-1), b.controls.openHandles()]).toEqual([['ready'], 9_600, 1]);
    b.name([]);
    await b.look();
    expect([b.devices(), b.controls.openHandles()]).toEqual([[], 0]);
    await b.source.stop();
    await expectNothingLeft(b);
  });

  it('that the manager names are missed when they are not there', async () => {
    const byId = '/dev/serial/by-id/usb-Maker_S1234567';
    const b = createBench([{ path: byId, baudRate: 9_600 }, { path: 'COM3', baudRate: 9_600 }]);
    await b.start();
    expect(b.states()).toEqual(['disconnected', 'disconnected']);
    expect(b.devices().map(({ sourceId, name }) => [sourceId, name])).toEqual([
      ['serial:port 1', 'Serial scanner'],
      ['serial:COM3', 'Serial scanner'],
    ]);
    b.controls.link(byId, '/dev/cu.usbmodemS1234567');
    b.controls.plug('/dev/cu.usbmodemS1234567', BRIDGE);
    b.controls.plug('COM3', BRIDGE);
    await b.look();
    expect(b.states()).toEqual(['ready', 'ready']);
    expect(JSON.stringify(b.devices())).not.toContain('S1234567');
    await b.source.stop();
  });

  it('give each code once, with its framing, its symbology and its moments', async () => {
    const b = createBench();
    b.controls.plug(PLUGGED, HONEYWELL);
    await b.start();
    b.send(PLUGGED, ']Q1HC1:');
    await b.wait(5);
    b.send(PLUGGED, 'ABC\r\n');
    await b.wait(SUFFIX_SILENCE_MS - 1);
    expect(b.frames).toEqual([]);
    await b.wait(1);
    expect(b.frames).toEqual([
      {
        bytes: new Uint8Array(Buffer.from('HC1:ABC')),
        input: 'serial',
        sourceId: 'serial:ttyACM0',
        symbology: ']Q1',
        startedAtMs: 0,
        receivedAtMs: 5,
        end: 'crlf',
      },
    ]);
    await b.source.stop();
  });

  it('are read apart from each other', async () => {
    const b = createBench();
    b.controls.plug('/dev/ttyACM0', HONEYWELL);
    b.controls.plug('/dev/ttyACM1', DATALOGIC);
    await b.start();
    b.send('/dev/ttyACM0', 'first ');
    b.send('/dev/ttyACM1', 'second ');
    b.send('/dev/ttyACM0', 'half\r');
    b.send('/dev/ttyACM1', 'half\n');
    await b.wait(SUFFIX_SILENCE_MS);
    expect(b.texts().sort()).toEqual(['first half', 'second half']);
    await b.source.stop();
  });

  it('that cut a code short say so once', async () => {
    const b = createBench();
    b.controls.plug(PLUGGED, HONEYWELL);
    await b.start();
    b.send(PLUGGED, 'whole\r');
    await b.wait(CUT_SHORT_MS);
    b.send(PLUGGED, 'half');
    await b.wait(CUT_SHORT_MS);
    expect([b.texts(), b.lost]).toEqual([
      ['whole'],
      [{ input: 'serial', sourceId: 'serial:ttyACM0', why: 'cut_short' }],
    ]);
    await b.source.stop();
  });

  it.each([
    ['EACCES', 'permission_denied'],
    ['EBUSY', 'in_use'],
    ['ENOENT', 'disconnected'],
    ['Opening COM3: File not found', 'disconnected'],
    ['EIO', 'driver_failed'],
    ['Opening COM3: Unknown error code 31', 'driver_failed'],
  ])('that cannot be opened say why and are tried again: %s', async (message, fault) => {
    const b = createBench();
    b.controls.plug(PLUGGED, HONEYWELL);
    b.controls.failOpen(PLUGGED, message);
    await b.start();
    expect(b.states()).toEqual([fault]);
    b.controls.failOpen(PLUGGED, null);
    await b.look();
    expect(b.states()).toEqual(['ready']);
    await b.source.stop();
    await expectNothingLeft(b);
  });

  it('that do not answer say so, and do not hold up the end', async () => {
    const b = createBench();
    b.controls.plug(PLUGGED, HONEYWELL);
    b.controls.hold('open', PLUGGED);
    await b.start();
    expect(b.states()).toEqual(['starting']);
    await b.wait(ANSWER_LIMIT_MS);
    expect(b.states()).toEqual(['stopped_answering']);
    const stopping = b.source.stop();
    await b.wait(STOP_LIMIT_MS);
    await stopping;
    b.controls.release('open', PLUGGED);
    await expectNothingLeft(b);
  });

  it('are named as a fault when the ports cannot be searched', async () => {
    const b = createBench();
    b.controls.failSearch('no answer');
    await b.start();
    expect(b.devices()).toEqual([
      { sourceId: 'serial', input: 'serial', name: 'Serial scanners', status: { state: 'fault', code: 'driver_failed' } },
    ]);
    b.controls.failSearch(null);
    await b.look();
    expect(b.devices()).toEqual([]);
    await b.source.stop();
  });

  it('are opened anew when the machine woke up, and half a code of before is told as lost', async () => {
    const b = createBench();
    b.controls.plug(PLUGGED, HONEYWELL);
    await b.start();
    for (let cycle = 0; cycle < CYCLES; cycle += 1) {
      b.send(PLUGGED, 'half');
      b.source.wake?.();
      await b.wait(TRUTH_LIMIT_MS);
      expect([b.states(), b.controls.openHandles()]).toEqual([['ready'], 1]);
      b.send(PLUGGED, `whole ${cycle}\r`);
      await b.wait(SUFFIX_SILENCE_MS);
      expect(b.texts().at(-1)).toBe(`whole ${cycle}`);
    }
    expect([b.texts().length, b.lost.length]).toEqual([CYCLES, CYCLES]);
    await b.source.stop();
    await expectNothingLeft(b);
  });
});

/** What a scanner is doing when its cable is pulled; `held` gets no answer then. */
const MOMENTS: readonly {
  readonly name: string;
  readonly held?: (typeof CALLS)[number];
  readonly more?: (b: Bench) => void;
}[] = [
  { name: 'while the ports are searched', held: 'search' },
  { name: 'while it is opened', held: 'open' },
  { name: 'when idle' },
  { name: 'in the middle of a code', more: (b) => b.send(PLUGGED, 'half') },
  { name: 'between a code and the silence after it', more: (b) => b.send(PLUGGED, 'whole\r') },
  { name: 'while it is told to beep', held: 'write', more: (b) => b.source.signal?.('serial:ttyACM0', 'good') },
  { name: 'while it is closed', held: 'close', more: (b) => b.controls.failReading(PLUGGED) },
];

describe.each(MOMENTS)('a serial scanner that is unplugged $name', ({ held, more }) => {
  const hold = (b: Bench) => held && b.controls.hold(held, held === 'search' ? '' : PLUGGED);
  const release = (b: Bench) => held && b.controls.release(held, held === 'search' ? '' : PLUGGED);

  it(`is told of within two seconds and reads again, ${CYCLES} times, and nothing is left open`, async () => {
    const b = createBench();
    await b.start();
    for (let cycle = 0; cycle < CYCLES; cycle += 1) {
      hold(b);
      b.controls.plug(PLUGGED, HONEYWELL);
      await b.look();
      more?.(b);
      await b.controls.settled();
      b.controls.unplug(PLUGGED);
      release(b);
      await b.wait(TRUTH_LIMIT_MS);
      expect([b.devices(), b.controls.openHandles()]).toEqual([[], 0]);
      b.controls.plug(PLUGGED, HONEYWELL);
      await b.wait(TRUTH_LIMIT_MS);
      expect(b.states()).toEqual(['ready']);
      b.send(PLUGGED, `again ${cycle}\r`);
      await b.wait(SUFFIX_SILENCE_MS);
      expect(b.texts().at(-1)).toBe(`again ${cycle}`);
      b.controls.unplug(PLUGGED);
      await b.wait(TRUTH_LIMIT_MS);
    }
    await b.source.stop();
    await expectNothingLeft(b);
  });

  it('and plugged in before that is noticed reads again', async () => {
    const b = createBench();
    await b.start();
    hold(b);
    b.controls.plug(PLUGGED, HONEYWELL);
    await b.look();
    more?.(b);
    await b.controls.settled();
    b.controls.unplug(PLUGGED);
    b.controls.plug(PLUGGED, HONEYWELL);
    release(b);
    await b.wait(TRUTH_LIMIT_MS);
    b.send(PLUGGED, 'again\r');
    await b.wait(SUFFIX_SILENCE_MS);
    expect([b.states(), b.texts().at(-1), b.controls.openHandles()]).toEqual([['ready'], 'again', 1]);
    await b.source.stop();
    await expectNothingLeft(b);
  });
});

describe('a serial scanner that is unplugged', () => {
  it('in the middle of a code has lost it, and after a whole one has not', async () => {
    const b = createBench();
    b.controls.plug(PLUGGED, HONEYWELL);
    await b.start();
    b.send(PLUGGED, 'whole\r');
    b.controls.unplug(PLUGGED);
    await b.look();
    b.controls.plug(PLUGGED, HONEYWELL);
    await b.look();
    b.send(PLUGGED, 'half');
    b.controls.unplug(PLUGGED);
    await b.look();
    expect([b.texts(), b.lost.map(({ why }) => why)]).toEqual([['whole'], ['cut_short']]);
    await b.source.stop();
  });
});

describe('a serial scanner that can beep', () => {
  it.each([
    ['Honeywell', HONEYWELL, 'good', '\u001b7,'],
    ['Honeywell', HONEYWELL, 'bad', '\u001b8,\u001b8,'],
    ['Zebra', { vendorId: 0x05e0, productId: 0x1701 }, 'good', '\u0007'],
    ['Datalogic', DATALOGIC, 'good', '\u0001'],
  ] as const)('is told so in the words of %s', async (_maker, about, signal, words) => {
    const b = createBench();
    b.controls.plug(PLUGGED, about);
    await b.start();
    b.source.signal?.('serial:ttyACM0', signal);
    await b.controls.settled();
    expect(b.controls.writes(PLUGGED).map((bytes) => Buffer.from(bytes).toString('latin1'))).toEqual([words]);
    await b.source.stop();
  });

  it('is told nothing that its manual does not name, and neither is a stranger', async () => {
    const b = createBench([{ path: '/dev/ttyUSB0', baudRate: 9_600 }]);
    b.controls.plug(PLUGGED, DATALOGIC);
    b.controls.plug('/dev/ttyUSB0', BRIDGE);
    await b.start();
    b.source.signal?.('serial:ttyACM0', 'bad');
    b.source.signal?.('serial:ttyUSB0@9600', 'good');
    b.source.signal?.('serial:nobody', 'good');
    await b.controls.settled();
    expect([b.controls.writes(PLUGGED), b.controls.writes('/dev/ttyUSB0')]).toEqual([[], []]);
    await b.source.stop();
  });

  it('is read on though it takes none of its beeps, and they do not pile up', async () => {
    const b = createBench();
    b.controls.plug(PLUGGED, HONEYWELL);
    await b.start();
    b.controls.hold('write', PLUGGED);
    for (let scan = 0; scan < 100; scan += 1) {
      b.source.signal?.('serial:ttyACM0', 'good');
      b.send(PLUGGED, `code ${scan}\r`);
      await b.wait(SUFFIX_SILENCE_MS);
    }
    expect(b.texts()).toHaveLength(100);
    b.controls.release('write', PLUGGED);
    await b.controls.settled();
    expect(b.controls.writes(PLUGGED)).toHaveLength(1);
    b.controls.refuseWrites('EIO');
    b.source.signal?.('serial:ttyACM0', 'good');
    await b.controls.settled();
    expect(b.states()).toEqual(['ready']);
    await b.source.stop();
    await expectNothingLeft(b);
  });
});
