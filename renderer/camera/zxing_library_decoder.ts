import {
  BarcodeFormat,
  BinaryBitmap,
  DecodeHintType,
  HybridBinarizer,
  MultiFormatReader,
  PlanarYUVLuminanceSource,
  ZXingStringEncoding,
} from '@zxing/library';
import type { Decoder } from './decoder.ts';

const SYMBOLOGIES: ReadonlyMap<BarcodeFormat, string> = new Map([
  [BarcodeFormat.QR_CODE, ']Q1'],
  [BarcodeFormat.AZTEC, ']z0'],
  [BarcodeFormat.DATA_MATRIX, ']d1'],
]);

/** ZXing in plain JavaScript, for a machine on which WebAssembly may not run. */
export function createZxingLibraryDecoder(): Decoder {
  // It answers text only: one character for each byte, whatever character set it takes them for.
  ZXingStringEncoding.customDecoder = (bytes) => Array.from(bytes, (byte) => String.fromCharCode(byte)).join('');
  const reader = new MultiFormatReader();
  reader.setHints(
    new Map<DecodeHintType, unknown>([
      [DecodeHintType.TRY_HARDER, true],
      [DecodeHintType.POSSIBLE_FORMATS, [...SYMBOLOGIES.keys()]],
    ]),
  );
  return {
    async decode(luma, width, height) {
      const pixels = new Uint8ClampedArray(luma.buffer as ArrayBuffer, luma.byteOffset, luma.length);
      const source = new PlanarYUVLuminanceSource(pixels, width, height, 0, 0, width, height, false);
      try {
        const result = reader.decodeWithState(new BinaryBitmap(new HybridBinarizer(source)));
        const bytes = Uint8Array.from(result.getText(), (character) => character.charCodeAt(0));
        return [{ bytes, symbology: SYMBOLOGIES.get(result.getBarcodeFormat()) ?? null }];
      } catch {
        // Its way of saying that there is no code.
        return [];
      } finally {
        reader.reset();
      }
    },
  };
}
