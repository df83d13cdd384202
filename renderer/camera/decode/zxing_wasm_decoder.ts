import type { Decoder } from './decoder.ts';
import { hintOf } from './hint_of.ts';
import { createPictureReader } from './picture_reader.ts';
import { createZxingReader } from './zxing_reader.ts';

/** Reads QR, Aztec and DataMatrix codes with ZXing-C++ as WebAssembly, and repairs what it sees but cannot read. */
export async function createZxingWasmDecoder(wasmBinary: ArrayBuffer): Promise<Decoder> {
  const readPicture = createPictureReader(await createZxingReader(wasmBinary));
  return {
    async look(luma, width, height) {
      const picture = { luma, width, height };
      const reading = await readPicture(picture);
      const codes = reading.codes.map(({ bytes, symbology }) => ({ bytes, symbology }));
      return { codes, hint: codes.length > 0 ? null : hintOf(picture, reading) };
    },
  };
}
