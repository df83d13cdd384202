import { describe, expect, it } from 'vitest';
import { ANSWER_LIMIT_MS, createDeviceFinder, FIND_EVERY_MS } from '../../native/device_finder.ts';
import type { DeviceInfo } from '../../native/device_library.ts';
import type { SourceFault } from '../../native/scan_source.ts';
import { createFakeHid } from '../helpers/fake_hid.ts';
import { bytesOf, createBench, expectNothingLeft } from './device_keeper_bench.ts';

describe('USB scanners', () => {
  it('are found when plugged in, at the start and later, and told of once', async () => {
    const b = createBench();
    b.controls.plug('a');
    await b.start();
    expect(b.states()).toEqual(['ready']);
    b.controls.plug('b', { product: 'Second' });
    expect(b.states()).toEqual(['ready']);
    await b.look();
    expect(b.states()).toEqual(['ready', 'ready']);
    expect(b.told.at(-1)?.map(({ name, sourceId, input }) => [name, sourceId, input])).toEqual([
      ['Fake scanner', 'hid_pos:a', 'hid_pos'],
      ['Second', 'hid_pos:b', 'hid_pos'],
    ]);
    const changes = b.told.length;
    for (let round = 0; round < 10; round += 1) await b.look();
    expect(b.told).toHaveLength(changes);
    await b.devices.stop();
    await expectNothingLeft(b);
  });

  it('are told of as none when there are none', async () => {
    const b = createBench();
    await b.start();
    await b.look();
    expect(b.told).toEqual([[]]);
    await b.devices.stop();
    await b.start();
    expect(b.told).toEqual([[], []]);
    await b.devices.stop();
  });

  it('are only those that say that they are bar code scanners', async () => {
    const b = createBench();
    b.controls.plug('keyboard', { usagePage: 1, usage: 6 });
    b.controls.plug('mouse', { usagePage: 1, usage: 2 });
    b.controls.plug('badge reader', { usage: 1 });
    b.controls.plug('untold', { usagePage: undefined, usage: undefined });
    b.controls.plug('without a path', { path: undefined });
    await b.start();
    expect(b.told).toEqual([[]]);
    expect(b.controls.openHandles()).toBe(0);
    await b.devices.stop();
  });

  it.each([
    ['  Voyager\u0000 1602g\u202e\n', 'Voyager 1602g'],
    ['掃描器 №1', '掃描器 №1'],
    ['x'.repeat(500), 'x'.repeat(80)],
    ['\u0007\u200b', 'USB scanner'],
    [undefined, 'USB scanner'],
  ])('say their name in print only: %j', async (product, name) => {
    const b = createBench();
    b.controls.plug('a', { product });
    await b.start();
    expect(b.told.at(-1)?.[0]?.name).toBe(name);
    await b.devices.stop();
  });

});

