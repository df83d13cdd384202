import type { QrLayout } from './qr_layout.ts';

/** How far the light of a module is taken to reach, in modules. */
const REACH = 2;
const TAPS = (2 * REACH + 1) ** 2;
const ROUNDS = 4;
const DESCENTS = 14;
const SWEEPS = 6;
/** Of the modules' equations, so many say enough of the kernel. */
const EQUATIONS = 1_600;
/** Contrast below this many steps of brightness is not raised to the full: there is glare or noise only. */
const LEAST_SPREAD = 6;
/** Modules around one, to each side, that say what is light and what is dark there. */
const WINDOW_MODULES = 5;
const LEAST_SURENESS = 0.01;
/** Parts of a kernel below this share of its largest are left out. */
const LEAST_TAP = 0.02;

/**
 * Tells dark modules (below 0) from light ones (above 0), the surer the further from 0, up to 1, where blur has mixed each with its neighbours. The blur is learnt from
 * the modules themselves, given with their brightness made flat: the kernel that best explains the brightness by the
 * present guess, then the guess that best fits the kernel, by turns, from a local threshold and the modules that are
 * known. A guess may lie between dark and light at first, where there is one best answer; at last it may not.
 */
export function resolveModules(flat: Float32Array, layout: QrLayout): Float32Array {
  const { known, side } = layout;
  const signs = Float32Array.from(flat, (value, index) => -(known[index] ?? 0) || (value > 0 ? 1 : -1));
  let kernel: Float64Array | null = null;
  let guess: Float32Array = signs.slice();
  for (let round = 0; round < ROUNDS; round += 1) {
    kernel = kernelOf(flat, signs, side);
    if (kernel === null) break;
    const before = signs.slice();
    guess = descend(flat, signs, kernel, layout);
    signs.forEach((sign, index) => {
      signs[index] = Math.sign(guess[index] ?? 0) || sign;
    });
    if (signs.every((sign, index) => sign === before[index])) break;
  }
  if (kernel !== null) settle(flat, signs, kernel, layout);
  // A module that was turned over at last is the least sure of all.
  return signs.map((sign, index) => sign * Math.max(LEAST_SURENESS, sign * (guess[index] ?? 0)));
}

/** Brightness less the local mean, in units of the local contrast, so that glare and shade are taken out. */
export function flatten(brightness: Float32Array, side: number): Float32Array {
  const mean = localMean(brightness, side);
  const centred = brightness.map((value, index) => value - (mean[index] ?? 0));
  const spread = localMean(centred.map(Math.abs), side);
  return centred.map((value, index) => value / Math.max(LEAST_SPREAD, spread[index] ?? 0));
}

function localMean(values: Float32Array, side: number): Float32Array {
  const sums = new Float64Array((side + 1) ** 2);
  for (let row = 0; row < side; row += 1) {
    let line = 0;
    for (let column = 0; column < side; column += 1) {
      line += values[row * side + column] ?? 0;
      sums[(row + 1) * (side + 1) + column + 1] = (sums[row * (side + 1) + column + 1] ?? 0) + line;
    }
  }
  return values.map((_value, index) => {
    const column = index % side;
    const row = (index - column) / side;
    const left = Math.max(0, column - WINDOW_MODULES);
    const right = Math.min(side, column + WINDOW_MODULES + 1);
    const top = Math.max(0, row - WINDOW_MODULES) * (side + 1);
    const bottom = Math.min(side, row + WINDOW_MODULES + 1) * (side + 1);
    const sum =
      (sums[bottom + right] ?? 0) -
      (sums[bottom + left] ?? 0) -
      (sums[top + right] ?? 0) +
      (sums[top + left] ?? 0);
    return sum / (((bottom - top) / (side + 1)) * (right - left));
  });
}

