import { AztecCodeWriter, BarcodeFormat, DataMatrixWriter, EncodeHintType, QRCodeWriter } from '@zxing/library';
import type { TestSymbol } from '../../main/bridge/contract.ts';

/** Modules of white around a symbol: QR asks for four (ISO/IEC 18004, 5.3.8), the others for less. */
const QUIET_MODULES = 4;

/**
 * A test symbol as the path of an SVG of `size` modules a side, its quiet zone included. Text outside of ASCII is
 * for QR only: it goes in as UTF-8 bytes without a mark of the character set, as passes do.
 */
export function symbolPath({ symbology, text }: Pick<TestSymbol, 'symbology' | 'text'>): { readonly path: string; readonly size: number } {
  const matrix = {
    qr: () =>
      new QRCodeWriter().encode(text, BarcodeFormat.QR_CODE, 0, 0, new Map([[EncodeHintType.MARGIN, 0]])),
    aztec: () => new AztecCodeWriter().encode(text, BarcodeFormat.AZTEC, 0, 0),
    data_matrix: () => new DataMatrixWriter().encode(text, BarcodeFormat.DATA_MATRIX, 0, 0),
  }[symbology]();
  let path = '';
  for (let y = 0; y < matrix.getHeight(); y += 1) {
    for (let x = 0; x < matrix.getWidth(); x += 1) {
      if (matrix.get(x, y)) path += `M${x + QUIET_MODULES} ${y + QUIET_MODULES}h1v1h-1z`;
    }
  }
  return { path, size: matrix.getWidth() + 2 * QUIET_MODULES };
}
