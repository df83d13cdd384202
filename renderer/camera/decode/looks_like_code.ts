import { cellsOf, innerOf, levelsOf, shareBelow } from './brightness_of.ts';
import type { Region } from './crop_picture.ts';
import type { Picture } from './picture.ts';

/** As much of a code is dark as is light. */
const DARK_SHARE = { least: 0.3, most: 0.7 };
/** Where the sensor is overexposed, light spills upon what is dark. */
const WHITE = 250;
const LEAST_DARK_SHARE_IN_WHITE = 0.12;
/** The share of cells that have half of the whole's contrast: glare may take some. */
const LEAST_FILL = 0.65;
const LEAST_CELL_CONTRAST = 0.4;
const MOST_STRETCH = 1.8;
/** A code that can be read leaves room around it; texture all over the picture is something else. */
const MOST_OF_PICTURE = 0.95;
/** Pixels apart, at most, at which brightness is compared. */
const MOST_LAG = 48;
const LOOKS = 600;
/** In noise, neighbours differ as much as any two pixels; a module is wider than a pixel. */
const NOISE_SHARE = 0.8;
/** In what repeats itself, pixels a period apart differ less than others. */
const REPEAT_SHARE = 0.6;

/** Tells whether a region has a code's make: about square, smaller than the picture, textured all over, half dark, without a period. */
export function looksLikeCode(picture: Picture, region: Region): boolean {
  const stretch = region.width / region.height;
  if (stretch > MOST_STRETCH || stretch < 1 / MOST_STRETCH) return false;
  if (region.width * region.height > picture.luma.length * MOST_OF_PICTURE) return false;
  const inner = innerOf(region);
  const { dark, light } = levelsOf(picture, inner);
  const cells = cellsOf(picture, inner);
  const filled = cells.filter(
    ({ darkest, lightest }) => lightest - darkest > (light - dark) * LEAST_CELL_CONTRAST,
  );
  const darkShare = shareBelow(picture, inner, (dark + light) / 2);
  return (
    filled.length >= cells.length * LEAST_FILL &&
    darkShare >= (light >= WHITE ? LEAST_DARK_SHARE_IN_WHITE : DARK_SHARE.least) &&
    darkShare <= DARK_SHARE.most &&
    isIrregular(picture, inner, 1) &&
    isIrregular(picture, inner, picture.width)
  );
}

/** Tells whether pixels differ, by their distance along a line, as those of a code: neighbours less, all others alike. */
function isIrregular({ luma, width }: Picture, box: Region, step: number): boolean {
  const most = Math.min(MOST_LAG, (step === 1 ? box.width : box.height) >> 1);
  const wide = step === 1 ? box.width - most : box.width;
  const high = step === 1 ? box.height : box.height - most;
  const every = Math.max(1, Math.floor((wide * high) / LOOKS));
  const differences = Array.from({ length: most }, (_, index) => {
    let sum = 0;
    for (let look = 0; look < wide * high; look += every) {
      const at = (box.top + Math.floor(look / wide)) * width + box.left + (look % wide);
      sum += Math.abs((luma[at] ?? 0) - (luma[at + (index + 1) * step] ?? 0));
    }
    return sum;
  });
  const largest = Math.max(...differences);
  const afterwards = differences.slice(differences.indexOf(largest));
  return (differences[0] ?? 0) < largest * NOISE_SHARE && Math.min(...afterwards) > largest * REPEAT_SHARE;
}
