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
}

/** Writes a film (YUV4MPEG2, 640x480, 10 frames a second) that Chromium's fake camera plays in a loop. */
export function writeCameraFilm(file: string, scenes: readonly Scene[]): void {
  const descriptor = openSync(file, 'w');
  try {
    writeSync(descriptor, `YUV4MPEG2 W${WIDTH} H${HEIGHT} F10:1 Ip A1:1 C420jpeg\n`);
    for (const { frames, text } of scenes) {
      const picture = text === null ? Buffer.alloc(WIDTH * HEIGHT, GREY) : drawCode(text);
      const frame = Buffer.concat([Buffer.from('FRAME\n'), picture, Buffer.alloc((WIDTH * HEIGHT) / 2, 128)]);
      for (let i = 0; i < frames; i += 1) writeSync(descriptor, frame);
    }
  } finally {
    closeSync(descriptor);
  }
}

/** A QR code in the middle of a grey picture, as brightness values. */
export function drawCode(text: string): Buffer {
  const hints = new Map<EncodeHintType, unknown>([[EncodeHintType.CHARACTER_SET, 'UTF-8']]);
  const matrix = new QRCodeWriter().encode(text, BarcodeFormat.QR_CODE, CODE_PIXELS, CODE_PIXELS, hints);
  const picture = Buffer.alloc(WIDTH * HEIGHT, GREY);
  const left = (WIDTH - CODE_PIXELS) / 2;
  const top = (HEIGHT - CODE_PIXELS) / 2;
  for (let y = 0; y < CODE_PIXELS; y += 1) {
    for (let x = 0; x < CODE_PIXELS; x += 1) {
      picture[(top + y) * WIDTH + left + x] = matrix.get(x, y) ? DARK : LIGHT;
    }
  }
  return picture;
}
