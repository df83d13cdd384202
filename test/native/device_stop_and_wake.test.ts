import { describe, expect, it } from 'vitest';
import { STOP_LIMIT_MS } from '../../native/device_keeper.ts';
import { ANSWER_LIMIT_MS } from '../../native/device_finder.ts';
import { bytesOf, createBench, expectNothingLeft, held, MOMENTS, releaseAll } from './device_keeper_bench.ts';

describe('after a sleep of the machine', () => {
  it('every handle is closed and opened anew within the same second, though no error told of it', async () => {
    const b = createBench();
    for (const path of ['a', 'b']) b.controls.plug(path);
    await b.start();
    b.devices.wake();
    expect([b.states(), b.readers()]).toEqual([['starting', 'starting'], 0]);
    await b.wait(0);
    expect([b.states(), b.readers(), b.controls.openHandles()]).toEqual([['ready', 'ready'], 2, 2]);
    for (const path of ['a', 'b']) b.controls.report(path, bytesOf(path));
    expect(b.texts()).toEqual(['a', 'b']);
    await b.wait(2 * ANSWER_LIMIT_MS);
    expect(b.states()).toEqual(['ready', 'ready']);
    await b.devices.stop();
    await expectNothingLeft(b);
  });

  it('a device that was taken away meanwhile is gone from the list, and one that was brought is read', async () => {
    const b = createBench();
    b.controls.plug('a');
    await b.start();
    b.controls.plug('a', { usage: 4 });
    b.controls.plug('b');
    b.devices.wake();
    await b.wait(0);
    expect(b.told.at(-1)).toMatchObject([{ sourceId: 'hid_pos:b', status: { state: 'ready' } }]);
    await b.devices.stop();
    await expectNothingLeft(b);
  });

  it('a handle that does not let itself be closed holds up no other, and has stopped answering', async () => {
    const b = createBench();
    for (const path of ['a', 'b']) b.controls.plug(path);
    await b.start();
    b.controls.hold('close', 'a');
    b.devices.wake();
    await b.wait(ANSWER_LIMIT_MS - 1);
    expect(b.states()).toEqual(['starting', 'ready']);
    await b.wait(1);
    expect([b.states(), b.controls.openHandles()]).toEqual([['stopped_answering', 'ready'], 2]);
    b.controls.release('close', 'a');
    await b.wait(0);
    expect([b.states(), b.controls.openHandles()]).toEqual([['ready', 'ready'], 2]);
    await b.devices.stop();
    await expectNothingLeft(b);
  });

  it.each([...MOMENTS, held('while it is looked for', 'search')])('$name all is read again', async ({ reach }) => {
    const b = createBench();
    b.controls.plug('b');
    await b.start();
    await reach(b);
    b.devices.wake();
    await b.look();
    releaseAll(b);
    await b.look();
    await b.look();
    expect(b.states()).toEqual(['ready', 'ready']);
    b.read.length = 0;
    for (const path of ['a', 'b']) b.controls.report(path, bytesOf(path));
    expect([b.texts(), b.readers(), b.controls.openHandles()]).toEqual([['a', 'b'], 2, 2]);
    await b.devices.stop();
    await expectNothingLeft(b);
  });

  it('twice, before the start or after the stop, does no harm', async () => {
    const b = createBench();
    b.controls.plug('a');
    b.devices.wake();
    await b.start();
    b.devices.wake();
    b.devices.wake();
    await b.wait(0);
    expect([b.states(), b.controls.openHandles()]).toEqual([['ready'], 1]);
    b.devices.wake();
    await b.devices.stop();
    b.devices.wake();
    await expectNothingLeft(b);
  });
});