describe('a scanner that fails', () => {
  it.each([
    ['Permission denied', 'permission_denied'],
    ['Operation not permitted', 'permission_denied'],
    ['Device or resource busy', 'in_use'],
    ['No such device', 'disconnected'],
    ['No such device or address', 'disconnected'],
    ['Input/output error', 'driver_failed'],
    ['Too many open files', 'driver_failed'],
    ['open_device: (0x00000005) Access is denied.', 'permission_denied'],
    ['open_device: (0x00000005) ?????', 'permission_denied'],
    ['open_device: (0x00000020) ?????', 'in_use'],
    ['open_device: (0x00000002) ?????', 'disconnected'],
    ['failed to open IOHIDDevice: (0xE00002E2) (iokit/common) not permitted', 'permission_denied'],
    ['(0xE00002C5) (iokit/common) exclusive access and device already open', 'in_use'],
    ['hid_open_path: device mach entry not found with the given path', 'disconnected'],
    ['', 'driver_failed'],
  ])('to open with "%s" is named %s, tried again, and ready when it opens', async (message, code) => {
    const b = createBench();
    b.controls.plug('a');
    b.controls.failOpen('a', message);
    await b.start();
    expect(b.states()).toEqual([code]);
    const changes = b.told.length;
    await b.wait(5 * FIND_EVERY_MS);
    expect(b.told).toHaveLength(changes);
    b.controls.failOpen('a', null);
    await b.look();
    expect(b.states()).toEqual(['ready']);
    await b.devices.stop();
    await expectNothingLeft(b);
  });

  it.each([
    ['EACCES', 'permission_denied'],
    ['EPERM', 'permission_denied'],
    ['EBUSY', 'in_use'],
    ['ENOENT', 'disconnected'],
    ['EIO', 'driver_failed'],
    [null, 'driver_failed'],
  ])('with words of an unknown language is named by the system: %s', async (refusal, code) => {
    const asked: string[] = [];
    const b = createBench({
      refusalOf(path) {
        asked.push(path);
        return refusal;
      },
    });
    b.controls.plug('a');
    b.controls.failOpen('a', '????????');
    await b.start();
    expect([b.states(), asked]).toEqual([[code], ['a']]);
    await b.devices.stop();
  });

  it('keeps the name of its fault while it is tried again', async () => {
    const b = createBench();
    b.controls.plug('a');
    b.controls.failOpen('a', 'Permission denied');
    await b.start();
    b.controls.hold('open', 'a');
    await b.look();
    expect(b.states()).toEqual(['permission_denied']);
    await b.wait(ANSWER_LIMIT_MS);
    expect(b.states()).toEqual(['stopped_answering']);
    b.controls.release('open', 'a');
    await b.devices.stop();
    await expectNothingLeft(b);
  });

  it('does not keep another one from being read', async () => {
    const b = createBench();
    b.controls.plug('a');
    b.controls.failOpen('a', 'Permission denied');
    b.controls.plug('b');
    await b.start();
    expect(b.states()).toEqual(['permission_denied', 'ready']);
    b.controls.report('b', bytesOf('HC1:'));
    expect(b.texts()).toEqual(['HC1:']);
    await b.devices.stop();
  });

  it('to be read is opened anew', async () => {
    const b = createBench();
    b.controls.plug('a');
    await b.start();
    b.controls.failReading('a');
    expect([b.states(), b.readers()]).toEqual([['disconnected'], 0]);
    await b.look();
    expect([b.states(), b.controls.openHandles(), b.readers()]).toEqual([['ready'], 1, 1]);
    b.controls.report('a', bytesOf('again'));
    expect(b.texts()).toEqual(['again']);
    await b.devices.stop();
    await expectNothingLeft(b);
  });

  it('and does not let itself be closed is not opened on top of that, until it does', async () => {
    const b = createBench();
    b.controls.plug('a');
    await b.start();
    b.controls.hold('close', 'a');
    b.controls.failReading('a');
    await b.wait(20 * FIND_EVERY_MS);
    expect([b.states(), b.controls.openHandles()]).toEqual([['disconnected'], 1]);
    b.controls.release('close', 'a');
    await b.look();
    await b.look();
    expect([b.states(), b.controls.openHandles()]).toEqual([['ready'], 1]);
    await b.devices.stop();
    await expectNothingLeft(b);
  });

  it.each(['open', 'info', 'feature'] as const)('to answer %s has stopped answering, until it does', async (call) => {
    const b = createBench();
    b.controls.plug('a');
    b.controls.hold(call, 'a');
    await b.start();
    await b.wait(ANSWER_LIMIT_MS - 1);
    expect(b.states()).toEqual(['starting']);
    await b.wait(1);
    expect(b.states()).toEqual(['stopped_answering']);
    b.controls.release(call, 'a');
    await b.look();
    expect(b.states()).toEqual(['ready']);
    await b.wait(2 * ANSWER_LIMIT_MS);
    expect(b.states()).toEqual(['ready']);
    await b.devices.stop();
    await expectNothingLeft(b);
  });
});

