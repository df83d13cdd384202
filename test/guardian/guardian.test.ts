import { describe, expect, it } from 'vitest';
import { type KioskProcess, type Launch, startGuardian } from '../../main/guardian/guardian.ts';

/** A guardian on a clock that stands still until it is moved, and the processes that it started. */
function watch(next: () => Launch = () => ({ program: 'kiosk', args: [], isTrial: false })) {
  let nowMs = 0;
  const timers = new Set<{ readonly atMs: number; readonly run: () => void }>();
  const starts: { readonly atMs: number; say(message: unknown): void; end(): void; isOver: boolean; wasAsked: boolean }[] = [];
  const judged: boolean[] = [];
  let ended = 0;
  const guardian = startGuardian({
    next,
    start(): KioskProcess {
      let hearMessage = (_message: unknown) => {};
      let hearEnd = () => {};
      const started = {
        atMs: nowMs,
        say: (message: unknown) => hearMessage(message),
        end() {
          started.isOver = true;
          hearEnd();
        },
        isOver: false,
        wasAsked: false,
      };
      starts.push(started);
      return {
        onMessage: (hear) => (hearMessage = hear),
        onEnd: (hear) => (hearEnd = hear),
        end: () => (started.wasAsked = true),
        kill: () => started.end(),
      };
    },
    judged: (_launch, isGood) => judged.push(isGood),
    ended: () => (ended += 1),
    setTimer(run, afterMs) {
      const timer = { atMs: nowMs + afterMs, run };
      timers.add(timer);
      return () => timers.delete(timer);
    },
  });
  function pass(durationMs: number): void {
    const untilMs = nowMs + durationMs;
    for (;;) {
      const due = [...timers].filter(({ atMs }) => atMs <= untilMs).sort((a, b) => a.atMs - b.atMs)[0];
      if (due === undefined) break;
      timers.delete(due);
      nowMs = due.atMs;
      due.run();
    }
    nowMs = untilMs;
  }
  /** The clock jumps: what is due by then is called once, at its end. */
  function sleep(durationMs: number): void {
    nowMs += durationMs;
    const due = [...timers].filter(({ atMs }) => atMs <= nowMs);
    for (const timer of due) {
      timers.delete(timer);
      timer.run();
    }
  }
  const latest = () => starts.at(-1) ?? expect.fail('nothing was started');
  return { guardian, pass, sleep, starts, latest, judged, ended: () => ended };
}

describe('the guardian', () => {
  it('starts the kiosk again at once when it ended, and later and later while it does not hold', () => {
    const { latest, pass, starts } = watch();
    for (let n = 0; n < 8; n += 1) {
      latest().end();
      pass(10_000);
    }
    const waits = starts.slice(1).map(({ atMs }, n) => atMs - n * 10_000);
    expect(waits[0]).toBe(0);
    expect(waits).toEqual([...waits].sort((one, other) => one - other));
    expect(waits.slice(-2)).toEqual([3_000, 3_000]);
  });

  it('counts anew when a start has held', () => {
    const { latest, pass, starts } = watch();
    for (let n = 0; n < 4; n += 1) {
      latest().end();
      pass(10_000);
    }
    latest().say({ kind: 'ready' });
    for (let second = 0; second < 12; second += 2) {
      latest().say({ kind: 'alive' });
      pass(2_000);
    }
    const before = starts.length;
    latest().end();
    pass(0);
    expect(starts).toHaveLength(before + 1);
  });

  it('ends a kiosk that falls silent, and one that never says a word', () => {
    const { latest, pass, starts } = watch();
    latest().say({ kind: 'alive' });
    pass(9_999);
    expect(starts).toHaveLength(1);
    pass(1);
    expect(starts[0]?.isOver).toBe(true);
    expect(starts).toHaveLength(2);
    pass(120_000);
    expect(starts[1]?.isOver).toBe(true);
  });

  it('gives one that says that it is busy two minutes, and none more after its next sign of life', () => {
    const { latest, pass, starts } = watch();
    latest().say({ kind: 'busy' });
    pass(119_999);
    expect(starts).toHaveLength(1);
    latest().say({ kind: 'alive' });
    pass(10_000);
    expect(starts[0]?.isOver).toBe(true);
    latest().say({ kind: 'busy' });
    pass(120_000);
    expect(starts[1]?.isOver).toBe(true);
  });

  it.each([{}, null, 'alive', { kind: 'other' }])('takes no sign of life from %j', (message) => {
    const { latest, pass, starts } = watch();
    latest().say({ kind: 'alive' });
    pass(9_000);
    latest().say(message);
    pass(1_000);
    expect(starts[0]?.isOver).toBe(true);
  });

  it('ends with a kiosk that staff ended, and starts nothing', () => {
    const { ended, latest, pass, starts } = watch();
    latest().say({ kind: 'ended' });
    latest().end();
    pass(600_000);
    expect(ended()).toBe(1);
    expect(starts).toHaveLength(1);
  });

  it('ends a kiosk that staff ended and that goes on all the same', () => {
    const { ended, latest, pass } = watch();
    latest().say({ kind: 'ended' });
    for (let second = 0; second < 10; second += 2) {
      latest().say({ kind: 'alive' });
      pass(2_000);
    }
    expect(latest().isOver).toBe(true);
    expect(ended()).toBe(1);
  });

  it('ends no kiosk that lives, when all its time is gone at once in a sleep of the computer', () => {
    const { latest, sleep, starts } = watch();
    latest().say({ kind: 'alive' });
    sleep(3_600_000);
    latest().say({ kind: 'alive' });
    sleep(3_600_000);
    expect(starts).toHaveLength(1);
  });

  it('asks the kiosk to end when it is stopped itself, and ends it where it does not', () => {
    const { ended, guardian, latest, pass, starts } = watch();
    latest().say({ kind: 'alive' });
    guardian.stop();
    expect(latest().wasAsked).toBe(true);
    expect(ended()).toBe(0);
    pass(10_000);
    expect(latest().isOver).toBe(true);
    expect(ended()).toBe(1);
    pass(600_000);
    expect(starts).toHaveLength(1);
  });

  it('starts nothing more when it is stopped between two starts', () => {
    const { ended, guardian, latest, pass, starts } = watch();
    for (let n = 0; n < 3; n += 1) {
      latest().end();
      pass(0);
    }
    const before = starts.length;
    guardian.stop();
    pass(600_000);
    expect(ended()).toBe(1);
    expect(starts).toHaveLength(before);
  });

  it('judges a trial by whether it is ready within a minute, once', () => {
    const trial = { program: 'new', args: [], isTrial: true };
    const good = watch(() => trial);
    good.latest().say({ kind: 'ready' });
    good.latest().end();
    expect(good.judged).toEqual([true]);

    const late = watch(() => trial);
    for (let second = 0; second < 60; second += 2) {
      late.latest().say({ kind: 'alive' });
      late.pass(2_000);
    }
    expect(late.starts[0]?.isOver).toBe(true);
    expect(late.judged).toEqual([false]);

    const crashed = watch(() => trial);
    crashed.latest().end();
    expect(crashed.judged).toEqual([false]);
  });
});
