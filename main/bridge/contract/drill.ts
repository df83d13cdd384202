import type { Outcome } from '../../pass/verdict.ts';

/** The state of a drill: how many specimens were presented, and how many the steward answered rightly. */
export interface DrillState {
  readonly presented: number;
  readonly right: number;
  /** The steward is to be asked about the specimen on screen. */
  readonly asks: boolean;
  /** The answer to the specimen on screen; null: there is none yet. */
  readonly judged: { readonly specimen: DrillSpecimenId; readonly isRight: boolean; readonly best: DrillAnswer } | null;
}

/** What a steward may do with whoever stands there. */
export type DrillAnswer = 'let_in' | 'other_code' | 'do_not_let_in' | 'call_supervisor';

/** The specimens of a drill, each for one thing that a door meets. */
export type DrillSpecimenId =
  | 'member'
  | 'staff'
  | 'expired'
  | 'not_yet_valid'
  | 'rule_not_met'
  | 'withdrawn'
  | 'altered'
  | 'wrong_venue'
  | 'wrong_gate'
  | 'already_used'
  | 'damaged'
  | 'unknown_issuer'
  | 'list_too_old'
  | 'clock_wrong'
  | 'hk_domestic'
  | 'web_address'
  | 'boarding_pass'
  | 'product_code'
  | 'specimen';

/** A specimen of the running drill, and how its last showing was answered; null: it was not shown yet. */
export interface DrillCard {
  readonly id: DrillSpecimenId;
  readonly outcome: Outcome;
  /** A throw-away code, worth nothing outside this drill. */
  readonly text: string;
  readonly result: 'right' | 'wrong' | 'unanswered' | null;
}

/** The drill as the manager's window shows it; without cards when none runs. */
export interface DrillReport {
  readonly isRunning: boolean;
  readonly presented: number;
  readonly right: number;
  readonly endsInMs: number;
  readonly cards: readonly DrillCard[];
}
