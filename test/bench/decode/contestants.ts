import jsQR from 'jsqr';
import { readBarcodes } from 'zxing-wasm/reader';
import { createZxingLibraryDecoder } from '../../../renderer/camera/decode/zxing_library_decoder.ts';
import { createZxingWasmDecoder } from '../../../renderer/camera/decode/zxing_wasm_decoder.ts';
import { type Picture, wasmOf } from '../../renderer/draw_code.ts';

/** A decoder that takes part: it gives what it read, one character a byte. */
export interface Contestant {
  readonly name: string;
  read(picture: Picture): Promise<readonly string[]>;
  /** Forgets the frames before, where it keeps any. */
  begin(): Promise<void>;
}

type Name = 'kiosk' | 'zxing-wasm' | 'wasm, QR' | 'zxing-js' | 'jsQR';

/** The kiosk's own first; the others at their defaults: zxing-wasm twice, zxing-js being `@zxing/library`. The decoders with WebAssembly share one module. */
export async function createContestants(): Promise<readonly Contestant[]> {
  // The same bytes each time, so that one compiled module serves all.
  const wasm = wasmOf('reader');
  let kiosk = await createZxingWasmDecoder(wasm);
  const library = createZxingLibraryDecoder();
  const textOf = (bytes: Uint8Array) => Buffer.from(bytes).toString('latin1');
  const withWasm =
    (formats: readonly ('QRCode' | 'Aztec' | 'DataMatrix')[]) =>
    async ({ height, luma, width }: Picture) => {
      const file = Buffer.concat([Buffer.from(`P5\n${width} ${height}\n255\n`), luma]);
      const found = await readBarcodes(file, { formats: [...formats], maxNumberOfSymbols: 2 });
      return found.map(({ bytes }) => textOf(bytes));
    };
  const nothing = async () => {};
  const made = (name: Name, read: Contestant['read'], begin = nothing): Contestant => ({ name, read, begin });
  return [
    made(
      'kiosk',
      async ({ height, luma, width }) =>
        (await kiosk.look(luma, width, height)).codes.map(({ bytes }) => textOf(bytes)),
      async () => {
        kiosk = await createZxingWasmDecoder(wasm);
      },
    ),
    made('zxing-wasm', withWasm(['QRCode', 'Aztec', 'DataMatrix'])),
    made('wasm, QR', withWasm(['QRCode'])),
    made('zxing-js', async ({ height, luma, width }) =>
      (await library.look(luma, width, height)).codes.map(({ bytes }) => textOf(bytes)),
    ),
    made('jsQR', async ({ height, luma, width }) => {
      const rgba = new Uint8ClampedArray(luma.length * 4);
      luma.forEach((value, index) => rgba.set([value, value, value, 255], index * 4));
      const found = jsQR(rgba, width, height);
      return found === null ? [] : [textOf(Uint8Array.from(found.binaryData))];
    }),
  ];
}
