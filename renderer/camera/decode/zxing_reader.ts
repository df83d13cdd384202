import { prepareZXingModule, type ReadInputBarcodeFormat, readBarcodes } from 'zxing-wasm/reader';
import type { Picture } from './picture.ts';
import type { Quad } from './quad.ts';

/** What ZXing makes of one place in a picture: a code, or one whose error correction failed. */
export interface Reading {
  readonly bytes: Uint8Array;
  readonly symbology: string | null;
  readonly format: string;
  readonly isRead: boolean;
  readonly isInverted: boolean;
  /** Modules along one side, as far as ZXing could tell. */
  readonly side: number;
  readonly quad: Quad;
}

/** How hard ZXing looks. */
export interface Effort {
  readonly formats: readonly ReadInputBarcodeFormat[];
  /** Also in reversed colours. */
  readonly inverted: boolean;
  /** Also in the picture at a third of its size, which takes out noise. */
  readonly smaller: boolean;
  /** Also codes that cannot be read, for another try. */
  readonly withErrors: boolean;
}

export type ZxingReader = (picture: Picture, effort: Effort) => Promise<readonly Reading[]>;

/** Two passes shown at once are both told; with errors among them there may be more. */
const MOST_CODES = 2;
const MOST_WITH_ERRORS = 6;

/** ZXing-C++ as WebAssembly, given the module's bytes so that it is never looked for on the network. */
export async function createZxingReader(wasmBinary: ArrayBuffer): Promise<ZxingReader> {
  await prepareZXingModule({ overrides: { wasmBinary }, fireImmediately: true });
  return async ({ height, luma, width }, { formats, inverted, smaller, withErrors }) => {
    // A grey picture in the simplest of files (binary PGM) spares the expansion to RGBA.
    const header = new TextEncoder().encode(`P5\n${width} ${height}\n255\n`);
    const file = new Uint8Array(header.length + luma.length);
    file.set(header);
    file.set(luma, header.length);
    const found = await readBarcodes(file, {
      formats: [...formats],
      maxNumberOfSymbols: withErrors ? MOST_WITH_ERRORS : MOST_CODES,
      returnErrors: withErrors,
      tryDownscale: smaller,
      tryInvert: inverted,
    });
    return found.map(({ bytes, format, isInverted, isValid, position, symbol, symbologyIdentifier }) => ({
      bytes: new Uint8Array(bytes),
      symbology: symbologyIdentifier === '' ? null : symbologyIdentifier,
      format,
      isRead: isValid,
      isInverted,
      side: symbol.width,
      quad: [position.topLeft, position.topRight, position.bottomRight, position.bottomLeft],
    }));
  };
}
