import {
  BinaryBitmap,
  DecodeHintType,
  HybridBinarizer,
  PlanarYUVLuminanceSource,
  QRCodeReader,
  ZXingStringEncoding,
} from '@zxing/library';
import type { Decoder } from './decoder.ts';

/** ZXing in plain JavaScript, for a machine on which WebAssembly may not run. It reads QR codes only. */
export function createZxingLibraryDecoder(): Decoder {
  // It answers text only: so it is made to give one character for each byte, in whatever character set.
  ZXingStringEncoding.customDecoder = (bytes) =>
    Array.from(bytes, (byte) => String.fromCharCode(byte)).join('');
  const reader = new QRCodeReader();
  const hints = new Map<DecodeHintType, unknown>([[DecodeHintType.TRY_HARDER, true]]);
  return {
    async look(luma, width, height) {
      const pixels = new Uint8ClampedArray(luma.buffer as ArrayBuffer, luma.byteOffset, luma.length);
      const source = new PlanarYUVLuminanceSource(pixels, width, height, 0, 0, width, height, false);
      try {
        const result = reader.decode(new BinaryBitmap(new HybridBinarizer(source)), hints);
        const bytes = Uint8Array.from(result.getText(), (character) => character.charCodeAt(0));
        return { codes: [{ bytes, symbology: ']Q1' }], hint: null };
      } catch {
        // Its way of saying that there is no code.
        return { codes: [], hint: null };
      } finally {
        reader.reset();
      }
    },
  };
}
