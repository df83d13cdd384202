import { randomInt } from 'node:crypto';
import { mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { findSerialPorts } from '../../native/find_serial_ports.ts';
import { openSerialPort } from '../../native/open_serial_port.ts';
import type { LostFrame, ScanFrame, ScanSource, SourceDescription } from '../../native/scan_source.ts';
import { createSerialScanner } from '../../native/serial_scanner.ts';
import { openTerminals, type PtyScanner, plugPty } from '../helpers/pty_pair.ts';

const CYCLES = 50;
const PATIENCE = { timeout: 20_000, interval: 5 };
const latin1 = (text: string) => new Uint8Array(Buffer.from(text, 'latin1'));

let folder = '';
let link = '';
let held = 0;
let sources: ScanSource[] = [];

beforeEach(() => {
  folder = mkdtempSync(path.join(os.tmpdir(), 'serial-'));
  link = path.join(folder, 'usb-Maker_Scanner_S1234567-if00');
  held = openTerminals();
});
afterEach(async () => {
  await Promise.all(sources.map((source) => source.stop()));
  sources = [];
  rmSync(folder, { recursive: true });
});

/** A scanner source on the machine's own ports and clock, which looks for the port at `link`. */
function createBench() {
  const frames: ScanFrame[] = [];
  const lost: LostFrame[] = [];
  let devices: readonly SourceDescription[] = [];
  const states = () => devices.map(({ status }) => (status.state === 'fault' ? status.code : status.state));
  const source = createSerialScanner({
    library: { find: (named) => findSerialPorts(named), open: openSerialPort },
    monotonicMs: () => performance.now(),
    setTimer(run, afterMs) {
      const timer = setTimeout(run, afterMs);
      return () => clearTimeout(timer);
    },
    isScanner: () => false,
    namedPorts: () => [{ path: link, baudRate: 115_200 }],
    findEveryMs: 10,
  });
  sources.push(source);
  return {
    source,
    frames,
    lost,
    devices: () => devices,
    start() {
      source.start({
        frame: (frame) => frames.push(frame),
        lost: (loss) => lost.push(loss),
        devices(list) {
          devices = list;
        },
      });
    },
    states,
    texts: () => frames.map(({ bytes }) => Buffer.from(bytes).toString('latin1')),
    reaches: (state: string) => vi.waitFor(() => expect(states()).toEqual([state]), PATIENCE),
  };
}

function randomText(length: number): string {
  const characters = Array.from({ length }, () => String.fromCharCode(randomInt(0x20, 0x7f)));
  // A code that begins as an identifier does would be read as one.
  return characters.join('').replace(/^\]/, '[');
}

async function sendInPieces(scanner: PtyScanner, bytes: Uint8Array): Promise<void> {
  for (let at = 0; at < bytes.length; ) {
    const size = randomInt(1, 120);
    await scanner.send(bytes.subarray(at, at + size));
    if (randomInt(4) === 0) await sleep(randomInt(4));
    at += size;
  }
}