/** Least squares for brightness = kernel * signs + constant; the constant comes last. Null where it has no answer. */
function kernelOf(flat: Float32Array, signs: Float32Array, side: number): Float64Array | null {
  const size = TAPS + 1;
  const normal = new Float64Array(size * (size + 1));
  const line = new Float64Array(size + 1);
  line[TAPS] = 1;
  // Odd as every side is, so that all columns take part.
  const stride = Math.max(1, Math.floor((side * side) / EQUATIONS)) * 2 - 1;
  for (let index = 0; index < side * side; index += stride) {
    const column = index % side;
    const row = (index - column) / side;
    if (column < REACH || row < REACH || column >= side - REACH || row >= side - REACH) continue;
    let tap = 0;
    for (let dy = -REACH; dy <= REACH; dy += 1) {
      for (let dx = -REACH; dx <= REACH; dx += 1) {
        line[tap] = signs[index + dy * side + dx] ?? 0;
        tap += 1;
      }
    }
    line[size] = flat[index] ?? 0;
    for (let i = 0; i < size; i += 1) {
      const factor = line[i] ?? 0;
      for (let j = i; j <= size; j += 1)
        normal[i * (size + 1) + j] = (normal[i * (size + 1) + j] ?? 0) + factor * (line[j] ?? 0);
    }
  }
  for (let i = 0; i < size; i += 1) {
    for (let j = 0; j < i; j += 1) normal[i * (size + 1) + j] = normal[j * (size + 1) + i] ?? 0;
  }
  return solve(normal, size);
}

/** Gauss elimination with the largest pivot of each column. */
function solve(rows: Float64Array, size: number): Float64Array | null {
  const width = size + 1;
  for (let column = 0; column < size; column += 1) {
    let pivot = column;
    for (let row = column + 1; row < size; row += 1) {
      if (Math.abs(rows[row * width + column] ?? 0) > Math.abs(rows[pivot * width + column] ?? 0))
        pivot = row;
    }
    const head = rows[pivot * width + column] ?? 0;
    if (Math.abs(head) < 1e-6) return null;
    for (let j = 0; j < width; j += 1) {
      const moved = rows[pivot * width + j] ?? 0;
      rows[pivot * width + j] = rows[column * width + j] ?? 0;
      rows[column * width + j] = moved / head;
    }
    for (let row = 0; row < size; row += 1) {
      const factor = rows[row * width + column] ?? 0;
      if (row === column || factor === 0) continue;
      for (let j = column; j < width; j += 1)
        rows[row * width + j] = (rows[row * width + j] ?? 0) - factor * (rows[column * width + j] ?? 0);
    }
  }
  return Float64Array.from({ length: size }, (_, row) => rows[row * width + size] ?? 0);
}

/** Steps down the squares of what the kernel leaves unexplained, with momentum (Y. Nesterov, 1983), between -1 and 1. */
function descend(
  flat: Float32Array,
  signs: Float32Array,
  kernel: Float64Array,
  { known, side }: QrLayout,
): Float32Array {
  const wide = side + 2 * REACH;
  const most = kernel.subarray(0, TAPS).reduce((largest, tap) => Math.max(largest, Math.abs(tap)), 0);
  // Most of a kernel is next to nothing, and would take most of the time.
  const used = [...kernel.keys()].filter((tap) => tap < TAPS && Math.abs(kernel[tap] ?? 0) >= most * LEAST_TAP);
  const taps = Float32Array.from(used, (tap) => kernel[tap] ?? 0);
  const allOffsets = offsetsOf(wide);
  const offsets = Int32Array.from(used, (tap) => allOffsets[tap] ?? 0);
  const constant = kernel[TAPS] ?? 0;
  let guess = new Float32Array(wide * wide).fill(1);
  for (let row = 0; row < side; row += 1) {
    for (let column = 0; column < side; column += 1) {
      const index = row * side + column;
      const sign = signs[index] ?? 0;
      // A threshold's word is taken for half, so that it can be taken back.
      guess[(row + REACH) * wide + column + REACH] = known[index] === 0 ? sign / 2 : sign;
    }
  }
  let next = guess.slice();
  const ahead = guess.slice();
  const rest = new Float32Array(wide * wide);
  let weight = 0;
  for (const tap of taps) weight += Math.abs(tap);
  const step = 1 / (weight * weight);
  for (let descent = 1; descent <= DESCENTS; descent += 1) {
    for (let row = 0; row < side; row += 1) {
      let at = (row + REACH) * wide + REACH;
      for (let index = row * side; index < (row + 1) * side; index += 1, at += 1) {
        let value = (flat[index] ?? 0) - constant;
        for (let tap = 0; tap < taps.length; tap += 1) value -= (taps[tap] ?? 0) * (ahead[at + (offsets[tap] ?? 0)] ?? 0);
        rest[at] = value;
      }
    }
    const momentum = (descent - 1) / (descent + 2);
    for (let row = 0; row < side; row += 1) {
      let at = (row + REACH) * wide + REACH;
      for (let index = row * side; index < (row + 1) * side; index += 1, at += 1) {
        if (known[index] !== 0) continue;
        let slope = 0;
        for (let tap = 0; tap < taps.length; tap += 1) slope += (taps[tap] ?? 0) * (rest[at - (offsets[tap] ?? 0)] ?? 0);
        const value = (ahead[at] ?? 0) + step * slope;
        const kept = value > 1 ? 1 : value < -1 ? -1 : value;
        next[at] = kept;
        ahead[at] = kept + momentum * (kept - (guess[at] ?? 0));
      }
    }
    [guess, next] = [next, guess];
  }
  return flat.map((_value, index) => guess[(Math.floor(index / side) + REACH) * wide + (index % side) + REACH] ?? 0);
}

