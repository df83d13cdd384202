import type { DoorState, StartFault, VisitorState } from '../../main/bridge/contract.ts';
import { defaultSettings } from '../../main/settings/venue_settings.ts';
import { stoppedState } from '../../main/stopped_state.ts';
import { wordsOf } from '../../renderer/words/words.ts';
import { decidedScreen, verdictOf } from './door_states.ts';

const HOLDER = { line: 'C. T.', birth: '--02-29' };
const SUPPORT = { name: 'Help desk', contact: '+852 5550 0000' };
const DAMAGED_MS = Date.UTC(2026, 10, 28, 9, 15);

/** Every reason why the kiosk cannot work at all. */
export const START_FAULTS = Object.keys(wordsOf('en').startFault) as readonly StartFault[];

/** Counts that were damaged: none is missing, some of a time may be, and some of nobody knows which time. */
export const RESTORED_NOTICES: readonly (readonly [string, NonNullable<DoorState['notice']>])[] = [
  ['counts-restored', { kind: 'counts_restored', restored: { atMs: DAMAGED_MS, by: 'copy', lost: null } }],
  ['counts-may-miss', { kind: 'counts_restored', restored: { atMs: DAMAGED_MS, by: 'salvage', lost: { fromMs: DAMAGED_MS - 86_400_000, untilMs: DAMAGED_MS } } }],
  ['counts-salvaged', { kind: 'counts_restored', restored: { atMs: DAMAGED_MS, by: 'salvage', lost: { fromMs: null, untilMs: DAMAGED_MS } } }],
];

/** As the kiosk says that it cannot work, in any language. */
function stopped(fault: StartFault): Partial<DoorState> {
  const { language: _language, ...state } = stoppedState({ ...defaultSettings('Riverside Hall'), support: SUPPORT }, fault, false);
  return state;
}

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
  ...RESTORED_NOTICES.map(([name, notice]) => [name, { notice }] as const),
  ...START_FAULTS.map((fault) => [`stopped-${fault}`, stopped(fault)] as const),
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
