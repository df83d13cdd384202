import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createZxingLibraryDecoder } from '../../renderer/camera/zxing_library_decoder.ts';
import { createZxingWasmDecoder } from '../../renderer/camera/zxing_wasm_decoder.ts';
import { drawCode, type Symbology, wasmOf } from './draw_code.ts';

const DECODERS = [
  ['WebAssembly', await createZxingWasmDecoder(wasmOf('reader'))],
  ['plain JavaScript', createZxingLibraryDecoder()],
] as const;
const SYMBOLOGIES: readonly (readonly [Symbology, string])[] = [
  ['QRCode', ']Q1'],
  ['Aztec', ']z0'],
  ['DataMatrix', ']d1'],
];
const EVERY_BYTE = Uint8Array.from({ length: 256 }, (_, byte) => byte);

describe.each(DECODERS)('the camera with the decoder in %s', (_name, decoder) => {
  async function read(...drawing: Parameters<typeof drawCode>) {
    const { luma, width, height } = await drawCode(...drawing);
    return decoder.decode(luma, width, height);
  }

  it.each(SYMBOLOGIES)('reads every byte of a binary %s code as it is', async (symbology, identifier) => {
    expect(await read(EVERY_BYTE, symbology)).toEqual([{ bytes: EVERY_BYTE, symbology: identifier }]);
  });

  it('sees nothing where nothing is', async () => {
    expect(await decoder.decode(new Uint8Array(320 * 240).fill(200), 320, 240)).toEqual([]);
  });
});
