import { drawFormat, isMasked, likeliestFormat, qrCodewordsOf } from './qr_codewords.ts';
import { qrLayoutOf } from './qr_layout.ts';
import { correctBlock } from './reed_solomon.ts';

/** Checks that must be left over, since chance alone passes one in 256 times: of a single block, and of each of several. */
const SPARE_CHECKS = { single: 3, several: 2 };

/**
 * Corrects a QR code's modules, above 0 for light and below for dark, with more errors than a decoder that is told only
 * dark or light can: the least sure codewords of each block are given up, ever more of them, until the others prove the
 * whole (G. D. Forney, Generalized minimum distance decoding, 1966). Gives 1 for dark; null where nothing is proven.
 */
export function correctModules(modules: Float32Array, side: number): Uint8Array | null {
  const format = likeliestFormat(modules, side);
  const layout = qrCodewordsOf(side, format.level);
  const total = layout.modules.length >> 3;
  const codewords = new Uint8Array(total);
  const sureness = new Float32Array(total).fill(Number.POSITIVE_INFINITY);
  layout.modules.forEach((module, bit) => {
    const value = modules[module] ?? 0;
    const isOne = value < 0 !== isMasked(format, side, module);
    if (isOne) codewords[bit >> 3] = (codewords[bit >> 3] ?? 0) | (0x80 >> (bit & 7));
    sureness[bit >> 3] = Math.min(sureness[bit >> 3] ?? 0, Math.abs(value));
  });
  const spare = layout.blocks.length === 1 ? SPARE_CHECKS.single : SPARE_CHECKS.several;
  const { known } = qrLayoutOf(side);
  const dark = Uint8Array.from(modules, (value, index) => ((known[index] || -value) > 0 ? 1 : 0));
  drawFormat(format, dark, side);
  for (const places of layout.blocks) {
    const block = Uint8Array.from(places, (place) => codewords[place] ?? 0);
    const doubted = [...places.keys()].toSorted(
      (a, b) => (sureness[places[a] ?? 0] ?? 0) - (sureness[places[b] ?? 0] ?? 0),
    );
    const corrected = correctBlock(block, layout.checks, doubted, spare);
    if (corrected === null) return null;
    corrected.forEach((codeword, index) => {
      const first = (places[index] ?? 0) * 8;
      for (let bit = 0; bit < 8; bit += 1) {
        const module = layout.modules[first + bit] ?? 0;
        const isOne = (codeword & (0x80 >> bit)) !== 0;
        dark[module] = isOne !== isMasked(format, side, module) ? 1 : 0;
      }
    });
  }
  return dark;
}
