import {
  BinaryBitmap,
  DecodeHintType,
  HybridBinarizer,
  PlanarYUVLuminanceSource,
  QRCodeReader,
  ResultMetadataType,
} from '@zxing/library';
import type { Decoder } from './decoder.ts';

/** ZXing in plain JavaScript, for a machine on which WebAssembly may not run. */
export function createZxingLibraryDecoder(): Decoder {
  const reader = new QRCodeReader();
  const hints = new Map<DecodeHintType, unknown>([[DecodeHintType.TRY_HARDER, true]]);
  return {
    async decode(luma, width, height) {
      const pixels = new Uint8ClampedArray(luma.buffer as ArrayBuffer, luma.byteOffset, luma.length);
      const source = new PlanarYUVLuminanceSource(pixels, width, height, 0, 0, width, height, false);
      try {
        const result = reader.decode(new BinaryBitmap(new HybridBinarizer(source)), hints);
        const segments = result.getResultMetadata()?.get(ResultMetadataType.BYTE_SEGMENTS) as Uint8Array[] | undefined;
        const binary = segments?.length === 1 ? segments[0] : undefined;
        const text = new TextEncoder().encode(result.getText());
        return [{ bytes: binary === undefined ? text : new Uint8Array(binary), symbology: ']Q1' }];
      } catch {
        // Its way of saying that there is no code.
        return [];
      } finally {
        reader.reset();
      }
    },
  };
}
