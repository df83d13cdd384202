import type { Language } from '../../pass/languages.ts';

/** Who is at the kiosk: a steward needs no PIN, and each later one may do what those before may. */
export type Role = 'steward' | 'supervisor' | 'manager';

/** Why a supervisor let somebody in against the answer. */
export type OverrideReason = 'paper_proof' | 'identity_known' | 'technical_fault' | 'accompanied' | 'organiser_decision' | 'emergency';

/** Why somebody without a code was counted by hand. */
export type ManualReason = 'child' | 'exempt' | 'no_phone' | 'staff' | 'other';

/** Why the number of people inside was put right. */
export type CorrectionReason = 'counted_by_hand' | 'left_unseen' | 'entered_unseen' | 'mistake';

/** Why a visitor was not let in: `too_late` when the decision is not the last one any more, or too old. */
export type OverrideFault = 'wrong_pin' | 'wait' | 'sealed' | 'lost' | 'too_late' | 'not_counted';

/** Why a PIN cannot be set: not 4 to 12 digits, or a run or a repetition that anybody tries first. */
export type FirstPinFault = 'bad_input' | 'too_simple' | 'not_saved';

/** Why a PIN was not changed. `sealed`: the computer's key store does not open what the PINs are compared with. `lost`: the disk lost it. */
export type PinFault = FirstPinFault | 'wrong_pin' | 'wait' | 'sealed' | 'lost' | 'same_as_other';

/** A new PIN for a role, and the manager's present one. `next` null takes a supervisor's PIN away. */
export interface PinChange {
  readonly role: Exclude<Role, 'steward'>;
  readonly current: string;
  readonly next: string | null;
}

/**
 * How the PINs and the kiosk's own key lie on the disk: sealed by the computer's key store; in plain text, because it has
 * none; or sealed, and the key store does not open them now.
 */
export type SecretsState = 'sealed' | 'plain' | 'locked';

/** Who is unlocked in the manager's window, and for how much longer; or how long no PIN is looked at. */
export interface StaffStatus {
  readonly role: Role;
  readonly demo: boolean;
  /** No PIN was ever set: the first one that is entered becomes the manager's. */
  readonly isNew: boolean;
  readonly secrets: SecretsState;
  readonly language: Language;
  readonly waitMs: number;
  /** 0: it is locked. */
  readonly lockInMs: number;
}