describe('stopping', () => {
  const moments = [...MOMENTS, held('while it is looked for', 'search')];

  it.each(moments)('$name closes everything as soon as it can, and starts again', async ({ reach }) => {
    const b = createBench();
    b.controls.plug('b');
    await b.start();
    await reach(b);
    const stopping = b.devices.stop();
    const changes = b.told.length;
    await b.controls.settled();
    releaseAll(b);
    await stopping;
    await expectNothingLeft(b);
    b.read.length = 0;
    for (const path of ['a', 'b']) b.controls.report(path, bytesOf('too late'));
    await b.wait(2 * ANSWER_LIMIT_MS);
    expect([b.told.length, b.read.length]).toEqual([changes, 0]);

    await b.start();
    await b.look();
    expect(b.told.length).toBeGreaterThan(changes);
    expect(b.states()).toEqual(['ready', 'ready']);
    for (const path of ['a', 'b']) b.controls.report(path, bytesOf(path));
    expect(b.texts()).toEqual(['a', 'b']);
    await b.devices.stop();
    await expectNothingLeft(b);
  });

  it.each(moments.filter(({ held: call }) => call !== null && call !== 'search'))(
    '$name waits no longer than its limit, and closes everything else',
    async ({ reach }) => {
      const b = createBench();
      b.controls.plug('b');
      await b.start();
      await reach(b);
      let stopped = false;
      const stopping = b.devices.stop().then(() => {
        stopped = true;
      });
      await b.wait(STOP_LIMIT_MS - 1);
      expect(stopped).toBe(false);
      expect(b.controls.openHandles()).toBeLessThanOrEqual(1);
      await b.wait(1);
      await stopping;
      expect(b.timers()).toBe(0);
      b.read.length = 0;
      b.controls.report('a', bytesOf('too late'));
      expect(b.read).toEqual([]);
      releaseAll(b);
      await expectNothingLeft(b);
    },
  );

  it('takes a fault of the search along', async () => {
    const b = createBench();
    b.controls.failSearch('hidapi not initialized');
    await b.start();
    expect(b.states()).toEqual(['driver_failed']);
    await b.devices.stop();
    b.controls.failSearch(null);
    b.controls.hold('search');
    await b.start();
    b.controls.release('search');
    await b.look();
    expect(b.states()).toEqual([]);
    await b.devices.stop();
  });

  it('twice, or before the start, does nothing more', async () => {
    const b = createBench();
    await b.devices.stop();
    b.controls.plug('a');
    await b.start();
    await Promise.all([b.devices.stop(), b.devices.stop()]);
    await expectNothingLeft(b);
    expect(b.states()).toEqual(['ready']);
  });

  it('during a search ends it, even if the next start comes before its answer', async () => {
    const b = createBench();
    b.controls.hold('search');
    await b.start();
    await b.devices.stop();
    await b.start();
    releaseAll(b);
    b.controls.plug('a');
    await b.look();
    expect([b.states(), b.timers(), b.controls.openHandles()]).toEqual([['ready'], 1, 1]);
    await b.devices.stop();
    await expectNothingLeft(b);
  });

  it.each([
    ['opens', null],
    ['fails', 'Permission denied'],
  ])('while a scanner is opened leaves it to the next start, even if it %s late', async (_how, message) => {
    const b = createBench();
    b.controls.plug('a');
    b.controls.hold('open', 'a');
    await b.start();
    const stopping = b.devices.stop();
    b.told.length = 0;
    await b.start();
    b.controls.hold('search');
    b.controls.failOpen('a', message);
    b.controls.release('open', 'a');
    await stopping;
    expect([b.told, b.controls.openHandles()]).toEqual([[], 0]);
    b.controls.failOpen('a', null);
    releaseAll(b);
    await b.look();
    expect([b.states(), b.controls.openHandles()]).toEqual([['ready'], 1]);
    b.controls.report('a', bytesOf('once'));
    expect(b.texts()).toEqual(['once']);
    await b.devices.stop();
    await expectNothingLeft(b);
  });

  it('while a scanner is closed leaves its last reports and errors unread after the next start', async () => {
    const b = createBench();
    b.controls.plug('a');
    await b.start();
    b.controls.hold('close', 'a');
    const stopping = b.devices.stop();
    await b.wait(STOP_LIMIT_MS);
    await stopping;
    await b.start();
    expect(b.controls.openHandles()).toBe(2);
    b.controls.report('a', bytesOf('once'));
    expect(b.texts()).toEqual(['once']);
    b.controls.failReading('a');
    releaseAll(b);
    await b.look();
    expect([b.states(), b.controls.openHandles()]).toEqual([['ready'], 1]);
    await b.devices.stop();
    await expectNothingLeft(b);
  });

  it('at once when a scanner is told ready closes it only when the library has begun to read', async () => {
    const b = createBench();
    b.controls.plug('a');
    let stopping: Promise<void> | null = null;
    b.devices.start((list) => {
      if (list[0]?.status.state === 'ready') stopping ??= b.devices.stop();
    });
    await b.controls.settled();
    expect(stopping).not.toBeNull();
    await stopping;
    await expectNothingLeft(b);
  });
});
