/** The field of 256 elements over x^8 + x^4 + x^3 + x^2 + 1, generator 2. ISO/IEC 18004, clause 7.5.2. */
const FIELD = 0x11d;
const ORDER = 255;
const powers = new Uint8Array(2 * ORDER + 1);
const logarithms = new Uint8Array(ORDER + 1);
for (let exponent = 0, value = 1; exponent < ORDER; exponent += 1) {
  powers[exponent] = value;
  powers[exponent + ORDER] = value;
  logarithms[value] = exponent;
  value = value << 1 > ORDER ? (value << 1) ^ FIELD : value << 1;
}

function times(a: number, b: number): number {
  return a === 0 || b === 0 ? 0 : (powers[(logarithms[a] ?? 0) + (logarithms[b] ?? 0)] ?? 0);
}

/** 2 to a power, which may be negative. */
function power(exponent: number): number {
  return powers[((exponent % ORDER) + ORDER) % ORDER] ?? 0;
}

/**
 * Corrects a block of at most 255 codewords, the last `checks` of which are for correction. `doubted` are its places,
 * the least sure first: ever more of them are given up, since one that is given up takes one check, an error elsewhere
 * two. `spare` checks must be left over, each of which makes a wrong correction 256 times rarer. Null where none fits.
 */
export function correctBlock(
  block: Uint8Array,
  checks: number,
  doubted: readonly number[],
  spare: number,
): Uint8Array | null {
  const syndromes = syndromesOf(block, checks);
  if (syndromes.every((value) => value === 0)) return block;
  // Polynomials are written from the lowest power up; a place's root is 2 to the power of its distance from the end.
  let erasures = Uint8Array.of(1);
  for (let erased = 0; erased + spare <= checks; erased += 1) {
    const locator = locatorOf(syndromes, erasures, spare);
    const corrected = locator === null ? null : correctedBy(locator, block, syndromes);
    if (corrected !== null) return corrected;
    erasures = withRoot(erasures, power(block.length - 1 - (doubted[erased] ?? 0)));
  }
  return null;
}

/** The polynomial whose roots are the erasures and the errors, after E. Berlekamp and J. Massey; null where too many. */
function locatorOf(syndromes: Uint8Array, erasures: Uint8Array, spare: number): Uint8Array | null {
  const checks = syndromes.length;
  const erased = erasures.length - 1;
  const locator = new Uint8Array(checks + 1);
  locator.set(erasures);
  let before = locator.slice();
  let errors = 0;
  for (let step = erased; step < checks; step += 1) {
    let wrong = 0;
    for (let i = 0; i <= step; i += 1) wrong ^= times(locator[i] ?? 0, syndromes[step - i] ?? 0);
    before.copyWithin(1, 0);
    before[0] = 0;
    if (wrong === 0) continue;
    const was = 2 * errors <= step - erased ? locator.slice() : null;
    for (let i = 0; i <= checks; i += 1) locator[i] = (locator[i] ?? 0) ^ times(before[i] ?? 0, wrong);
    if (was === null) continue;
    errors = step - erased + 1 - errors;
    if (erased + 2 * errors + spare > checks) return null;
    const inverse = power(-(logarithms[wrong] ?? 0));
    before = was.map((value) => times(value, inverse));
  }
  return locator.subarray(0, erased + errors + 1);
}

/** The block with the values of its errors put right, after G. D. Forney; null where the locator does not fit it. */
function correctedBy(locator: Uint8Array, block: Uint8Array, syndromes: Uint8Array): Uint8Array | null {
  const evaluator = syndromes.map((_, power) => {
    let value = 0;
    for (let i = 0; i <= power; i += 1) value ^= times(locator[i] ?? 0, syndromes[power - i] ?? 0);
    return value;
  });
  // The derivative times x: what is left of a sum of two alike is nothing in this field.
  const slope = locator.map((value, index) => (index % 2 === 1 ? value : 0));
  const corrected = block.slice();
  let found = 0;
  for (let place = 0; place < block.length; place += 1) {
    const root = ORDER - (block.length - 1 - place);
    if (valueAt(locator, root) !== 0) continue;
    found += 1;
    const divisor = valueAt(slope, root);
    if (divisor === 0) return null;
    const error = times(valueAt(evaluator, root), power(-(logarithms[divisor] ?? 0)));
    corrected[place] = (corrected[place] ?? 0) ^ error;
  }
  if (found !== locator.length - 1) return null;
  return syndromesOf(corrected, syndromes.length).every((value) => value === 0) ? corrected : null;
}

function syndromesOf(block: Uint8Array, checks: number): Uint8Array {
  const syndromes = new Uint8Array(checks);
  for (let root = 0; root < checks; root += 1) {
    let value = 0;
    for (let i = 0; i < block.length; i += 1) {
      value = (value === 0 ? 0 : (powers[(logarithms[value] ?? 0) + root] ?? 0)) ^ (block[i] ?? 0);
    }
    syndromes[root] = value;
  }
  return syndromes;
}

/** A polynomial times (1 + root x). */
function withRoot(polynomial: Uint8Array, root: number): Uint8Array<ArrayBuffer> {
  const result = new Uint8Array(polynomial.length + 1);
  result.set(polynomial);
  for (let i = 0; i < polynomial.length; i += 1) result[i + 1] = (result[i + 1] ?? 0) ^ times(polynomial[i] ?? 0, root);
  return result;
}

/** The value of a polynomial at 2 to the power of `exponent`, 0 to 255. */
function valueAt(polynomial: Uint8Array, exponent: number): number {
  let value = 0;
  for (let i = polynomial.length - 1; i >= 0; i -= 1) {
    value = (value === 0 ? 0 : (powers[(logarithms[value] ?? 0) + exponent] ?? 0)) ^ (polynomial[i] ?? 0);
  }
  return value;
}
