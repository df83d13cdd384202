import { qrLayoutOf } from './qr_layout.ts';

/** How a QR code of one size and one level of error correction stores its codewords. ISO/IEC 18004, clauses 6.3.8 and 7. */
export interface QrCodewords {
  /** The module of each bit, the highest of the first codeword first: row times side plus column. */
  readonly modules: Int32Array;
  /** For each block its codewords' places among all, those for correction last. */
  readonly blocks: readonly (readonly number[])[];
  /** Codewords for correction in each block. */
  readonly checks: number;
}

/** What the format information says: the level of error correction, as table 25 numbers it, and the mask. */
export interface QrFormat {
  readonly level: number;
  readonly mask: number;
}

/** Table 9 for versions 1 to 40: codewords for correction in a block, and blocks; by level M, L, H, Q, as 0 to 3. */
const CHECKS = [
  [10, 16, 26, 18, 24, 16, 18, 22, 22, 26, 30, 22, 22, 24, 24, 28, 28, 26, 26, 26, 26, 28, 28, 28, 28, 28, 28, 28, 28, 28, 28, 28, 28, 28, 28, 28, 28, 28, 28, 28],
  [7, 10, 15, 20, 26, 18, 20, 24, 30, 18, 20, 24, 26, 30, 22, 24, 28, 30, 28, 28, 28, 28, 30, 30, 26, 28, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30],
  [17, 28, 22, 16, 22, 28, 26, 26, 24, 28, 24, 28, 22, 24, 24, 30, 28, 28, 26, 28, 30, 24, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30],
  [13, 22, 18, 26, 18, 24, 18, 22, 20, 24, 28, 26, 24, 20, 30, 24, 28, 28, 26, 30, 28, 30, 30, 30, 30, 28, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30],
];
const BLOCKS = [
  [1, 1, 1, 2, 2, 4, 4, 4, 5, 5, 5, 8, 9, 9, 10, 10, 11, 13, 14, 16, 17, 17, 18, 20, 21, 23, 25, 26, 28, 29, 31, 33, 35, 37, 38, 40, 43, 45, 47, 49],
  [1, 1, 1, 1, 1, 2, 2, 2, 2, 4, 4, 4, 4, 4, 6, 6, 6, 6, 7, 8, 8, 9, 9, 10, 12, 12, 12, 13, 14, 15, 16, 17, 18, 19, 19, 20, 21, 22, 24, 25],
  [1, 1, 2, 4, 4, 4, 5, 6, 8, 8, 11, 11, 16, 16, 18, 16, 19, 21, 25, 25, 25, 34, 30, 32, 35, 37, 40, 42, 45, 48, 51, 54, 57, 60, 63, 66, 70, 74, 77, 81],
  [1, 1, 2, 2, 4, 4, 6, 6, 8, 8, 8, 10, 12, 16, 12, 17, 16, 18, 21, 20, 23, 23, 25, 27, 29, 34, 34, 35, 38, 40, 43, 45, 48, 51, 53, 56, 59, 62, 65, 68],
];
const FORMAT_BITS = 15;
const FORMAT_GENERATOR = 0b101_0011_0111;
const FORMAT_MASK = 0b101_0100_0001_0010;
const LEAST_SIDE_WITH_VERSION = 45;
const TIMING_LINE = 6;

/** Table 10: the modules that a mask turns over. */
const MASKS: readonly ((row: number, column: number) => boolean)[] = [
  (i, j) => (i + j) % 2 === 0,
  (i) => i % 2 === 0,
  (_, j) => j % 3 === 0,
  (i, j) => (i + j) % 3 === 0,
  (i, j) => ((i >> 1) + Math.floor(j / 3)) % 2 === 0,
  (i, j) => ((i * j) % 2) + ((i * j) % 3) === 0,
  (i, j) => (((i * j) % 2) + ((i * j) % 3)) % 2 === 0,
  (i, j) => (((i + j) % 2) + ((i * j) % 3)) % 2 === 0,
];

const kept = new Map<number, QrCodewords>();

