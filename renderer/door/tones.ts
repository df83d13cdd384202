import type { RedactedVerdict } from '../../main/bridge/contract.ts';

/** One tone of an outcome's pattern. */
export interface Tone {
  readonly frequencyHz: number;
  readonly startMs: number;
  readonly lengthMs: number;
}

/** Each outcome, a supervisor's word and a lost code are told by sound alone: by number, length and pitch. */
export const TONES: Readonly<Record<RedactedVerdict['outcome'] | 'overridden' | 'lost', readonly Tone[]>> = {
  admit: [
    { frequencyHz: 660, startMs: 0, lengthMs: 120 },
    { frequencyHz: 990, startMs: 140, lengthMs: 180 },
  ],
  refuse: [{ frequencyHz: 165, startMs: 0, lengthMs: 700 }],
  undecided: [
    { frequencyHz: 440, startMs: 0, lengthMs: 180 },
    { frequencyHz: 440, startMs: 260, lengthMs: 180 },
  ],
  not_a_pass: [
    { frequencyHz: 520, startMs: 0, lengthMs: 70 },
    { frequencyHz: 520, startMs: 110, lengthMs: 70 },
    { frequencyHz: 520, startMs: 220, lengthMs: 70 },
  ],
  overridden: [
    { frequencyHz: 523, startMs: 0, lengthMs: 110 },
    { frequencyHz: 659, startMs: 130, lengthMs: 110 },
    { frequencyHz: 784, startMs: 260, lengthMs: 110 },
    { frequencyHz: 1_047, startMs: 390, lengthMs: 220 },
  ],
  lost: [
    { frequencyHz: 700, startMs: 0, lengthMs: 140 },
    { frequencyHz: 350, startMs: 160, lengthMs: 240 },
  ],
  specimen: [{ frequencyHz: 1_200, startMs: 0, lengthMs: 40 }],
};
