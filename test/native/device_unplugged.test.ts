import { describe, expect, it } from 'vitest';
import { ANSWER_LIMIT_MS } from '../../native/device_finder.ts';
import { type Bench, bytesOf, createBench, expectNothingLeft, held, MOMENTS, releaseAll } from './device_keeper_bench.ts';

describe('a scanner that is unplugged', () => {
  const cases = MOMENTS.flatMap((moment) =>
    [true, false].flatMap((seen) =>
      [true, false].map((late) => {
        const noticed = seen ? 'noticed by a search' : 'not noticed by any';
        const answered = late ? ', the answer coming after the replug' : '';
        return { name: `${moment.name}, ${noticed}${answered}`, moment, seen, late };
      }),
    ),
  ).filter(({ moment, late }) => !late || moment.held !== null);

  it.each(cases)('comes back, 20 times: $name', async ({ moment, seen, late }) => {
    const b = createBench();
    b.controls.plug('b');
    await b.start();
    for (let cycle = 0; cycle < 20; cycle += 1) {
      await moment.reach(b);
      b.controls.unplug('a');
      if (seen) await b.look();
      if (!late) {
        releaseAll(b);
        await b.controls.settled();
      }
      b.controls.plug('a');
      if (late) {
        await b.look();
        releaseAll(b);
      }
      await b.look();
      await b.look();
      expect(b.states()).toEqual(['ready', 'ready']);
      b.read.length = 0;
      b.controls.report('a', bytesOf('again'));
      b.controls.report('b', bytesOf('other'));
      expect(b.texts()).toEqual(['again', 'other']);
      expect([b.controls.openHandles(), b.controls.listeners()]).toEqual([2, 4]);
      b.controls.unplug('a');
      await b.look();
      expect(b.states()).toEqual(['ready']);
      expect(b.controls.openHandles()).toBe(1);
    }
    await b.devices.stop();
    await expectNothingLeft(b);
  });

  it.each([
    ['closed', 'close', (b: Bench) => b.controls.failReading('a')],
    ['opened', 'open', () => {}],
  ] as const)('while it is %s is not opened on top of that when it comes back', async (_how, call, happen) => {
    const b = createBench();
    b.controls.plug('b');
    await b.start();
    if (call === 'open') b.controls.hold(call, 'a');
    b.controls.plug('a');
    await b.look();
    if (call === 'close') b.controls.hold(call, 'a');
    happen(b);
    const handles = b.controls.openHandles();
    b.controls.plug('a', { usage: 4 });
    await b.look();
    b.controls.plug('a');
    await b.look();
    expect(b.controls.openHandles()).toBe(handles);
    if (call === 'close') {
      expect(b.states()).toEqual(['ready', 'starting']);
      await b.wait(ANSWER_LIMIT_MS);
      expect(b.states()).toEqual(['ready', 'stopped_answering']);
    }
    b.controls.release(call, 'a');
    await b.wait(0);
    expect([b.states(), b.controls.openHandles()]).toEqual([['ready', 'ready'], 2]);
    await b.devices.stop();
    await expectNothingLeft(b);
  });

  it('is said to be at once, and told of no more after the next search', async () => {
    const b = createBench();
    b.controls.plug('a');
    await b.start();
    b.controls.unplug('a');
    expect(b.states()).toEqual(['disconnected']);
    await b.look();
    expect(b.states()).toEqual([]);
    await b.devices.stop();
  });

  it('is said to be at once even while a search gets no answer', async () => {
    const b = createBench();
    for (const path of ['a', 'b']) b.controls.plug(path);
    await b.start();
    b.controls.hold('search');
    await b.look();
    b.controls.unplug('a');
    expect(b.states()).toEqual(['disconnected', 'ready']);
    b.controls.release('search');
    await b.look();
    expect(b.states()).toEqual(['ready']);
    await b.devices.stop();
    await expectNothingLeft(b);
  });

  it('without an error is closed when a search does not show it', async () => {
    const b = createBench();
    b.controls.plug('a');
    await b.start();
    // Another device is there now, and the handle of the first was not told.
    b.controls.plug('a', { usage: 4 });
    await b.look();
    expect(b.states()).toEqual([]);
    await b.devices.stop();
    await expectNothingLeft(b);
  });
});
