import type { DoorState, VisitorState } from '../../main/bridge/contract.ts';
import { decidedScreen, verdictOf } from './door_states.ts';

const HOLDER = { line: 'C. T.', birth: '--02-29' };

/** Every screen of the door, by a name for its picture. */
export const DOOR_SCREENS: readonly (readonly [string, Partial<DoorState>])[] = [
  ['ready', {}],
  ['ready-no-scanner', { screen: { kind: 'problem', problem: 'no_scanner' }, devices: [] }],
  ['admit', { screen: decidedScreen(1, verdictOf('admit', { identity: HOLDER })) }],
  ['admit-again', { screen: decidedScreen(2, verdictOf('admit', { identity: HOLDER }), { shownBeforeMs: 240_000 }) }],
  ['refuse-out-of-date', { screen: decidedScreen(3, verdictOf('refuse', { reasonClass: 'out_of_date', hint: 'expired' })), mayOverride: 3 }],
  ['refuse-forged', { screen: decidedScreen(4, verdictOf('refuse', { reasonClass: 'not_accepted' })), mayOverride: 4 }],
  ['undecided', { screen: decidedScreen(5, verdictOf('undecided', { reasonClass: 'unknown_issuer', hint: 'unknown_key' })), mayOverride: 5 }],
  ['not-a-pass', { screen: decidedScreen(6, verdictOf('not_a_pass', { reasonClass: 'wrong_code', format: 'boarding_pass' })) }],
  ['specimen', { screen: decidedScreen(7, verdictOf('specimen')) }],
  ['overridden', { screen: { kind: 'overridden', sequence: 8, reason: 'paper_proof', showForMs: 60_000 } }],
  ['pending', { screen: { kind: 'pending', waitingFor: 'part' } }],
  ['lost', { screen: { kind: 'lost', sequence: 9, why: 'cut_short' } }],
  ['exit', { direction: 'out', directionToggle: true }],
  ['counted-by-hand', { lastManual: { reason: 'child', atMs: Date.now() } }],
  ['nearly-full', { occupancy: { inside: 483, capacity: 500, level: 'alarm', peak: 483, peakAtMs: 0 } }],
  ['full', { occupancy: { inside: 500, capacity: 500, level: 'full', peak: 500, peakAtMs: 0 } }],
  ['open-until', { notice: { kind: 'open_until', at: Date.UTC(2026, 10, 29, 15), what: 'revocations' } }],
];

/** What there is around each of them. */
export const AROUND_THE_DOOR: Partial<DoorState> = {
  occupancy: { inside: 312, capacity: 500, level: 'below', peak: 340, peakAtMs: 0 },
  devices: [
    { sourceId: 'hid:1', input: 'hid_pos', name: 'Scanner', status: { state: 'ready' } },
    { sourceId: 'camera', input: 'camera', name: 'Camera', status: { state: 'ready' } },
  ],
};

/** Every screen of the visitor's. */
export const VISITOR_SCREENS: readonly (readonly [string, Partial<VisitorState>])[] = [
  ['present', {}],
  ['hint', { hint: 'hold_closer' }],
  ['welcome', { screen: 'welcome' }],
  ['goodbye', { screen: 'goodbye' }],
  ['see-staff', { screen: 'see_staff' }],
];