function offsetsOf(wide: number): Int32Array {
  return Int32Array.from({ length: TAPS }, (_, tap) => {
    const dx = tap % (2 * REACH + 1);
    return ((tap - dx) / (2 * REACH + 1) - REACH) * wide + dx - REACH;
  });
}

/** Turns over, until none is left, each module that explains the brightness better the other way. */
function settle(
  flat: Float32Array,
  signs: Float32Array,
  kernel: Float64Array,
  { known, side }: QrLayout,
): void {
  // A margin spares the check of every reach; around the code is its quiet zone, which is light.
  const wide = side + 2 * REACH;
  const rest = new Float32Array(wide * wide);
  const padded = new Float32Array(wide * wide).fill(1);
  const offsets = offsetsOf(wide);
  for (let row = 0; row < side; row += 1) {
    padded.set(signs.subarray(row * side, (row + 1) * side), (row + REACH) * wide + REACH);
  }
  const inside = new Float32Array(wide * wide);
  for (let row = 0; row < side; row += 1) {
    for (let column = 0; column < side; column += 1) {
      const at = (row + REACH) * wide + column + REACH;
      inside[at] = 1;
      let value = (flat[row * side + column] ?? 0) - (kernel[TAPS] ?? 0);
      for (let tap = 0; tap < TAPS; tap += 1)
        value -= (kernel[tap] ?? 0) * (padded[at + (offsets[tap] ?? 0)] ?? 0);
      rest[at] = value;
    }
  }
  for (let sweep = 0; sweep < SWEEPS; sweep += 1) {
    let now = 0;
    for (let row = 0; row < side; row += 1) {
      for (let column = 0; column < side; column += 1) {
        if (known[row * side + column] !== 0) continue;
        const at = (row + REACH) * wide + column + REACH;
        const step = -2 * (padded[at] ?? 0);
        let gain = 0;
        for (let tap = 0; tap < TAPS; tap += 1) {
          const seen = at - (offsets[tap] ?? 0);
          const added = step * (kernel[tap] ?? 0);
          gain += (inside[seen] ?? 0) * added * (2 * (rest[seen] ?? 0) - added);
        }
        if (gain <= 0) continue;
        for (let tap = 0; tap < TAPS; tap += 1) {
          const seen = at - (offsets[tap] ?? 0);
          rest[seen] = (rest[seen] ?? 0) - step * (kernel[tap] ?? 0);
        }
        padded[at] = -(padded[at] ?? 0);
        now += 1;
      }
    }
    if (now === 0) break;
  }
  for (let row = 0; row < side; row += 1) {
    const from = (row + REACH) * wide + REACH;
    signs.set(padded.subarray(from, from + side), row * side);
  }
}
