import { describe, expect, it } from 'vitest';
import { fail, ok, type Result } from '../main/pass/result.ts';
import type { ProgramFault } from '../main/bridge/contract.ts';
import { createProgramChange } from '../main/program_change.ts';

/** A kiosk that tells in `done` what was done with it, and to whose timers time is given by hand. */
function setUp(given: { isOnTrial?: boolean; isGuarded?: boolean; inDoubt?: boolean; handedOver?: Result<null, ProgramFault> } = {}) {
  const done: unknown[] = [];
  let isAccepted = false;
  let timers: (() => void)[] = [];
  const change = createProgramChange({
    isOnTrial: given.isOnTrial ?? false,
    isGuarded: given.isGuarded ?? true,
    countsAreInDoubt: () => given.inDoubt ?? false,
    hasScanner: () => true,
    handOver(one) {
      done.push(one);
      return given.handedOver ?? ok(null);
    },
    notBegun: (to) => done.push(['not begun', to]),
    startAnew: () => done.push('start anew'),
    failTrial: (reason) => done.push(['failed', reason]),
    proved: () => done.push('proved'),
    isAccepted: () => isAccepted,
    note: (word) => done.push(word),
    changed: () => done.push(change.isUnderWay() ? 'closed' : 'open'),
    setTimer(run) {
      timers.push(run);
      return () => {};
    },
  });
  return {
    change,
    done,
    accept() {
      isAccepted = true;
    },
    time() {
      const due = timers;
      timers = [];
      for (const run of due) run();
    },
  };
}

describe('a change to another program', () => {
  it('closes the door, hands over, and starts the kiosk anew', async () => {
    const { change, done } = setUp();
    expect(await change.begin('2.0.0', 'update')).toEqual(ok(null));
    expect(done).toEqual(['closed', 'begun', { to: '2.0.0', kind: 'update', hadScanner: true }, 'start anew']);
    change.atLast();
    expect(done).toHaveLength(4);
    expect(change.isUnderWay()).toBe(true);
  });

  it('opens the door again where nothing could be handed over', async () => {
    const { change, done } = setUp({ handedOver: fail('not_backed_up') });
    expect(await change.begin('2.0.0', 'update')).toEqual(fail('not_backed_up'));
    expect(done).toEqual(['closed', 'begun', expect.anything(), 'open']);
  });

  it.each([
    ['not_guarded', { isGuarded: false }],
    ['counts_in_doubt', { inDoubt: true }],
  ] as const)('does not begin where it is %s', async (fault, given) => {
    const { change, done } = setUp(given);
    expect(await change.begin('2.0.0', 'update')).toEqual(fail(fault));
    expect(done).toEqual([]);
    expect(change.isUnderWay()).toBe(false);
  });

  it('goes back when everything is closed, and not before', async () => {
    const { change, done } = setUp();
    expect(await change.begin(null, 'back')).toEqual(ok(null));
    expect(done).toEqual(['closed', 'begun', 'start anew']);
    change.atLast();
    expect(done.slice(3)).toEqual([{ to: null, kind: 'back', hadScanner: true }]);
  });

  it('writes down that a way back could not be begun', async () => {
    const { change, done } = setUp({ handedOver: fail('no_way_back') });
    await change.begin(null, 'back');
    change.atLast();
    expect(done.slice(4)).toEqual([['not begun', null]]);
  });
});

describe('a program on trial', () => {
  it('takes scans when it has proved itself and the disk says that it is the one in use', async () => {
    const { accept, change, done, time } = setUp({ isOnTrial: true });
    await change.prove([
      { passes: () => true, otherwise: 'specimen' },
      { passes: async () => true, otherwise: 'scanner' },
    ]);
    time();
    expect(done).toEqual(['proved']);
    expect(change.isUnderWay()).toBe(true);
    accept();
    time();
    time();
    expect(done).toEqual(['proved', 'installed', 'open']);
  });

  it.each([
    ['specimen', [false, true]],
    ['specimen', [false, false]],
    ['scanner', [true, false]],
  ] as const)('fails by %s, the first of its tests %s that is not passed, and stays closed', async (reason, [first, second]) => {
    const { accept, change, done, time } = setUp({ isOnTrial: true });
    accept();
    await change.prove([
      { passes: () => first, otherwise: 'specimen' },
      { passes: async () => second, otherwise: 'scanner' },
    ]);
    time();
    expect(done).toEqual([['failed', reason]]);
    expect(change.isUnderWay()).toBe(true);
  });
});
