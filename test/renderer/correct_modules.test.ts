import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { prepareZXingModule, writeBarcode } from 'zxing-wasm/writer';
import { correctModules } from '../../renderer/camera/decode/correct_modules.ts';
import { likeliestFormat, qrCodewordsOf } from '../../renderer/camera/decode/qr_codewords.ts';
import { wasmOf } from './draw_code.ts';

await prepareZXingModule({ overrides: { wasmBinary: wasmOf('writer') }, fireImmediately: true });

async function modulesOf(version: number, level: string): Promise<{ dark: Uint8Array; side: number }> {
  const { error, symbol } = await writeBarcode(`V${version}`, {
    format: 'QRCode',
    options: `version=${version},ecLevel=${level}`,
  });
  if (error !== '') throw new Error(error);
  return { dark: Uint8Array.from(symbol.data, (light) => (light === 0 ? 1 : 0)), side: symbol.width };
}

const VERSIONS = Array.from({ length: 40 }, (_, index) => index + 1);

describe.each(['L', 'M', 'Q', 'H'])('a QR code of level %s', (level) => {
  it('of every version is mended where most of its correction is lost, and known to be', async () => {
    for (const version of VERSIONS) {
      const { dark, side } = await modulesOf(version, level);
      const modules = Float32Array.from(dark, (value) => (value === 1 ? -1 : 1));
      const { blocks, checks, modules: bits } = qrCodewordsOf(side, likeliestFormat(modules, side).level);
      // Twice as many as a decoder that trusts every module alike could correct.
      for (const places of new Set([...blocks.slice(0, 1), ...blocks.slice(-1)])) {
        for (const place of places.slice(0, Math.min(places.length, checks - 3))) {
          for (const module of bits.subarray(place * 8, place * 8 + 8)) modules[module] = -0.2 * (modules[module] ?? 0);
        }
      }
      const mended = correctModules(modules, side);
      expect(mended !== null && Buffer.compare(mended, dark) === 0, `version ${version}`).toBe(true);
    }
  });
});

describe('a QR code whose finders and format are damaged', () => {
  it('gets them drawn afresh', async () => {
    const { dark, side } = await modulesOf(6, 'M');
    const modules = Float32Array.from(dark, (value, index) => {
      const isCorner = index % side < 7 && index < 7 * side;
      return (value === 1 ? -1 : 1) * (isCorner ? -0.1 : 1);
    });
    for (let bit = 0; bit < 6; bit += 1) modules[bit * side + 8] = 0.1;
    expect(correctModules(modules, side)).toEqual(dark);
  });
});

describe('modules at random', () => {
  it.each([21, 41, 57])('are no code, %i a side', (side) => {
    const values = fc.uint8Array({ minLength: side * side, maxLength: side * side });
    fc.assert(
      fc.property(values, (random) => {
        expect(correctModules(Float32Array.from(random, (value) => value / 128 - 0.99), side)).toBeNull();
      }),
      { numRuns: 8 },
    );
  });
});
