import { closeSync, openSync, writeSync } from 'node:fs';
import { BarcodeFormat, EncodeHintType, QRCodeWriter } from '@zxing/library';

const WIDTH = 640;
const HEIGHT = 480;
const CODE_PIXELS = 440;
const LIGHT = 235;
const DARK = 16;
const GREY = 200;

/** One scene of a film: a code before the camera, or null for nobody there. */
export interface Scene {
  readonly text: string | null;
  readonly frames: number;
  /** The side of the code with its margin; the default fills the picture. */
  readonly codePixels?: number;
  /** How bright the scene is, from 0 to 1, the default. */
  readonly light?: number;
}

/** Writes a film (YUV4MPEG2, 640x480, 10 frames a second) that Chromium's fake camera plays in a loop. */
export function writeCameraFilm(file: string, scenes: readonly Scene[]): void {
  const descriptor = openSync(file, 'w');
  try {
    writeSync(descriptor, `YUV4MPEG2 W${WIDTH} H${HEIGHT} F10:1 Ip A1:1 C420jpeg\n`);
    for (const { codePixels = CODE_PIXELS, frames, light = 1, text } of scenes) {
      const picture = text === null ? Buffer.alloc(WIDTH * HEIGHT, GREY) : drawCode(text, codePixels);
      for (let i = 0; i < picture.length; i += 1) picture[i] = Math.round((picture[i] ?? 0) * light);
      const frame = Buffer.concat([Buffer.from('FRAME\n'), picture, Buffer.alloc((WIDTH * HEIGHT) / 2, 128)]);
      for (let i = 0; i < frames; i += 1) writeSync(descriptor, frame);
    }
  } finally {
    closeSync(descriptor);
  }
}

/** A QR code in the middle of a grey picture, as brightness values; where it is small, its modules share pixels. */
export function drawCode(text: string, codePixels = CODE_PIXELS): Buffer {
  const hints = new Map<EncodeHintType, unknown>([[EncodeHintType.CHARACTER_SET, 'UTF-8']]);
  const matrix = new QRCodeWriter().encode(text, BarcodeFormat.QR_CODE, CODE_PIXELS, CODE_PIXELS, hints);
  const picture = Buffer.alloc(WIDTH * HEIGHT, GREY);
  const left = Math.floor((WIDTH - codePixels) / 2);
  const top = Math.floor((HEIGHT - codePixels) / 2);
  const scale = CODE_PIXELS / codePixels;
  for (let y = 0; y < codePixels; y += 1) {
    for (let x = 0; x < codePixels; x += 1) {
      picture[(top + y) * WIDTH + left + x] = meanOf(matrix, x * scale, y * scale, scale);
    }
  }
  return picture;
}

/** What one pixel of a camera sees: the mean of the part of the code that it covers. */
function meanOf(matrix: ReturnType<QRCodeWriter['encode']>, left: number, top: number, side: number): number {
  let sum = 0;
  let count = 0;
  for (let y = Math.floor(top); y < Math.min(CODE_PIXELS, Math.max(top + side, Math.floor(top) + 1)); y += 1) {
    for (let x = Math.floor(left); x < Math.min(CODE_PIXELS, Math.max(left + side, Math.floor(left) + 1)); x += 1) {
      sum += matrix.get(x, y) ? DARK : LIGHT;
      count += 1;
    }
  }
  return Math.round(sum / Math.max(1, count));
}
