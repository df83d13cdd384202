import type { CountsRestored, Occupancy } from './door_state.ts';
import type { ExportFormat } from './figures.ts';
import type { CorrectionReason, ManualReason, OverrideReason, Role } from './staff.ts';

/** What the event log has of each kind of event: one word of a closed list (or none), so that nobody can be in it. */
export interface EventWords {
  readonly kiosk_started: '';
  /** The manager ended the program. */
  readonly kiosk_ended: '';
  /** `amount` were still counted as inside when the day before ended. */
  readonly day_started: '';
  /** The venue's day turned back to one that was not over; `amount` are inside. */
  readonly day_resumed: '';
  readonly override: OverrideReason;
  readonly manual_undone: ManualReason;
  /** `amount` more, or fewer below zero. */
  readonly inside_corrected: CorrectionReason;
  readonly unlocked: Exclude<Role, 'steward'>;
  readonly wrong_pin: '';
  readonly pin_changed: Exclude<Role, 'steward'>;
  readonly settings_changed: '';
  readonly exported: ExportFormat | 'print';
  readonly support_bundle: '';
  readonly trust_updated: 'applied' | 'restored' | 'set_up';
  readonly clock_confirmed: '';
  /** Handed over to another program; that one proved itself; it did not, and the old one is back with its data. */
  readonly program_updated: 'begun' | 'installed' | 'taken_back';
  readonly opening_check: 'passed' | 'failed';
  /** The counts were damaged: their copy took their place, or what could still be read did. */
  readonly counts_restored: CountsRestored['by'];
  /** `amount` specimens were answered rightly. */
  readonly drill: '';
}

export type EventKind = keyof EventWords;

/** Who is inside, and who passed each gate on the venue's day, `YYYY-MM-DD`. */
export interface InsideReport {
  readonly occupancy: Occupancy;
  readonly day: string;
  readonly gates: readonly { readonly gate: string; readonly entered: number; readonly left: number }[];
  /** The last time that the counts were damaged; null: never. */
  readonly restored: CountsRestored | null;
}

/** Events before the asked one (or the newest), newest first. Hashes are SHA-256 in hexadecimal. */
export interface EventPage {
  readonly events: readonly LoggedEvent[];
  /**
   * The newest event of all as `sequence:hash`, of the hash as many digits as one writes down and the command `events`
   * takes; null: nothing has happened yet.
   */
  readonly head: string | null;
  /** The hash of the public key by which the log is signed. */
  readonly key: string;
}

/** One entry of the event log; no person in it. */
export interface LoggedEvent {
  readonly sequence: number;
  readonly atMs: number;
  readonly kind: string;
  readonly word: string;
  readonly amount: number;
}
