import { describe, expect, it } from 'vitest';
import { TEST_SYMBOLS } from '../../native/test_symbols.ts';
import { createZxingWasmDecoder } from '../../renderer/camera/decode/zxing_wasm_decoder.ts';
import { symbolPath } from '../../renderer/manager/symbol_path.ts';
import { wasmOf } from './draw_code.ts';
import { paintSymbol } from './paint_symbol.ts';

const decoder = await createZxingWasmDecoder(wasmOf('reader'));

describe('a test symbol on screen', () => {
  it.each(TEST_SYMBOLS.map((symbol) => [symbol.id, symbol] as const))('%s is read as its text', async (_, symbol) => {
    const { luma, side } = paintSymbol(symbolPath(symbol));
    const { codes } = await decoder.look(luma, side, side);
    expect(codes).toHaveLength(1);
    expect(new TextDecoder().decode(codes[0]?.bytes)).toBe(symbol.text);
    expect(codes[0]?.symbology?.slice(0, 2)).toBe({ qr: ']Q', aztec: ']z', data_matrix: ']d' }[symbol.symbology]);
  });
});
