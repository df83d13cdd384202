import { levelsOf } from './brightness_of.ts';
import { evenOutPicture } from './even_out_picture.ts';
import { localMean } from './local_mean.ts';
import type { Picture } from './picture.ts';
import { doublePicture, halvePicture } from './scale_picture.ts';
import { sharpenPicture } from './sharpen_picture.ts';

/** One more way to look at a part of a picture that may hold a code. */
export interface Rung {
  readonly change: (picture: Picture) => Picture;
  /** What a length becomes. */
  readonly scale: number;
}

/** For small modules, whose edges lie between pixels. */
export const DOUBLED: Rung = {
  change: (picture) => sharpenPicture(doublePicture(picture), 4, 1.5),
  scale: 2,
};
/** For a lens out of focus. */
export const SHARPENED: Rung = { change: (picture) => sharpenPicture(picture, 4, 2), scale: 1 };
/** For noise: the mean of nine pixels, then its edges again. */
export const SMOOTHED: Rung = {
  change: (picture) => sharpenPicture({ ...picture, luma: localMean(picture, 1) }, 5, 2),
  scale: 1,
};
/** For large modules that are blurred: a small reach does much. */
export const HALVED: Rung = { change: (picture) => sharpenPicture(halvePicture(picture), 3, 3), scale: 0.5 };
/** For glare and shade. */
export const EVENED: Rung = { change: (picture) => evenOutPicture(picture, 16), scale: 1 };
/** For glare upon large modules. */
export const EVENED_HALF: Rung = {
  change: (picture) => evenOutPicture(halvePicture(picture), 16),
  scale: 0.5,
};

/** For a screen that is far too bright: what is just below white was dark before light spilt upon it. */
export const DARKENED: Rung = {
  change: (picture) => ({ ...picture, luma: picture.luma.map((value) => 255 * (value / 255) ** 5) }),
  scale: 1,
};

/** At this brightness the sensor has no more to give. */
const WHITE = 250;
/** Above this a part is large, and so are its modules. */
const LARGE_PIXELS = 500 * 500;
const SMALL_RUNGS = [DOUBLED, SMOOTHED, HALVED, SHARPENED, EVENED];
const LARGE_RUNGS = [HALVED, SMOOTHED, EVENED_HALF, SHARPENED];

/** The rungs that suit a part of a picture, the one that most often helps first. */
export function rungsFor(part: Picture): readonly Rung[] {
  const { height, luma, width } = part;
  const { light } = levelsOf(part, { left: 0, top: 0, width, height });
  const rungs = luma.length < LARGE_PIXELS ? SMALL_RUNGS : LARGE_RUNGS;
  return light >= WHITE ? [DARKENED, ...rungs] : rungs;
}
