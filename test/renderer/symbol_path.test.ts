import { describe, expect, it } from 'vitest';
import { TEST_SYMBOLS } from '../../native/test_symbols.ts';
import { createZxingWasmDecoder } from '../../renderer/camera/decode/zxing_wasm_decoder.ts';
import { symbolPath } from '../../renderer/manager/symbol_path.ts';
import { wasmOf } from './draw_code.ts';

const decoder = await createZxingWasmDecoder(wasmOf('reader'));
const PIXELS_A_MODULE = 4;

function paint({ path, size }: ReturnType<typeof symbolPath>): { luma: Uint8Array; side: number } {
  const side = size * PIXELS_A_MODULE;
  const luma = new Uint8Array(side * side).fill(255);
  for (const [, x, y] of path.matchAll(/M(\d+) (\d+)h1v1h-1z/g)) {
    for (let row = 0; row < PIXELS_A_MODULE; row += 1) {
      const start = (Number(y) * PIXELS_A_MODULE + row) * side + Number(x) * PIXELS_A_MODULE;
      luma.fill(0, start, start + PIXELS_A_MODULE);
    }
  }
  return { luma, side };
}

describe('a test symbol on screen', () => {
  it.each(TEST_SYMBOLS.map((symbol) => [symbol.id, symbol] as const))('%s is read as its text', async (_, symbol) => {
    const { luma, side } = paint(symbolPath(symbol));
    const { codes } = await decoder.look(luma, side, side);
    expect(codes).toHaveLength(1);
    expect(new TextDecoder().decode(codes[0]?.bytes)).toBe(symbol.text);
    expect(codes[0]?.symbology?.slice(0, 2)).toBe({ qr: ']Q', aztec: ']z', data_matrix: ']d' }[symbol.symbology]);
  });
});
