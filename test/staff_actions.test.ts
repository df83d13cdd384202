import { describe, expect, it } from 'vitest';
import type { ManualReason, OverrideReason, VenueSettings } from '../main/bridge/contract.ts';
import type { Result } from '../main/pass/result.ts';
import { defaultSettings } from '../main/settings/venue_settings.ts';
import { createStaffActions, OVERRIDE_FOR_MS, type StaffEntry, UNDO_FOR_MS } from '../main/staff_actions.ts';

const RIGHT_PIN = '1357';
const DECISION = { sequence: 7, gate: 'North', direction: 'in' } as const;
const REQUEST = { sequence: 7, pin: RIGHT_PIN, reason: 'paper_proof' } as const;
const OK = { ok: true, value: null } as const;

function bench() {
  let nowMs = 1_000;
  let timers: { readonly at: number; readonly run: () => void }[] = [];
  const overridden: StaffEntry<OverrideReason>[] = [];
  const manual: StaffEntry<ManualReason>[] = [];
  const state = {
    settings: { ...defaultSettings('Hall'), directionToggle: true } as VenueSettings,
    disk: OK as Result<null, string>,
    /** What happens while the PIN is looked at. */
    meanwhile: () => {},
    shown: 0,
    changes: 0,
  };
  const staff = createStaffActions({
    async checkPin(pin) {
      await Promise.resolve();
      state.meanwhile();
      return pin === RIGHT_PIN ? OK : { ok: false, error: pin === 'wait' ? 'wait' : 'wrong_pin' };
    },
    override(entry) {
      if (state.disk.ok) overridden.push(entry);
      return state.disk;
    },
    manual(entry) {
      if (state.disk.ok) manual.push(entry);
      return state.disk;
    },
    undoManual() {
      if (state.disk.ok) manual.pop();
      return state.disk;
    },
    settings: () => state.settings,
    saveSettings(wanted) {
      if (state.disk.ok) state.settings = wanted;
      return state.disk.ok;
    },
    overridden: () => {
      state.shown += 1;
    },
    changed: () => {
      state.changes += 1;
    },
    now: () => nowMs,
    setTimer(run, afterMs) {
      const timer = { at: nowMs + afterMs, run };
      timers.push(timer);
      return () => {
        timers = timers.filter((other) => other !== timer);
      };
    },
  });
  return {
    staff,
    state,
    overridden,
    manual,
    timers: () => timers.length,
    advance(ms: number) {
      nowMs += ms;
      const due = timers.filter((timer) => timer.at <= nowMs);
      timers = timers.filter((timer) => timer.at > nowMs);
      for (const timer of due) timer.run();
    },
  };
}

describe('an override', () => {
  it('is counted once, where and as the decision was, and only then shown', async () => {
    const b = bench();
    b.staff.offerOverride({ ...DECISION, direction: 'out' });
    expect(b.staff.mayOverride()).toBe(7);
    expect(await b.staff.override(REQUEST)).toEqual(OK);
    expect(b.overridden).toEqual([{ atMs: 1_000, gate: 'North', direction: 'out', reason: 'paper_proof' }]);
    expect([b.staff.mayOverride(), b.staff.overrideReason(), b.state.shown]).toEqual([null, 'paper_proof', 1]);
    expect(await b.staff.override(REQUEST)).toEqual({ ok: false, error: 'too_late' });
    expect([b.overridden.length, b.state.shown, b.timers()]).toEqual([1, 1, 0]);
  });

  it('is refused without the right PIN, and can be tried again', async () => {
    const b = bench();
    b.staff.offerOverride(DECISION);
    expect(await b.staff.override({ ...REQUEST, pin: '0000' })).toEqual({ ok: false, error: 'wrong_pin' });
    expect(await b.staff.override({ ...REQUEST, pin: 'wait' })).toEqual({ ok: false, error: 'wait' });
    expect([b.overridden.length, b.state.shown, b.staff.mayOverride()]).toEqual([0, 0, 7]);
    expect(await b.staff.override(REQUEST)).toEqual(OK);
  });

  it('is of the last decision, not of one before it', async () => {
    const b = bench();
    expect(await b.staff.override(REQUEST)).toEqual({ ok: false, error: 'too_late' });
    b.staff.offerOverride(DECISION);
    b.staff.offerOverride({ ...DECISION, sequence: 8 });
    expect(await b.staff.override(REQUEST)).toEqual({ ok: false, error: 'too_late' });
    b.staff.withdrawOverride();
    expect(await b.staff.override({ ...REQUEST, sequence: 8 })).toEqual({ ok: false, error: 'too_late' });
    expect(b.overridden).toEqual([]);
  });

  it('is too late when the next visitor came while the PIN was looked at', async () => {
    const b = bench();
    b.staff.offerOverride(DECISION);
    b.state.meanwhile = () => b.staff.offerOverride({ ...DECISION, sequence: 8 });
    expect(await b.staff.override(REQUEST)).toEqual({ ok: false, error: 'too_late' });
    expect([b.overridden.length, b.staff.mayOverride()]).toEqual([0, 8]);
  });

  it('is counted once for two presses of the same button', async () => {
    const b = bench();
    b.staff.offerOverride(DECISION);
    const answers = await Promise.all([b.staff.override(REQUEST), b.staff.override(REQUEST)]);
    expect(answers).toEqual([OK, { ok: false, error: 'too_late' }]);
    expect(b.overridden).toHaveLength(1);
  });

  it('is over after two minutes, and the door is told', async () => {
    const b = bench();
    b.staff.offerOverride(DECISION);
    b.advance(OVERRIDE_FOR_MS - 1);
    expect(b.staff.mayOverride()).toBe(7);
    b.advance(1);
    expect([b.staff.mayOverride(), b.state.changes]).toEqual([null, 1]);
    expect(await b.staff.override(REQUEST)).toEqual({ ok: false, error: 'too_late' });
  });

  it('lets nobody in that could not be counted', async () => {
    const b = bench();
    b.staff.offerOverride(DECISION);
    b.state.disk = { ok: false, error: 'SQLITE_FULL' };
    expect(await b.staff.override(REQUEST)).toEqual({ ok: false, error: 'not_counted' });
    expect([b.state.shown, b.staff.mayOverride()]).toEqual([0, 7]);
  });
});

