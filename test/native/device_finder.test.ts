import { describe, expect, it } from 'vitest';
import { ANSWER_LIMIT_MS, createDeviceFinder, FIND_EVERY_MS, type DeviceWatcher } from '../../native/device_finder.ts';
import { createFakeHid } from '../helpers/fake_hid.ts';
import { createDeviceClock } from './device_clock.ts';

/** A finder whose searches are counted, and watchers that write down what they hear. */
function createBench(findEveryMs = FIND_EVERY_MS) {
  const { controls, library } = createFakeHid();
  const { setTimer, timers, wait } = createDeviceClock(controls);
  let searches = 0;
  const counted = {
    ...library,
    devicesAsync() {
      searches += 1;
      return library.devicesAsync();
    },
  };
  const finder = createDeviceFinder({ library: counted, setTimer, findEveryMs });
  function listen() {
    const heard: string[] = [];
    const watcher: DeviceWatcher = {
      found: (present) => heard.push(present.map(({ path }) => path).join(' ')),
      failed: (fault) => heard.push(fault),
    };
    return { heard, stop: finder.watch(watcher) };
  }
  return { controls, finder, listen, timers, wait, searches: () => searches };
}

describe('a search for HID devices', () => {
  it('serves every source at once', async () => {
    const b = createBench();
    b.controls.plug('a');
    const [first, second] = [b.listen(), b.listen()];
    await b.wait(0);
    expect([first.heard, second.heard, b.searches()]).toEqual([['a'], ['a'], 1]);
    await b.wait(3 * FIND_EVERY_MS);
    expect(b.searches()).toBe(4);
    first.stop();
    await b.wait(FIND_EVERY_MS);
    expect([first.heard.length, second.heard.length]).toEqual([4, 5]);
    second.stop();
    second.stop();
    await b.wait(10 * FIND_EVERY_MS);
    expect([b.searches(), b.timers()]).toEqual([5, 0]);
  });

  it('comes a second after the answer to the last one, however late that was', async () => {
    const b = createBench();
    b.controls.hold('search');
    const { stop } = b.listen();
    await b.wait(3_000);
    b.controls.release('search');
    await b.wait(FIND_EVERY_MS - 1);
    expect(b.searches()).toBe(1);
    await b.wait(1);
    expect(b.searches()).toBe(2);
    stop();
  });

  it('comes as often as is wanted', async () => {
    const b = createBench(50);
    const { stop } = b.listen();
    await b.wait(49);
    expect(b.searches()).toBe(1);
    await b.wait(1);
    expect(b.searches()).toBe(2);
    stop();
  });

  it('comes at once for one more source between two', async () => {
    const b = createBench();
    const first = b.listen();
    await b.wait(500);
    b.controls.plug('a');
    const second = b.listen();
    await b.wait(0);
    expect([first.heard, second.heard, b.timers()]).toEqual([['', 'a'], ['a'], 1]);
    first.stop();
    second.stop();
  });

  it('comes at once when asked, and a second time where one is under way, but not a third', async () => {
    const b = createBench();
    const { heard, stop } = b.listen();
    await b.wait(0);
    b.controls.hold('search');
    b.finder.search();
    await b.wait(0);
    b.controls.plug('a');
    for (let i = 0; i < 5; i += 1) b.finder.search();
    b.controls.release('search');
    await b.wait(0);
    expect([b.searches(), heard.at(-1), b.timers()]).toEqual([3, 'a', 1]);
    stop();
  });

  it('is not made for nobody', async () => {
    const b = createBench();
    b.finder.search();
    await b.wait(FIND_EVERY_MS);
    expect(b.searches()).toBe(0);
    b.controls.hold('search');
    b.listen().stop();
    b.finder.search();
    b.controls.release('search');
    await b.wait(FIND_EVERY_MS);
    expect([b.searches(), b.timers()]).toEqual([1, 0]);
  });

  it('without an answer is told to those who watch now, and its answer too', async () => {
    const b = createBench();
    b.controls.hold('search');
    const first = b.listen();
    await b.wait(ANSWER_LIMIT_MS);
    expect(first.heard).toEqual(['stopped_answering']);
    first.stop();
    const second = b.listen();
    await b.wait(ANSWER_LIMIT_MS);
    expect([first.heard, second.heard, b.searches()]).toEqual([['stopped_answering'], ['stopped_answering'], 1]);
    b.controls.plug('a');
    b.controls.release('search');
    await b.wait(0);
    expect(second.heard).toEqual(['stopped_answering', 'a']);
    second.stop();
    expect(b.timers()).toBe(0);
  });

  it('that fails is told, and tried again', async () => {
    const b = createBench();
    b.controls.failSearch('hidapi not initialized');
    const { heard, stop } = b.listen();
    await b.wait(FIND_EVERY_MS);
    b.controls.failSearch(null);
    await b.wait(FIND_EVERY_MS);
    expect(heard).toEqual(['driver_failed', 'driver_failed', '']);
    stop();
  });
});