describe.runIf(process.platform === 'linux')('a serial scanner on a real port', () => {
  it.each([
    [200, 'CR', '', '\r'],
    [20, 'CR LF', '', '\r\n'],
    [20, 'STX and ETX', '\u0002', '\u0003'],
    [20, 'an AIM identifier and CR', ']Q1', '\r'],
    [20, 'nothing', '', ''],
  ])('gives %i codes of 600 characters byte for byte, framed by %s', async (count, _name, before, after) => {
    const b = createBench();
    const scanner = await plugPty(link);
    b.start();
    await b.reaches('ready');
    const codes = Array.from({ length: count }, (_code, index) =>
      index % 2 === 0 ? randomText(600) : `HC1:${randomText(596)}`,
    );
    for (const [index, code] of codes.entries()) {
      await sendInPieces(scanner, latin1(before + code + after));
      await vi.waitFor(() => expect(b.frames).toHaveLength(index + 1), PATIENCE);
    }
    expect(b.texts()).toEqual(codes);
    expect(b.lost).toEqual([]);
    await b.source.stop();
    await scanner.unplug();
    expect(openTerminals()).toBe(held);
  });

  it('gives 200 codes that are sent without a pause', async () => {
    const b = createBench();
    const scanner = await plugPty(link);
    b.start();
    await b.reaches('ready');
    const codes = Array.from({ length: 200 }, () => randomText(600));
    await scanner.send(latin1(codes.map((code) => `${code}\r`).join('')));
    await vi.waitFor(() => expect(b.frames).toHaveLength(200), PATIENCE);
    expect(b.texts()).toEqual(codes);
    await b.source.stop();
    await scanner.unplug();
  });

  it('tells neither the name of its port nor a serial number', async () => {
    const b = createBench();
    const scanner = await plugPty(link);
    b.start();
    await b.reaches('ready');
    expect(JSON.stringify(b.devices())).not.toContain('S1234567');
    await scanner.unplug();
    await b.reaches('disconnected');
    expect(JSON.stringify(b.devices())).not.toContain('S1234567');
    await b.source.stop();
  });

  it('says that another program has its port, and reads once that one lets go', async () => {
    const [first, second] = [createBench(), createBench()];
    const scanner = await plugPty(link);
    first.start();
    await first.reaches('ready');
    second.start();
    await second.reaches('in_use');
    await first.source.stop();
    await second.reaches('ready');
    await scanner.send(latin1('HC1:SECOND\r'));
    await vi.waitFor(() => expect(second.texts()).toEqual(['HC1:SECOND']), PATIENCE);
    await second.source.stop();
    await scanner.unplug();
    expect(openTerminals()).toBe(held);
  });

  it('leaves nothing of a code in the memory that it was read into', async () => {
    const scanner = await plugPty(link);
    const port = await openSerialPort(link, 9_600);
    const pieces: Uint8Array[] = [];
    let heard = '';
    port.on('data', (bytes) => {
      pieces.push(bytes);
      heard += Buffer.from(bytes).toString('latin1');
    });
    await scanner.send(latin1(randomText(600)));
    await vi.waitFor(() => expect(heard).toHaveLength(600), PATIENCE);
    expect(pieces.every((piece) => piece.every((byte) => byte === 0))).toBe(true);
    await port.close();
    await scanner.unplug();
  });

  it('is sent its beeps', async () => {
    const scanner = await plugPty(link);
    const port = await openSerialPort(link, 9_600);
    await port.write([0x1b, 0x37, 0x2c]);
    await vi.waitFor(() => expect([...scanner.received()]).toEqual([0x1b, 0x37, 0x2c]), PATIENCE);
    await port.close();
    await scanner.unplug();
    expect(openTerminals()).toBe(held);
  });

  it('is told apart from a device that is no serial port', async () => {
    const b = createBench();
    symlinkSync('/dev/null', link);
    b.start();
    await b.reaches('driver_failed');
    expect(await openSerialPort(path.join(folder, 'missing'), 9_600).catch((error: Error) => error.message)).toBe('ENOENT');
  });

  it('is opened anew after a sleep and reads on', async () => {
    const b = createBench();
    const scanner = await plugPty(link);
    b.start();
    for (let cycle = 0; cycle < CYCLES; cycle += 1) {
      await b.reaches('ready');
      b.source.wake?.();
      expect(b.states()).toEqual(['starting']);
      await b.reaches('ready');
      await scanner.send(latin1(`HC1:${cycle}\r`));
      await vi.waitFor(() => expect(b.texts().at(-1)).toBe(`HC1:${cycle}`), PATIENCE);
    }
    expect(openTerminals()).toBe(held + 1);
    await b.source.stop();
    await scanner.unplug();
    expect(openTerminals()).toBe(held);
  });
});

type Bench = ReturnType<typeof createBench>;

/** What a scanner is doing when its cable is pulled. */
const MOMENTS: readonly { readonly name: string; readonly until: (b: Bench, scanner: PtyScanner) => Promise<void> }[] = [
  { name: 'before it is found', until: async () => {} },
  { name: 'about when it is opened', until: async () => sleep(randomInt(20)) },
  { name: 'idle', until: async (b) => b.reaches('ready') },
  {
    name: 'in the middle of a code',
    async until(b, scanner) {
      await b.reaches('ready');
      // Its suffix is known from a code before, so that half a code is none, however long the machine stalls.
      await readsAgain(b, scanner, `HC1:AGAIN ${randomInt(1_000_000_000)}.`);
      await scanner.send(latin1(`HC1:${'H'.repeat(300)}`));
      await sleep(randomInt(10));
    },
  },
  {
    name: 'just after a code',
    async until(b, scanner) {
      await b.reaches('ready');
      await scanner.send(latin1('HC1:WHOLE\r'));
      await sleep(randomInt(40));
    },
  },
];

describe.runIf(process.platform === 'linux')('a serial scanner that is unplugged', () => {
  it.each(MOMENTS)(`$name says so and reads again, ${CYCLES} times, and leaves no handle`, async ({ until }) => {
    const b = createBench();
    b.start();
    for (let cycle = 0; cycle < CYCLES; cycle += 1) {
      const scanner = await plugPty(link);
      await until(b, scanner);
      await scanner.unplug();
      // Every other time it is back before anybody can have noticed.
      if (cycle % 2 === 0) {
        await b.reaches('disconnected');
        await vi.waitFor(() => expect(openTerminals()).toBe(held), PATIENCE);
      }
      const again = await plugPty(link);
      await readsAgain(b, again, `HC1:AGAIN ${cycle}`.padEnd(100, '.'));
      await vi.waitFor(() => expect(openTerminals()).toBe(held + 1), PATIENCE);
      await again.unplug();
    }
    await b.reaches('disconnected');
    await vi.waitFor(() => expect(openTerminals()).toBe(held), PATIENCE);
    expect(b.texts().filter((text) => !/^HC1:(WHOLE|AGAIN \d+\.+)$/.test(text))).toEqual([]);
    await b.source.stop();
  });
});

/**
 * The old port may still be the one that is `ready`: a code sent before the new one is open may be lost, and is sent
 * again. It is as long as a pass, so that two of them that come together are two.
 */
async function readsAgain(b: Bench, scanner: PtyScanner, code: string): Promise<void> {
  await vi.waitFor(async () => {
    await b.reaches('ready');
    await scanner.send(latin1(`${code}\r`));
    await vi.waitFor(() => expect(b.texts()).toContain(code), { timeout: 200, interval: 5 });
  }, PATIENCE);
}
