/** Numbers that a seed gives, so that every run draws the same pictures. */
export interface Random {
  /** From `low` up to, not including, `high`. */
  between(low: number, high: number): number;
  /** A whole number from `low` to `high`, both included. */
  whole(low: number, high: number): number;
  /** Of the normal distribution with mean 0 and standard deviation 1, in 65,536 steps. */
  normal(): number;
  pick<Value>(values: readonly Value[]): Value;
}

/** Where the normal distribution cuts off each 65,536th of itself. */
const NORMALS = Float32Array.from({ length: 65_536 }, (_, i) => quantile((i + 0.5) / 65_536));

/** The generator of Bob Jenkins's small fast family, in 32 bits, started from a seed. */
export function createRandom(seed: number): Random {
  let a = 0xf1ea5eed;
  let b = seed | 0;
  let c = seed | 0;
  let d = seed | 0;
  const next = () => {
    const e = (a - ((b << 27) | (b >>> 5))) | 0;
    a = b ^ ((c << 17) | (c >>> 15));
    b = (c + d) | 0;
    c = (d + e) | 0;
    d = (e + a) | 0;
    return (d >>> 0) / 0x1_0000_0000;
  };
  for (let i = 0; i < 20; i += 1) next();
  return {
    between: (low, high) => low + (high - low) * next(),
    whole: (low, high) => low + Math.floor((high - low + 1) * next()),
    normal: () => NORMALS[Math.floor(NORMALS.length * next())] ?? 0,
    pick(values) {
      const value = values[Math.floor(values.length * next())];
      if (value === undefined) throw new Error('There is nothing to pick from.');
      return value;
    },
  };
}

/** The normal distribution's quantile by Abramowitz and Stegun 26.2.23, right to 0.00045. */
function quantile(share: number): number {
  if (share > 0.5) return -quantile(1 - share);
  const t = Math.sqrt(-2 * Math.log(share));
  return (
    (2.515517 + 0.802853 * t + 0.010328 * t ** 2) /
      (1 + 1.432788 * t + 0.189269 * t ** 2 + 0.001308 * t ** 3) -
    t
  );
}
