import type { SeenCode } from './repair_code.ts';

/** How much the light of two frames' modules agrees where both show one code; another code's agrees by chance only. */
const LEAST_AGREEMENT = 0.4;
/** So many frames weigh as much as all before them: what is long past counts little. */
const MOST_FRAMES = 6;

/** The modules of one code as several frames saw them. */
export interface GatheredCode {
  readonly side: number;
  readonly values: Float32Array;
  readonly frames: number;
}

/** Adds a frame's sight of a code to those before: noise, glare and blur differ from frame to frame. */
export function gatherCode(before: GatheredCode | null, { side, values }: SeenCode): GatheredCode {
  if (before === null || before.side !== side || agreementOf(before.values, values) < LEAST_AGREEMENT) {
    return { side, values, frames: 1 };
  }
  const frames = Math.min(MOST_FRAMES, before.frames + 1);
  const mean = values.map((value, index) => {
    const was = before.values[index] ?? 0;
    return was + (value - was) / frames;
  });
  return { side, values: mean, frames };
}

function agreementOf(a: Float32Array, b: Float32Array): number {
  let both = 0;
  let squareA = 0;
  let squareB = 0;
  a.forEach((value, index) => {
    const other = b[index] ?? 0;
    both += value * other;
    squareA += value * value;
    squareB += other * other;
  });
  return both / Math.sqrt(squareA * squareB);
}
