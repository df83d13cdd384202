import type { Outcome } from '../../pass/verdict.ts';
import type { Direction } from './venue_settings.ts';

/** What a count was of: a decision, a supervisor's override or an entry by hand. */
export type CountedOutcome = Exclude<Outcome, 'specimen'> | 'override' | 'manual';

/** By what the figures are split. */
export type FiguresDimension = 'outcome' | 'reason' | 'format' | 'input' | 'gate';

export type FiguresStep = 'quarter' | 'hour' | 'day' | 'week';

/** Which figures are wanted. Days are the venue's own, as `YYYY-MM-DD`, both included. */
export interface FiguresRequest {
  readonly from: string;
  readonly until: string;
  readonly step: FiguresStep;
  readonly by: FiguresDimension;
  /** Null: all gates. */
  readonly gate: string | null;
  /** Null: both. */
  readonly direction: Direction | null;
}

/** Counts of one step. `start` is a local time, `YYYY-MM-DDTHH:MM`, of a day or a week its first day. */
export interface FiguresBucket {
  readonly start: string;
  readonly counts: Readonly<Record<string, number>>;
  /** Who entered: admitted, let in by a supervisor or counted by hand, inward. */
  readonly entered: number;
  readonly left: number;
}

export interface FiguresReport {
  readonly request: FiguresRequest;
  readonly timeZone: string;
  /** The step that the range allows: finer ones than it can show were widened. */
  readonly step: FiguresStep;
  readonly buckets: readonly FiguresBucket[];
  /** The words of the chosen dimension that occur, the largest first. */
  readonly words: readonly string[];
  /** Over the whole range, by each dimension, of what was asked for. */
  readonly totals: Readonly<Record<FiguresDimension, Readonly<Record<string, number>>>>;
  readonly entered: number;
  readonly left: number;
  /** Decisions on a pass that was shown here before on the same day. */
  readonly repeats: number;
  /** The step with the most entries. */
  readonly peak: { readonly start: string; readonly entered: number } | null;
  /** The most people inside at once on one day of the range. */
  readonly peakInside: { readonly day: string; readonly inside: number; readonly atMs: number } | null;
  /** Of one day: how many had entered by the same time on the same weekday of the four weeks before; null: no such day. */
  readonly sameWeekday: { readonly entered: number; readonly usual: number; readonly days: number } | null;
}

/** How fast and how well the door worked over a range of days. */
export interface PerformanceReport {
  /** From a code received to its decision, milliseconds; null: nothing was decided. Upper ends of buckets. */
  readonly p50Ms: number | null;
  readonly p95Ms: number | null;
  readonly decisions: number;
  readonly devices: readonly { readonly input: string; readonly device: string; readonly read: number; readonly lost: number }[];
  /** People in the busiest quarter-hour of each gate, an hour's worth. */
  readonly peoplePerHour: readonly { readonly gate: string; readonly most: number }[];
}

/** A folder that files may be written into: a stick, or the user's documents. */
export interface ExportTarget {
  readonly id: string;
  readonly name: string;
}

/** What the words of exported figures are called in the language of the screen. */
export interface ExportLabels {
  readonly title: string;
  /** Above the steps' names. */
  readonly step: string;
  readonly total: string;
  readonly in: string;
  readonly out: string;
  readonly entered: string;
  readonly left: string;
  /** What the mark of a hidden count means. */
  readonly hidden: string;
  /** What was asked for, in one line. */
  readonly asked: string;
  /** When the file was made. */
  readonly made: string;
  /** Of the words of the chosen dimension; those that are missing are called as they are. */
  readonly words: Readonly<Record<string, string>>;
}

/** Files that figures leave in. Small counts are suppressed in each. */
export type ExportFormat = 'csv' | 'json' | 'pdf';
