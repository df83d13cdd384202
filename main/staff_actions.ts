import type { Direction, DoorBridge, ManualReason, OverrideReason, VenueSettings } from './bridge/contract.ts';
import { fail, ok, type Result } from './pass/result.ts';

/** An entry that no code stands for; words from closed lists. */
export interface StaffEntry<Reason extends string> {
  readonly atMs: number;
  readonly gate: string;
  readonly direction: Direction;
  readonly reason: Reason;
}

/** What the door's staff do beside scanning; each answers the door's window. */
export interface StaffActions extends Pick<DoorBridge, 'override' | 'countManually' | 'undoManual' | 'setDirection'> {
  /** A visitor was refused or not decided on: a supervisor may let them in until something else is presented. */
  offerOverride(decision: { readonly sequence: number; readonly gate: string; readonly direction: Direction }): void;
  withdrawOverride(): void;
  mayOverride(): number | null;
  /** Why the last visitor was let in. */
  overrideReason(): OverrideReason | null;
  lastManual(): { readonly reason: ManualReason; readonly atMs: number } | null;
}

/** A supervisor walks over, looks and decides; later it is another visitor's turn. */
export const OVERRIDE_FOR_MS = 120_000;
/** How long an entry by hand can be taken back. */
export const UNDO_FOR_MS = 20_000;

/**
 * Overrides, entries by hand and the door's direction. Each is counted durably before it is shown; one that could
 * not be counted changes nothing. PINs are handed to `checkPin` and kept nowhere.
 */
export function createStaffActions(parts: {
  readonly checkPin: (pin: string) => Promise<Result<null, 'wrong_pin' | 'wait' | 'sealed' | 'lost'>>;
  readonly override: (entry: StaffEntry<OverrideReason>) => Result<null, string>;
  readonly manual: (entry: StaffEntry<ManualReason>) => Result<null, string>;
  /** Takes the last entry by hand back; `nothing_to_undo` where the day has turned since. */
  readonly undoManual: (act: { readonly atMs: number }) => Result<null, string>;
  readonly settings: () => VenueSettings;
  readonly saveSettings: (settings: VenueSettings) => boolean;
  /** An override was counted: the screen says so. */
  readonly overridden: () => void;
  readonly changed: () => void;
  readonly now: () => number;
  readonly setTimer: (run: () => void, afterMs: number) => () => void;
}): StaffActions {
  let offer: { readonly sequence: number; readonly gate: string; readonly direction: Direction } | null = null;
  let cancelOffer = () => {};
  let reasonGiven: OverrideReason | null = null;
  let manual: StaffEntry<ManualReason> | null = null;
  let cancelManual = () => {};

  function setOffer(next: typeof offer): void {
    cancelOffer();
    cancelOffer = () => {};
    offer = next;
    if (next === null) return;
    cancelOffer = parts.setTimer(() => {
      setOffer(null);
      parts.changed();
    }, OVERRIDE_FOR_MS);
  }

  function setManual(next: typeof manual): void {
    cancelManual();
    cancelManual = () => {};
    manual = next;
    if (next !== null) cancelManual = parts.setTimer(() => setManual(null), UNDO_FOR_MS);
    parts.changed();
  }

  return {
    offerOverride: setOffer,
    withdrawOverride: () => setOffer(null),
    mayOverride: () => offer?.sequence ?? null,
    overrideReason: () => reasonGiven,
    lastManual: () => (manual === null ? null : { reason: manual.reason, atMs: manual.atMs }),
    async override({ pin, reason, sequence }) {
      if (offer?.sequence !== sequence) return fail('too_late');
      const checked = await parts.checkPin(pin);
      if (!checked.ok) return checked;
      // Meanwhile another visitor may have come, or another press of the same button.
      const decision = offer;
      if (decision?.sequence !== sequence) return fail('too_late');
      const { direction, gate } = decision;
      if (!parts.override({ atMs: parts.now(), gate, direction, reason }).ok) return fail('not_counted');
      setOffer(null);
      reasonGiven = reason;
      parts.overridden();
      return ok(null);
    },
    async countManually({ reason }) {
      const { direction, gate } = parts.settings();
      const entry = { atMs: parts.now(), gate, direction, reason };
      if (!parts.manual(entry).ok) return fail('not_counted');
      setManual(entry);
      return ok(null);
    },
    async undoManual() {
      if (manual === null) return fail('too_late');
      const undone = parts.undoManual({ atMs: parts.now() });
      if (!undone.ok && undone.error !== 'nothing_to_undo') return fail('not_counted');
      setManual(null);
      return undone.ok ? ok(null) : fail('too_late');
    },
    async setDirection({ direction }) {
      const settings = parts.settings();
      if (!settings.directionToggle) return fail('not_allowed');
      return parts.saveSettings({ ...settings, direction }) ? ok(null) : fail('not_saved');
    },
  };
}
