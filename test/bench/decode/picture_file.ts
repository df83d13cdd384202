import { readFileSync } from 'node:fs';
import path from 'node:path';
import { PNG } from 'pngjs';
import type { Picture } from '../../renderer/draw_code.ts';

/** The last chunk's name and its checksum. */
const END_BYTES = 8;

/** A picture of a folder, and what its index says a decoder must get from it: null where it must get nothing. */
export interface IndexedPicture {
  readonly file: string;
  readonly content: string | null;
}

/** Reads a folder's `index.jsonl`: one object a line with `file` and `expect`. */
export function readPictureIndex(folder: string): readonly IndexedPicture[] {
  return readFileSync(path.join(folder, 'index.jsonl'), 'utf8')
    .trim()
    .split('\n')
    .map((line) => {
      const { expect, file } = JSON.parse(line) as {
        file: string;
        expect: { decode: boolean; payload?: string | null };
      };
      return { file, content: expect.decode ? (expect.payload ?? null) : null };
    });
}

/** The brightness of a PNG on white paper; null for a file of another kind. */
export function readPictureFile(file: string): Picture | null {
  const bytes = readFileSync(file);
  if (!bytes.includes('IEND')) return null;
  // Some files go on after their end, which the reader takes amiss.
  const { data, height, width } = PNG.sync.read(bytes.subarray(0, bytes.indexOf('IEND') + END_BYTES));
  const luma = new Uint8Array(width * height);
  for (let i = 0; i < luma.length; i += 1) {
    const [red = 0, green = 0, blue = 0, opacity = 255] = data.subarray(4 * i, 4 * i + 4);
    const grey = (red * 77 + green * 150 + blue * 29) >> 8;
    luma[i] = 255 - (((255 - grey) * opacity) >> 8);
  }
  return { luma, width, height };
}
