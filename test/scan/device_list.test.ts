import { describe, expect, it } from 'vitest';
import { createDeviceList, MISSED_FOR_MS, MOST_MISSED } from '../../main/scan/device_list.ts';
import type { ScanSource, SourceDescription, SourceStatus } from '../../native/scan_source.ts';

const source: ScanSource = { start() {}, async stop() {} };
const device = (sourceId: string, status: SourceStatus = { state: 'ready' }, name = 'Model A'): SourceDescription => ({
  sourceId,
  input: 'hid_pos',
  name,
  status,
});

function made() {
  let timers: readonly { readonly run: () => void; readonly afterMs: number }[] = [];
  const state = { changes: 0 };
  const list = createDeviceList({
    setTimer(run, afterMs) {
      const timer = { run, afterMs };
      timers = [...timers, timer];
      return () => {
        timers = timers.filter((other) => other !== timer);
      };
    },
    changed() {
      state.changes += 1;
    },
  });
  const shown = () => list.all().map(({ sourceId, status }) => `${sourceId} ${'code' in status ? status.code : status.state}`);
  return { list, shown, timers: () => timers, state };
}

describe('the devices that the door shows', () => {
  it.each([
    ['that was ready', { state: 'ready' }],
    ['that told of its unplugging', { state: 'fault', code: 'disconnected' }],
  ] as const)('name one %s and is gone, for some minutes', (_what, status) => {
    const { list, shown, timers, state } = made();
    list.update(source, [device('a', status)]);
    list.update(source, []);
    expect(shown()).toEqual(['a disconnected']);
    expect(timers().map(({ afterMs }) => afterMs)).toEqual([MISSED_FOR_MS]);
    const before = state.changes;
    timers()[0]?.run();
    expect(shown()).toEqual([]);
    expect(state.changes).toBe(before + 1);
  });

  it('do not miss one that never worked', () => {
    const { list, shown } = made();
    list.update(source, [device('a', { state: 'fault', code: 'permission_denied' })]);
    list.update(source, []);
    expect(shown()).toEqual([]);
  });

  it('forget the missing one when it is back at another port, and only as many as came', () => {
    const { list, shown } = made();
    list.update(source, [device('a'), device('b'), device('c', { state: 'ready' }, 'Model C')]);
    list.update(source, []);
    list.update(source, [device('d')]);
    expect(shown()).toEqual(['d ready', 'b disconnected', 'c disconnected']);
  });

  it('hold no timer for one that is back, and no more of the missing than a door has', () => {
    const { list, shown, timers } = made();
    for (let i = 0; i < 50; i += 1) {
      list.update(source, [device(`port ${i}`, { state: 'ready' }, `Model ${i % 2}`)]);
      list.update(source, []);
    }
    expect(shown()).toHaveLength(2);
    expect(timers()).toHaveLength(2);
    for (let i = 0; i < 50; i += 1) {
      list.update(source, [device(`port ${i}`, { state: 'ready' }, `Name ${i}`)]);
      list.update(source, []);
    }
    expect(shown()).toHaveLength(MOST_MISSED);
    expect(timers()).toHaveLength(MOST_MISSED);
  });

  it('tell which source a device belongs to', () => {
    const { list } = made();
    const other: ScanSource = { start() {}, async stop() {} };
    list.update(source, [device('a')]);
    list.update(other, [device('b')]);
    expect(list.sourceOf('b')).toBe(other);
    expect(list.sourceOf('c')).toBeNull();
  });
});
