import { localMean } from './local_mean.ts';
import type { Picture } from './picture.ts';

/** Contrast below this many steps of brightness is the sensor's noise and is not raised to the full. */
const NOISE_STEPS = 3;
const MIDDLE = 128;
/** What one mean deviation becomes. */
const SPREAD = 64;

/** Gives every part of a picture the same mean and the same contrast, so that glare and shade do not matter. */
export function evenOutPicture(picture: Picture, reach: number): Picture {
  const mean = localMean(picture, reach);
  const away = new Uint8Array(mean.length);
  for (let i = 0; i < away.length; i += 1) away[i] = Math.abs((picture.luma[i] ?? 0) - (mean[i] ?? 0));
  const spread = localMean({ ...picture, luma: away }, reach);
  const even = new Uint8ClampedArray(mean.length);
  for (let i = 0; i < even.length; i += 1) {
    even[i] =
      MIDDLE + (SPREAD * ((picture.luma[i] ?? 0) - (mean[i] ?? 0))) / ((spread[i] ?? 0) + NOISE_STEPS);
  }
  return { ...picture, luma: new Uint8Array(even.buffer) };
}
