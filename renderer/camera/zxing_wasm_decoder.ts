import { prepareZXingModule, readBarcodes } from 'zxing-wasm/reader';
import type { Decoder } from './decoder.ts';

/** ZXing-C++ as WebAssembly, given the module's bytes so that it is never looked for on the network. */
export async function createZxingWasmDecoder(wasmBinary: ArrayBuffer): Promise<Decoder> {
  await prepareZXingModule({ overrides: { wasmBinary }, fireImmediately: true });
  return {
    async decode(luma, width, height) {
      // A grey picture in the simplest of files (binary PGM) spares the expansion to RGBA.
      const header = new TextEncoder().encode(`P5\n${width} ${height}\n255\n`);
      const picture = new Uint8Array(header.length + luma.length);
      picture.set(header);
      picture.set(luma, header.length);
      const found = await readBarcodes(picture, {
        formats: ['QRCode', 'Aztec', 'DataMatrix'],
        maxNumberOfSymbols: 2,
      });
      return found.map(({ bytes, symbologyIdentifier }) => ({
        bytes: new Uint8Array(bytes),
        symbology: symbologyIdentifier === '' ? null : symbologyIdentifier,
      }));
    },
  };
}