describe('an entry by hand', () => {
  it('is counted, can be taken back once, and only for a while', async () => {
    const b = bench();
    expect(await b.staff.countManually({ reason: 'child' })).toEqual(OK);
    expect(b.manual).toEqual([{ atMs: 1_000, gate: 'Main entrance', direction: 'in', reason: 'child' }]);
    expect(b.staff.lastManual()).toEqual({ reason: 'child', atMs: 1_000 });
    expect(await b.staff.undoManual()).toEqual(OK);
    expect([b.manual.length, b.staff.lastManual()]).toEqual([0, null]);
    expect(await b.staff.undoManual()).toEqual({ ok: false, error: 'too_late' });

    await b.staff.countManually({ reason: 'exempt' });
    b.advance(UNDO_FOR_MS);
    expect(b.staff.lastManual()).toBeNull();
    expect(await b.staff.undoManual()).toEqual({ ok: false, error: 'too_late' });
    expect([b.manual.length, b.timers()]).toEqual([1, 0]);
  });

  it('has its whole time, though another was counted just before', async () => {
    const b = bench();
    await b.staff.countManually({ reason: 'child' });
    b.advance(UNDO_FOR_MS - 1);
    await b.staff.countManually({ reason: 'staff' });
    b.advance(UNDO_FOR_MS - 1);
    expect(b.staff.lastManual()).toMatchObject({ reason: 'staff' });
    expect(await b.staff.undoManual()).toEqual(OK);
    expect(b.manual.map(({ reason }) => reason)).toEqual(['child']);
  });

  it('says when it could not be counted or taken back, and when the day has turned', async () => {
    const b = bench();
    b.state.disk = { ok: false, error: 'SQLITE_FULL' };
    expect(await b.staff.countManually({ reason: 'child' })).toEqual({ ok: false, error: 'not_counted' });
    expect(b.staff.lastManual()).toBeNull();
    b.state.disk = OK;
    await b.staff.countManually({ reason: 'child' });
    b.state.disk = { ok: false, error: 'SQLITE_IOERR' };
    expect(await b.staff.undoManual()).toEqual({ ok: false, error: 'not_counted' });
    expect(b.staff.lastManual()).not.toBeNull();
    b.state.disk = { ok: false, error: 'nothing_to_undo' };
    expect(await b.staff.undoManual()).toEqual({ ok: false, error: 'too_late' });
    expect(b.staff.lastManual()).toBeNull();
  });
});

describe('the direction', () => {
  it('is turned and kept where the manager allows it', async () => {
    const b = bench();
    expect(await b.staff.setDirection({ direction: 'out' })).toEqual(OK);
    expect(b.state.settings.direction).toBe('out');
    await b.staff.countManually({ reason: 'other' });
    expect(b.manual[0]).toMatchObject({ direction: 'out' });
    b.state.settings = { ...b.state.settings, directionToggle: false };
    expect(await b.staff.setDirection({ direction: 'in' })).toEqual({ ok: false, error: 'not_allowed' });
    expect(b.state.settings.direction).toBe('out');
  });

  it('stays as it is where the disk refuses', async () => {
    const b = bench();
    b.state.disk = { ok: false, error: 'SQLITE_FULL' };
    expect(await b.staff.setDirection({ direction: 'out' })).toEqual({ ok: false, error: 'not_saved' });
    expect(b.state.settings.direction).toBe('in');
  });
});
