import { describe, expect, it } from 'vitest';
import { type Tone, TONES } from '../../renderer/door/tones.ts';

const NAMES = Object.keys(TONES) as (keyof typeof TONES)[];
const PAIRS = NAMES.flatMap((one, index) => NAMES.slice(index + 1).map((other) => [one, other] as const));
/** Three semitones, which untrained ears hear as another note. */
const MIN_PITCH_RATIO = 2 ** (3 / 12);
const MIN_LENGTH_RATIO = 1.5;
/** A shorter gap runs two tones together. */
const MIN_GAP_MS = 20;

const ratio = (one: number, other: number) => Math.max(one, other) / Math.min(one, other);
const lengthMs = (tones: readonly Tone[]) => Math.max(...tones.map((tone) => tone.startMs + tone.lengthMs));
const pitchHz = (tones: readonly Tone[]) => tones.reduce((sum, { frequencyHz }) => sum + frequencyHz, 0) / tones.length;
/** Above 1 it rises, below 1 it falls. */
const rise = (tones: readonly Tone[]) => (tones.at(-1)?.frequencyHz ?? 0) / (tones[0]?.frequencyHz ?? 1);

/** By what two patterns are told apart without seeing the screen. */
function differences(one: readonly Tone[], other: readonly Tone[]): readonly string[] {
  return [
    ...(one.length === other.length ? [] : ['number']),
    ...(ratio(lengthMs(one), lengthMs(other)) < MIN_LENGTH_RATIO ? [] : ['length']),
    ...(ratio(pitchHz(one), pitchHz(other)) < MIN_PITCH_RATIO ? [] : ['pitch']),
    ...(ratio(rise(one), rise(other)) < MIN_PITCH_RATIO ? [] : ['rise']),
  ];
}

describe('the tone patterns', () => {
  it.each(PAIRS)('tell %s and %s apart in two ways at least', (one, other) => {
    expect(differences(TONES[one], TONES[other]).length).toBeGreaterThanOrEqual(2);
  });

  it('would not tell apart two that differ by a hair', () => {
    const almost = TONES.undecided.map((tone) => ({ ...tone, frequencyHz: tone.frequencyHz * 1.05, lengthMs: tone.lengthMs * 1.1 }));
    expect(differences(TONES.undecided, almost)).toEqual([]);
  });

  it.each(NAMES)('of %s begins at once, ends within a second, and can be counted on a small loudspeaker', (name) => {
    const tones = TONES[name];
    expect(tones[0]?.startMs).toBe(0);
    expect(lengthMs(tones)).toBeLessThanOrEqual(1_000);
    tones.forEach(({ frequencyHz, startMs }, index) => {
      const before = tones[index - 1];
      if (before !== undefined) expect(startMs - before.startMs - before.lengthMs).toBeGreaterThanOrEqual(MIN_GAP_MS);
      expect(frequencyHz).toBeGreaterThanOrEqual(150);
      expect(frequencyHz).toBeLessThanOrEqual(2_000);
    });
  });

  it('rise for who comes in, and for nobody else', () => {
    for (const name of NAMES) expect(rise(TONES[name]) > 1, name).toBe(name === 'admit' || name === 'overridden');
  });
});
