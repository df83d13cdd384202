import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import fc from 'fast-check';
import { beforeEach, describe, expect, it } from 'vitest';
import { createStaffLock, staffPins } from '../../main/settings/staff_lock.ts';
import { sealedJson } from '../../main/settings/sealed_json.ts';
import { noKeyStore } from '../helpers/key_stores.ts';

const FIRST_PINS = { manager: '2468', supervisor: '1357' };
const WRONG = { ok: false, error: 'wrong_pin' };
/** A real file of the version that knew one PIN, the manager's: it is 86420. */
const FILE_OF_ONE_PIN = `{
  "salt": "U1A+VUoWK4s9oHDLWLKUvA==",
  "hash": "hGtZAbqwL8QGSbaZCrMZYtSRYtPbxOtcvAA1hf/eYXY=",
  "misses": 0,
  "waitUntilMs": 0
}`;

let dir = '';
beforeEach(() => {
  dir = mkdtempSync(path.join(tmpdir(), 'staff-lock-'));
});

/** A machine on which the kiosk can be started again and again. */
function machine(firstPins: typeof FIRST_PINS | null = FIRST_PINS) {
  let uptimeMs = 1_000;
  let timers: { readonly atMs: number; readonly run: () => void }[] = [];
  const file = path.join(dir, 'pin.json');
  return {
    file,
    start() {
      timers = [];
      return createStaffLock({
        store: sealedJson(file, staffPins, { keyStore: noKeyStore }),
        firstPins,
        uptimeMs: () => uptimeMs,
        setTimer(run, afterMs) {
          const timer = { atMs: uptimeMs + afterMs, run };
          timers.push(timer);
          return () => {
            timers = timers.filter((one) => one !== timer);
          };
        },
      });
    },
    pass(forMs: number) {
      uptimeMs += forMs;
      const due = timers.filter(({ atMs }) => atMs <= uptimeMs);
      timers = timers.filter(({ atMs }) => atMs > uptimeMs);
      for (const { run } of due) run();
    },
  };
}

