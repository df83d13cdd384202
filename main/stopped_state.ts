import type { DoorState, StartFault, VenueSettings } from './bridge/contract.ts';

/** What the door shows where the kiosk cannot work at all: why, and whom to call. Nothing is read and nothing is counted. */
export function stoppedState(settings: VenueSettings, fault: StartFault, demo: boolean): DoorState {
  const { direction, gate, language, support, venueName } = settings;
  return {
    demo,
    venueName,
    gate,
    direction,
    language,
    sound: false,
    devices: [],
    admittedToday: 0,
    occupancy: { inside: 0, capacity: null, level: 'below', peak: 0, peakAtMs: null },
    directionToggle: false,
    lastManual: null,
    mayOverride: null,
    drill: null,
    notice: null,
    hint: null,
    mirror: false,
    // What else is wrong stays so until somebody mends it.
    screen: { kind: 'stopped', fault, support, triesAgain: fault === 'cannot_open' || fault === 'no_key' },
  };
}
