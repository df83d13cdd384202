import { describe, expect, it, vi } from 'vitest';
import { createHidScanner } from '../../native/hid_scanner.ts';
import type { ScanFrame, SourceDescription } from '../../native/scan_source.ts';
import { createFakeHid } from '../helpers/fake_hid.ts';

function report(text: string, continued: boolean): Uint8Array {
  const bytes = new Uint8Array(64);
  bytes.set([2, text.length, 0x5d, 0x51, 0x31, ...new TextEncoder().encode(text)]);
  bytes[63] = continued ? 1 : 0;
  return bytes;
}

async function bench() {
  const { controls, library } = createFakeHid();
  const frames: string[] = [];
  let devices: readonly SourceDescription[] = [];
  let search: (() => void) | null = null;
  const source = createHidScanner({
    library,
    monotonicMs: () => 0,
    descriptorOf: () => null,
    setTimer(run) {
      search = run;
      return () => {
        search = null;
      };
    },
  });
  source.start({
    frame: ({ bytes }: ScanFrame) => frames.push(new TextDecoder().decode(bytes)),
    devices: (given) => {
      devices = given;
    },
  });
  /** One round of looking for devices, to its end. */
  async function look(): Promise<void> {
    await vi.waitFor(() => expect(search).not.toBeNull());
    const run = search;
    search = null;
    run?.();
    await vi.waitFor(() => expect(search).not.toBeNull());
  }
  return { controls, frames, look, source, devices: () => devices };
}

describe('HID scanners', () => {
  it('are found when plugged in, several at once, and read apart', async () => {
    const b = await bench();
    b.controls.plug('a');
    b.controls.plug('b');
    await b.look();
    expect(b.devices().map(({ status }) => status.state)).toEqual(['ready', 'ready']);
    b.controls.report('a', report('first ', true));
    b.controls.report('b', report('other', false));
    b.controls.report('a', report('half', false));
    expect(b.frames).toEqual(['other', 'first half']);
    await b.source.stop();
    expect(b.controls.openHandles()).toBe(0);
  });

  it.each(['idle', 'mid-code', 'after a code'])('come back when unplugged %s', async (when) => {
    const b = await bench();
    for (let cycle = 0; cycle < 20; cycle += 1) {
      b.controls.plug('a');
      await b.look();
      expect(b.devices()).toHaveLength(1);
      if (when === 'mid-code') b.controls.report('a', report('lost', true));
      if (when === 'after a code') b.controls.report('a', report('code', false));
      b.frames.length = 0;
      b.controls.unplug('a');
      expect(b.devices()).toEqual([]);
      await b.look();
      b.controls.plug('a');
      await b.look();
      b.controls.report('a', report('again', false));
      expect(b.frames).toEqual(['again']);
      expect(b.controls.openHandles()).toBe(1);
      b.controls.unplug('a');
      await b.look();
    }
    await b.source.stop();
    expect(b.controls.openHandles()).toBe(0);
  });

  it.each([
    ['Permission denied', 'permission_denied'],
    ['Device or resource busy', 'in_use'],
    ['unheard of', 'driver_failed'],
  ])('that answer "%s" are named as %s, and opened when it is gone', async (message, code) => {
    const b = await bench();
    b.controls.plug('a', message);
    await b.look();
    expect(b.devices()[0]?.status).toEqual({ state: 'fault', code });
    b.controls.plug('a');
    await b.look();
    expect(b.devices()[0]?.status).toEqual({ state: 'ready' });
    await b.source.stop();
  });
});
