import {
  BarcodeFormat,
  EncodeHintType,
  QRCodeDecoderErrorCorrectionLevel,
  QRCodeWriter,
} from '@zxing/library';

/** The light border that ISO/IEC 18004 asks for, in modules. */
export const QUIET_MODULES = 4;

/** A QR code without its border. */
export interface QrMatrix {
  /** Modules on a side. */
  readonly size: number;
  isDark(x: number, y: number): boolean;
}

/** What the encoder draws of capitals and digits: one less than ISO/IEC 18004 has room for. */
export const MAX_QR_CHARACTERS = 4_295;

/** Above this many the code has less correction. */
const MAX_SAFER_CHARACTERS = 3_390;

/**
 * The smallest QR code of a text in capitals and digits, with 15 % of correction for print, or with 7 % where
 * it would not fit otherwise. Throws for a longer text than MAX_QR_CHARACTERS.
 */
export function qrMatrix(text: string): QrMatrix {
  const { L, M } = QRCodeDecoderErrorCorrectionLevel;
  const hints = new Map<EncodeHintType, unknown>([
    [EncodeHintType.ERROR_CORRECTION, text.length > MAX_SAFER_CHARACTERS ? L : M],
    [EncodeHintType.MARGIN, 0],
  ]);
  const matrix = new QRCodeWriter().encode(text, BarcodeFormat.QR_CODE, 0, 0, hints);
  return { size: matrix.getWidth(), isDark: (x, y) => matrix.get(x, y) };
}

/** The dark modules as horizontal bars, row by row, the border not counted. */
export function barsOf({
  isDark,
  size,
}: QrMatrix): readonly { readonly x: number; readonly y: number; readonly length: number }[] {
  const bars: { x: number; y: number; length: number }[] = [];
  for (let y = 0; y < size; y += 1) {
    for (let x = 0; x < size; x += 1) {
      if (!isDark(x, y)) continue;
      const start = x;
      while (x < size && isDark(x, y)) x += 1;
      bars.push({ x: start, y, length: x - start });
    }
  }
  return bars;
}
