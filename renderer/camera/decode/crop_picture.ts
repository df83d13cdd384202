import type { Picture } from './picture.ts';

/** A rectangle of whole pixels in a picture. */
export interface Region {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

/** The part of a picture that lies in a region. */
export function cropPicture({ luma, width }: Picture, { height, left, top, width: wide }: Region): Picture {
  const cut = new Uint8Array(wide * height);
  for (let y = 0; y < height; y += 1) {
    const from = (top + y) * width + left;
    cut.set(luma.subarray(from, from + wide), y * wide);
  }
  return { luma: cut, width: wide, height };
}