/** The codewords of a code of 21, 25, … 177 modules a side. */
export function qrCodewordsOf(side: number, level: number): QrCodewords {
  const key = side * 4 + level;
  const before = kept.get(key);
  if (before !== undefined) return before;
  const version = (side - 17) / 4;
  const modules = dataModulesOf(side);
  const checks = CHECKS[level]?.[version - 1] ?? 0;
  const count = BLOCKS[level]?.[version - 1] ?? 1;
  const total = modules.length >> 3;
  const short = Math.floor(total / count) - checks;
  const longBlocks = total % count;
  const blocks = Array.from({ length: count }, (_, block) => {
    const isLong = block >= count - longBlocks;
    const data = Array.from({ length: short }, (__, index) => index * count + block);
    if (isLong) data.push(short * count + block - (count - longBlocks));
    const from = short * count + longBlocks;
    return [...data, ...Array.from({ length: checks }, (__, index) => from + index * count + block)];
  });
  const codewords = { modules, blocks, checks };
  kept.set(key, codewords);
  return codewords;
}

/** Tells whether a mask turns a module over. */
export function isMasked({ mask }: QrFormat, side: number, module: number): boolean {
  const column = module % side;
  return MASKS[mask]?.((module - column) / side, column) ?? false;
}

/** The format whose two copies agree best with the modules: above 0 for light, below for dark, the surer the further. */
export function likeliestFormat(modules: Float32Array, side: number): QrFormat {
  const places = formatModulesOf(side);
  const agreementOf = (format: QrFormat) => {
    const bits = formatBits(format);
    return places.reduce(
      (sum, place, index) => sum + (modules[place] ?? 0) * ((bits >> (index % FORMAT_BITS)) & 1 ? -1 : 1),
      0,
    );
  };
  const [best = { level: 0, mask: 0 }] = Array.from({ length: 32 }, (_, data) => ({ level: data >> 3, mask: data & 7 }))
    .map((format) => ({ ...format, agreement: agreementOf(format) }))
    .toSorted((a, b) => b.agreement - a.agreement);
  return { level: best.level, mask: best.mask };
}

/** Writes a format's two copies among modules, 1 for dark. */
export function drawFormat(format: QrFormat, dark: Uint8Array, side: number): void {
  const bits = formatBits(format);
  formatModulesOf(side).forEach((place, index) => {
    dark[place] = (bits >> (index % FORMAT_BITS)) & 1;
  });
}

function formatBits({ level, mask }: QrFormat): number {
  const data = (level << 3) | mask;
  let rest = data << 10;
  for (let bit = FORMAT_BITS - 1; bit >= 10; bit -= 1) {
    if ((rest >> bit) & 1) rest ^= FORMAT_GENERATOR << (bit - 10);
  }
  return ((data << 10) | rest) ^ FORMAT_MASK;
}

/** Clause 7.9: the lowest bit first, of the copy at the upper left, then of the one at the other finders. */
function formatModulesOf(side: number): readonly number[] {
  const at = (column: number, row: number) => row * side + column;
  const corner = Array.from({ length: FORMAT_BITS }, (_, bit) => {
    if (bit < 6) return at(8, bit);
    if (bit < 8) return at(8, bit + 1);
    return bit === 8 ? at(7, 8) : at(14 - bit, 8);
  });
  const others = Array.from({ length: FORMAT_BITS }, (_, bit) =>
    bit < 8 ? at(side - 1 - bit, 8) : at(8, side - 15 + bit),
  );
  return [...corner, ...others];
}

/** Clause 7.7.3: in pairs of columns from the right, upwards and downwards by turns, around all that is fixed. */
function dataModulesOf(side: number): Int32Array {
  const { known } = qrLayoutOf(side);
  const fixed = new Set(formatModulesOf(side));
  fixed.add((side - 8) * side + 8);
  if (side >= LEAST_SIDE_WITH_VERSION) {
    for (let along = 0; along < 6; along += 1) {
      for (let across = side - 11; across < side - 8; across += 1) {
        fixed.add(along * side + across);
        fixed.add(across * side + along);
      }
    }
  }
  const modules: number[] = [];
  let isUpwards = true;
  for (let right = side - 1; right > 0; right -= 2) {
    if (right === TIMING_LINE) right -= 1;
    for (let along = 0; along < side; along += 1) {
      const row: number = isUpwards ? side - 1 - along : along;
      for (const column of [right, right - 1]) {
        const module: number = row * side + column;
        if (known[module] === 0 && !fixed.has(module)) modules.push(module);
      }
    }
    isUpwards = !isUpwards;
  }
  return Int32Array.from(modules.slice(0, modules.length & ~7));
}
