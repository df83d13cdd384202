import { localMean } from './local_mean.ts';
import type { Picture } from './picture.ts';

/** Adds `gain` times what sets each pixel off from its surroundings, `reach` pixels to each side: an unsharp mask. */
export function sharpenPicture(picture: Picture, reach: number, gain: number): Picture {
  const mean = localMean(picture, reach);
  const sharp = new Uint8ClampedArray(mean.length);
  for (let i = 0; i < sharp.length; i += 1) {
    const value = picture.luma[i] ?? 0;
    sharp[i] = value + gain * (value - (mean[i] ?? 0));
  }
  return { ...picture, luma: new Uint8Array(sharp.buffer) };
}
