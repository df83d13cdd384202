import { describe, expect, it } from 'vitest';
import type { DoorState } from '../main/bridge/contract.ts';
import { isDoorInUse } from '../main/door_in_use.ts';
import { decidedScreen, READY_DOOR, verdictOf } from './helpers/door_states.ts';

describe('a door', () => {
  it.each<readonly [string, Partial<DoorState>]>([
    ['a decision is shown', { screen: decidedScreen(1, verdictOf('admit')) }],
    ['a supervisor let somebody in', { screen: { kind: 'overridden', sequence: 1, reason: 'accompanied', showForMs: 8_000 } }],
    ['a code was lost', { screen: { kind: 'lost', sequence: 1, why: 'cut_short' } }],
    ['another code is waited for', { screen: { kind: 'pending', waitingFor: 'part' } }],
    ['a scanner is tested', { screen: { kind: 'problem', problem: 'scanner_test' } }],
    ['the camera sees a code that it cannot read', { hint: 'hold_closer' }],
    ['a visitor was just counted by hand', { lastManual: { reason: 'child', atMs: 0 } }],
    ['staff practise', { drill: { presented: 0, right: 0, asks: false, judged: null } }],
  ])('is in use while %s', (_what, changes) => {
    expect(isDoorInUse({ ...READY_DOOR, ...changes })).toBe(true);
  });

  it('is not while it waits for a pass', () => {
    expect(isDoorInUse({ ...READY_DOOR, admittedToday: 7 })).toBe(false);
  });
});