describe('another device at the path of a scanner', () => {
  const OTHERS: readonly (readonly [string, Partial<DeviceInfo>, readonly string[]])[] = [
    ["a person's keyboard", { productId: 1, product: 'Keyboard', usagePage: 1, usage: 6 }, []],
    ['another model', { productId: 1, product: 'Other scanner' }, ['Other scanner']],
    ['another of its model', { serialNumber: '2' }, ['Fake scanner']],
  ];

  it.each(OTHERS)('since the last search is judged anew: %s', async (_what, about, names) => {
    const b = createBench();
    b.controls.plug('a', { serialNumber: '1' });
    await b.start();
    // The first one's handle was not told.
    b.controls.plug('a', about);
    await b.look();
    await b.look();
    expect(b.told.at(-1)?.map(({ name }) => name)).toEqual(names);
    expect([b.states(), b.controls.openHandles()]).toEqual([names.map(() => 'ready'), names.length]);
    b.read.length = 0;
    b.controls.report('a', bytesOf('typed'));
    expect(b.texts()).toEqual(names.map(() => 'typed'));
    await b.devices.stop();
    await expectNothingLeft(b);
  });

  it.each(OTHERS)('by the time it is opened is neither told to start nor read: %s', async (_what, about, names) => {
    const b = createBench();
    b.controls.plug('a', { serialNumber: '1' });
    b.controls.hold('open', 'a');
    await b.start();
    b.controls.plug('a', about);
    b.controls.release('open', 'a');
    await b.wait(0);
    b.controls.report('a', bytesOf('typed'));
    expect([b.states(), b.controls.openHandles()]).toEqual([['disconnected'], 0]);
    expect([b.controls.features('a'), b.texts()]).toEqual([[], []]);
    await b.look();
    await b.look();
    expect(b.told.at(-1)?.map(({ name }) => name)).toEqual(names);
    expect([b.states(), b.controls.openHandles()]).toEqual([names.map(() => 'ready'), names.length]);
    await b.devices.stop();
    await expectNothingLeft(b);
  });

  it('is not seen in a text that a device tells at one time only', async () => {
    const b = createBench();
    b.controls.plug('a', { serialNumber: '1' });
    await b.start();
    const changes = b.told.length;
    b.controls.retell('a', { serialNumber: '', product: undefined });
    await b.look();
    b.controls.report('a', bytesOf('HC1:'));
    expect([b.told.length, b.controls.openHandles(), b.texts()]).toEqual([changes, 1, ['HC1:']]);
    await b.devices.stop();
    await expectNothingLeft(b);
  });
});

describe('a search for scanners', () => {
  it('that fails is named, and leaves open scanners alone', async () => {
    const b = createBench();
    b.controls.plug('a');
    await b.start();
    b.controls.failSearch('hidapi not initialized');
    await b.look();
    expect(b.states()).toEqual(['ready', 'driver_failed']);
    expect(b.told.at(-1)?.[1]).toMatchObject({ sourceId: 'hid_pos', name: 'USB scanners' });
    b.controls.report('a', bytesOf('HC1:'));
    expect(b.texts()).toEqual(['HC1:']);
    b.controls.unplug('a');
    await b.look();
    expect(b.states()).toEqual(['disconnected', 'driver_failed']);
    b.controls.failSearch(null);
    await b.look();
    expect(b.states()).toEqual([]);
    await b.devices.stop();
  });

  it('without an answer is said to have stopped, until it answers', async () => {
    const b = createBench();
    b.controls.plug('a');
    b.controls.hold('search');
    await b.start();
    await b.wait(ANSWER_LIMIT_MS - 1);
    expect(b.told).toEqual([]);
    await b.wait(1);
    expect(b.states()).toEqual(['stopped_answering']);
    b.controls.release('search');
    await b.controls.settled();
    expect(b.states()).toEqual(['ready']);
    await b.devices.stop();
    await expectNothingLeft(b);
  });
});

describe('a device that is listed only', () => {
  const wants = ({ usage }: DeviceInfo): boolean | SourceFault => (usage === 9 ? 'wrong_mode' : usage === 2);

  it('is never opened, and opened at once when it is switched over at the same path', async () => {
    const b = createBench({ wants });
    b.controls.plug('a', { usage: 9 });
    await b.start();
    await b.look();
    expect([b.states(), b.controls.openHandles()]).toEqual([['wrong_mode'], 0]);
    b.controls.plug('a');
    await b.look();
    expect([b.states(), b.controls.openHandles()]).toEqual([['ready'], 1]);
    b.controls.plug('a', { usage: 9 });
    await b.look();
    expect([b.states(), b.controls.openHandles()]).toEqual([['wrong_mode'], 0]);
    b.controls.unplug('a');
    await b.look();
    expect(b.states()).toEqual([]);
    await b.devices.stop();
    await expectNothingLeft(b);
  });

  it.each([
    ['before', [9, 2]],
    ['behind', [2, 9]],
  ])('is read where a part of it that is wanted comes %s', async (_where, usages) => {
    const { library } = createFakeHid();
    const parts = usages.map((usage) => ({ path: 'a', vendorId: 1, productId: 1, usagePage: 0x8c, usage }));
    const b = createBench({
      wants,
      finder: createDeviceFinder({ library: { ...library, devicesAsync: async () => parts }, setTimer: () => () => {} }),
    });
    b.controls.plug('a', { vendorId: 1, productId: 1 });
    await b.start();
    expect(b.states()).toEqual(['ready']);
    await b.devices.stop();
  });
});
