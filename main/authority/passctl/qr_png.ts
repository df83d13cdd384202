import { crc32, deflateSync } from 'node:zlib';
import { QUIET_MODULES, type QrMatrix } from './qr_matrix.ts';

const MODULE_PIXELS = 8;
const SIGNATURE = Buffer.from('89504e470d0a1a0a', 'hex');
const GREY_8_BITS = [8, 0, 0, 0, 0];
const LIGHT = 0xff;

/** A QR code as a PNG in shades of grey, with its border (ISO/IEC 15948). */
export function qrPng({ isDark, size }: QrMatrix): Uint8Array {
  const side = (size + 2 * QUIET_MODULES) * MODULE_PIXELS;
  // A byte before each row says that it is not filtered.
  const rows = Buffer.alloc(side * (side + 1), LIGHT);
  for (let row = 0; row < side; row += 1) {
    rows[row * (side + 1)] = 0;
    const y = Math.floor(row / MODULE_PIXELS) - QUIET_MODULES;
    for (let x = 0; x < size; x += 1) {
      if (y < 0 || y >= size || !isDark(x, y)) continue;
      const start = row * (side + 1) + 1 + (x + QUIET_MODULES) * MODULE_PIXELS;
      rows.fill(0, start, start + MODULE_PIXELS);
    }
  }
  const head = Buffer.alloc(8 + GREY_8_BITS.length);
  head.writeUInt32BE(side, 0);
  head.writeUInt32BE(side, 4);
  head.set(GREY_8_BITS, 8);
  return Buffer.concat([
    SIGNATURE,
    chunk('IHDR', head),
    chunk('IDAT', deflateSync(rows)),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

function chunk(type: string, content: Uint8Array): Buffer {
  const typed = Buffer.concat([Buffer.from(type, 'latin1'), content]);
  const framed = Buffer.alloc(typed.length + 8);
  framed.writeUInt32BE(content.length, 0);
  framed.set(typed, 4);
  framed.writeUInt32BE(crc32(typed), typed.length + 4);
  return framed;
}
