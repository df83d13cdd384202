import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createCameraSource } from '../../native/camera_source.ts';
import { MAX_CODE_BYTES, type ScanFrame, type SourceDescription } from '../../native/scan_source.ts';

function camera() {
  let nowMs = 5_000;
  const made = createCameraSource({ monotonicMs: () => nowMs });
  const frames: ScanFrame[] = [];
  let devices: readonly SourceDescription[] = [];
  const lists: (readonly SourceDescription[])[] = [];
  const start = () =>
    made.source.start({
      frame: (frame) => frames.push(frame),
      lost() {
        throw new Error('a camera loses no code: it looks again');
      },
      devices(next) {
        devices = next;
        lists.push(next);
      },
    });
  start();
  return { ...made, frames, lists, start, devices: () => devices, pass: (ms: number) => (nowMs += ms) };
}

const BYTES = Uint8Array.of(0, 255, 10);

describe('the camera as a source', () => {
  it('hands on a code as it was read, byte by byte', () => {
    const { code, frames } = camera();
    code(BYTES, ']Q1');
    expect(frames).toEqual([
      { bytes: BYTES, input: 'camera', sourceId: 'camera', symbology: ']Q1', receivedAtMs: 5_000, startedAtMs: 5_000, end: 'report' },
    ]);
  });

  it('believes no code that is empty or longer than any code', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 2 * MAX_CODE_BYTES }), (length) => {
        const { code, frames } = camera();
        code(new Uint8Array(length), null);
        expect(frames.length).toBe(length > 0 && length <= MAX_CODE_BYTES ? 1 : 0);
      }),
    );
  });

  it('cannot be flooded by a window gone wild, and hears it again a second later', () => {
    const { code, frames, pass } = camera();
    for (let i = 0; i < 1_000; i += 1) code(BYTES, null);
    expect(frames).toHaveLength(30);
    pass(1_000);
    code(BYTES, null);
    expect(frames).toHaveLength(31);
  });

  it('says what the camera said of itself, in each state', () => {
    const { devices, status } = camera();
    const described = { sourceId: 'camera', input: 'camera', name: 'Door camera' };
    for (const state of [
      { state: 'starting' },
      { state: 'ready' },
      { state: 'fault', code: 'in_use' },
      { state: 'fault', code: 'driver_failed' },
      { state: 'ready' },
    ] as const) {
      status('Door camera', state);
      expect(devices()).toEqual([{ ...described, status: state }]);
    }
    // It is asked for its name again only when it is there.
    status(null, { state: 'starting' });
    expect(devices()).toEqual([{ ...described, status: { state: 'starting' } }]);
  });

  it('says that a camera was unplugged before it takes it from the list, also where a fault was seen first', () => {
    const { lists, status } = camera();
    const described = { sourceId: 'camera', input: 'camera', name: 'Door camera' };
    status('Door camera', { state: 'ready' });
    status(null, { state: 'fault', code: 'driver_failed' });
    status(null, { state: 'absent' });
    expect(lists.slice(-2)).toEqual([[{ ...described, status: { state: 'fault', code: 'disconnected' } }], []]);
  });

  it('misses no camera that never worked, and none that the manager switched off', () => {
    const never = camera();
    never.status(null, { state: 'absent' });
    expect(never.lists).toEqual([[]]);
    const off = camera();
    off.status('Door camera', { state: 'ready' });
    off.status(null, null);
    expect(off.lists.slice(-2).flat().map(({ status }) => status)).toEqual([{ state: 'absent' }]);
  });

  it('is silent once stopped, whatever still comes', async () => {
    const { code, devices, frames, source, start, status } = camera();
    await source.stop();
    code(BYTES, null);
    status('Door camera', { state: 'ready' });
    expect(frames).toEqual([]);
    expect(devices()).toEqual([]);
    start();
    code(BYTES, null);
    expect(frames).toHaveLength(1);
  });
});