describe('the staff lock', () => {
  it.each([
    ['the file', ['pin.json'], 'manager'],
    ['the copy', ['pin.json.previous'], 'manager'],
    ['the file and its copy', ['pin.json', 'pin.json.previous'], 'lost'],
  ])('is open to nobody without the PIN that was set when %s is damaged, at the next start and the one after', async (_what, damaged, outcome) => {
    const { file, start } = machine(null);
    expect(await start().unlock('86420')).toEqual({ ok: true, value: 'manager' });
    for (const name of damaged) writeFileSync(path.join(path.dirname(file), name), 'rubbish');
    for (let n = 0; n < 2; n += 1) {
      const lock = start();
      expect(lock.isNew()).toBe(false);
      const answer = await lock.unlock('97531');
      expect(answer).toEqual({ ok: false, error: outcome === 'lost' ? 'lost' : 'wrong_pin' });
      expect(lock.role()).toBe('steward');
      const right = await lock.unlock('86420');
      expect(right.ok ? right.value : right.error).toBe(outcome);
    }
  });

  it('knows the role by the PIN, and closes by itself after five idle minutes', async () => {
    const { pass, start } = machine();
    const lock = start();
    expect(lock.role()).toBe('steward');
    expect(await lock.unlock('1357')).toEqual({ ok: true, value: 'supervisor' });
    expect(lock.role()).toBe('supervisor');
    expect(await lock.unlock('2468')).toEqual({ ok: true, value: 'manager' });
    pass(4 * 60_000);
    lock.touch();
    pass(4 * 60_000);
    expect([lock.role(), lock.lockInMs()]).toEqual(['manager', 60_000]);
    pass(60_000);
    expect([lock.role(), lock.lockInMs()]).toEqual(['steward', 0]);
    lock.touch();
    expect(lock.role()).toBe('steward');
    await lock.unlock('2468');
    lock.lock();
    expect(lock.role()).toBe('steward');
  });

  it('asks for a PIN of the role or a higher one, and unlocks nothing by that', async () => {
    const lock = machine().start();
    expect((await lock.check('1357', 'supervisor')).ok).toBe(true);
    expect((await lock.check('2468', 'supervisor')).ok).toBe(true);
    expect(await lock.check('1357', 'manager')).toEqual(WRONG);
    expect(lock.role()).toBe('steward');
  });

  it('makes guessing slow for everybody at once, more with each miss', async () => {
    const { pass, start } = machine();
    const lock = start();
    expect(await lock.unlock('0000')).toEqual(WRONG);
    expect(await lock.check('0000', 'supervisor')).toEqual(WRONG);
    expect(await lock.setPin({ role: 'manager', current: '0000', next: '97531' })).toEqual(WRONG);
    expect(lock.waitMs()).toBe(5_000);
    expect(await lock.unlock('2468')).toEqual({ ok: false, error: 'wait' });
    expect(await lock.check('1357', 'supervisor')).toEqual({ ok: false, error: 'wait' });
    pass(5_000);
    expect(await lock.unlock('0000')).toEqual(WRONG);
    expect(lock.waitMs()).toBe(10_000);
    pass(10_000);
    expect((await lock.unlock('2468')).ok).toBe(true);
    expect(await lock.unlock('0000')).toEqual(WRONG);
    expect(lock.waitMs()).toBe(0);
  });

  it('waits a quarter of an hour at most', async () => {
    const { pass, start } = machine();
    const lock = start();
    for (let i = 0; i < 15; i += 1) {
      await lock.unlock('0000');
      expect(lock.waitMs()).toBeLessThanOrEqual(15 * 60_000);
      pass(lock.waitMs());
    }
    await lock.unlock('0000');
    expect(lock.waitMs()).toBe(15 * 60_000);
  });

  it('starts a wait again at a restart, but not one that was over', async () => {
    const { pass, start } = machine();
    const lock = start();
    for (let i = 0; i < 3; i += 1) await lock.unlock('0000');
    pass(4_000);
    const again = start();
    expect(again.waitMs()).toBe(5_000);
    expect(await again.unlock('2468')).toEqual({ ok: false, error: 'wait' });
    pass(5_000);
    expect(start().waitMs()).toBe(0);
    expect(await start().unlock('0000')).toEqual(WRONG);
    expect(start().waitMs()).toBe(10_000);
  });

  it('looks at tries that come together one after another', async () => {
    const lock = machine().start();
    const tries = await Promise.all(['0000', '0000', '0000', '2468', '1357'].map((pin) => lock.unlock(pin)));
    expect(tries.map((tried) => !tried.ok && tried.error)).toEqual(['wrong_pin', 'wrong_pin', 'wrong_pin', 'wait', 'wait']);
  });

  it('gives a supervisor no free guesses at the PIN of the manager', async () => {
    const lock = machine().start();
    for (let i = 0; i < 2; i += 1) await lock.unlock('0000');
    await lock.unlock('1357');
    await lock.unlock('0000');
    expect(lock.waitMs()).toBeGreaterThan(0);
  });

  it('lets only the manager set PINs, which are in no file', async () => {
    const { file, start } = machine();
    const lock = start();
    expect(await lock.setPin({ role: 'supervisor', current: '1357', next: '97531' })).toEqual(WRONG);
    expect((await lock.setPin({ role: 'supervisor', current: '2468', next: '97531' })).ok).toBe(true);
    expect((await lock.setPin({ role: 'manager', current: '2468', next: '86420' })).ok).toBe(true);
    const again = start();
    expect(await again.unlock('1357')).toEqual(WRONG);
    expect(await again.unlock('97531')).toEqual({ ok: true, value: 'supervisor' });
    expect(await again.unlock('86420')).toEqual({ ok: true, value: 'manager' });
    expect(readFileSync(file, 'utf8')).not.toMatch(/97531|86420/);
    const kept = staffPins.parse(JSON.parse(readFileSync(file, 'utf8')));
    expect(kept.manager.salt).not.toBe(kept.supervisor?.salt);
  });

  it('takes the PIN of a supervisor away, and never that of the manager', async () => {
    const lock = machine().start();
    expect(await lock.setPin({ role: 'manager', current: '2468', next: null })).toEqual({ ok: false, error: 'bad_input' });
    expect((await lock.setPin({ role: 'supervisor', current: '2468', next: null })).ok).toBe(true);
    expect(await lock.unlock('1357')).toEqual(WRONG);
    expect((await lock.unlock('2468')).ok).toBe(true);
  });

  it('refuses a PIN that is the other role’s', async () => {
    const lock = machine().start();
    const refused = { ok: false, error: 'same_as_other' };
    expect(await lock.setPin({ role: 'supervisor', current: '2468', next: '2468' })).toEqual(refused);
    expect(await lock.setPin({ role: 'manager', current: '2468', next: '1357' })).toEqual(refused);
  });

  it.each(['123', '1234567890123', '12a4', '', '١٢٣٤'])('refuses %j as a PIN', async (next) => {
    expect(await machine().start().setPin({ role: 'manager', current: '2468', next })).toEqual({ ok: false, error: 'bad_input' });
  });

  it('calls a PIN too simple that repeats one digit, or counts up or down, wherever it starts', async () => {
    const lock = machine().start();
    const simple = fc
      .tuple(fc.nat(9), fc.constantFrom(0, 1, 9), fc.integer({ min: 4, max: 12 }))
      .map(([first, step, length]) => Array.from({ length }, (_, at) => (first + at * step) % 10).join(''));
    await fc.assert(
      fc.asyncProperty(simple, async (next) => {
        expect(await lock.setPin({ role: 'manager', current: '2468', next })).toEqual({ ok: false, error: 'too_simple' });
      }),
    );
  });

  it('of a new venue takes the first PIN that is entered as the manager’s, if it is fit to be one', async () => {
    const { start } = machine(null);
    const lock = start();
    expect(lock.isNew()).toBe(true);
    expect(await lock.check('97531', 'supervisor')).toEqual(WRONG);
    expect(await lock.unlock('12')).toEqual({ ok: false, error: 'bad_input' });
    expect(await lock.unlock('1234')).toEqual({ ok: false, error: 'too_simple' });
    expect(await lock.unlock('97531')).toEqual({ ok: true, value: 'manager' });
    expect(lock.isNew()).toBe(false);
    expect(await start().unlock('86420')).toEqual(WRONG);
  });

  it('keeps the PIN of a version that knew the manager’s only', async () => {
    const { file, start } = machine(null);
    writeFileSync(file, FILE_OF_ONE_PIN);
    const lock = start();
    expect(lock.isNew()).toBe(false);
    expect(await lock.unlock('86420')).toEqual({ ok: true, value: 'manager' });
    expect((await lock.setPin({ role: 'supervisor', current: '86420', next: '1357' })).ok).toBe(true);
    expect(await start().unlock('1357')).toEqual({ ok: true, value: 'supervisor' });
    expect(await start().unlock('86420')).toEqual({ ok: true, value: 'manager' });
  });

  it('keeps the misses and the wait of such a version too', async () => {
    const { file, pass, start } = machine(null);
    writeFileSync(file, FILE_OF_ONE_PIN.replace('"misses": 0', '"misses": 4').replace('"waitUntilMs": 0', '"waitUntilMs": 1772359200000'));
    const lock = start();
    expect(lock.waitMs()).toBe(10_000);
    pass(10_000);
    expect((await lock.unlock('86420')).ok).toBe(true);
  });

  it('does not make guesses free on a disk that refuses', async () => {
    const { file } = machine();
    const store = sealedJson(file, staffPins, { keyStore: noKeyStore });
    const lock = createStaffLock({
      store: { ...store, write: () => false },
      firstPins: FIRST_PINS,
      uptimeMs: () => 0,
      setTimer: () => () => {},
    });
    for (let i = 0; i < 3; i += 1) await lock.unlock('0000');
    expect(await lock.unlock('2468')).toEqual({ ok: false, error: 'wait' });
  });

  it('is shut by whatever else the file holds', () => {
    const { file, start } = machine(null);
    fc.assert(
      fc.property(fc.oneof(fc.json(), fc.string()), (content) => {
        writeFileSync(file, content);
        expect(start().role()).toBe('steward');
      }),
    );
  });
});
