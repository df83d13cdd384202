import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { prepareZXingModule, writeBarcode } from 'zxing-wasm/writer';
import type { Picture } from '../../renderer/camera/decode/picture.ts';

const MODULE_PIXELS = 4;
const QUIET_MODULES = 8;
const LIGHT = 235;
const DARK = 16;

export type Symbology = 'QRCode' | 'Aztec' | 'DataMatrix';

export type { Picture };

/** The bytes of one of zxing-wasm's modules. */
export function wasmOf(part: 'reader' | 'writer'): ArrayBuffer {
  const file = createRequire(import.meta.url).resolve(`zxing-wasm/${part}/zxing_${part}.wasm`);
  return new Uint8Array(readFileSync(file)).buffer;
}

const writer = prepareZXingModule({ overrides: { wasmBinary: wasmOf('writer') }, fireImmediately: true });

/** Draws a code: bytes in binary, text in the modes that suit it. `options`: such as `eci=26` or `gs1`. */
export async function drawCode(
  content: string | Uint8Array,
  symbology: Symbology,
  options = '',
): Promise<Picture> {
  await writer;
  const { error, symbol } = await writeBarcode(content, { format: symbology, options });
  if (error !== '') throw new Error(error);
  const pixelsOf = (modules: number) => (modules + 2 * QUIET_MODULES) * MODULE_PIXELS;
  const width = pixelsOf(symbol.width);
  const height = pixelsOf(symbol.height);
  const luma = new Uint8Array(width * height).fill(LIGHT);
  symbol.data.forEach((light, index) => {
    if (light !== 0) return;
    const left = ((index % symbol.width) + QUIET_MODULES) * MODULE_PIXELS;
    const top = (Math.floor(index / symbol.width) + QUIET_MODULES) * MODULE_PIXELS;
    for (let y = top; y < top + MODULE_PIXELS; y += 1) {
      luma.fill(DARK, y * width + left, y * width + left + MODULE_PIXELS);
    }
  });
  return { luma, width, height };
}
