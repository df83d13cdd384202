import { cropPicture, type Region } from './crop_picture.ts';
import type { Picture } from './picture.ts';
import { HALVED, rungsFor, SMOOTHED } from './rungs.ts';
import { halvePicture } from './scale_picture.ts';
import type { Effort } from './zxing_reader.ts';

/** A part of a picture, changed in some way and scaled, to be given to ZXing; the part is made when it is asked for. */
export interface Try {
  readonly place: Region;
  readonly part: () => Picture;
  readonly scale: number;
  readonly effort: Effort;
}

/** Tries in their order: `first` are cheap and all made, `always` end with the first code, `rungs` may be left for later. */
export interface Ladder {
  readonly first: readonly Try[];
  readonly always: readonly Try[];
  readonly rungs: readonly Try[];
}

const QUICK: Effort = { formats: ['QRCodeModel2'], inverted: false, smaller: false, withErrors: true };
const THOROUGH: Effort = { ...QUICK, inverted: true, smaller: true };
const OTHERS: Effort = {
  formats: ['AztecCode', 'DataMatrix'],
  inverted: true,
  smaller: true,
  withErrors: false,
};

/** A region that takes more of the picture than this is looked at with the whole. */
const MOST_OF_PICTURE = 0.6;
/** Above this a picture is searched for large codes only, at half its size: small ones stand out as regions. */
const LARGE_PIXELS = 640 * 480;
/** Below this a picture is searched for everything each time. */
const SMALL_PIXELS = 480 * 480;

/**
 * The tries for a picture with regions that have a code's texture, some of them `likely` codes. `searchesWhole`: codes
 * other than QR are looked for outside of the regions too.
 */
export function ladderOf(
  picture: Picture,
  regions: readonly Region[],
  likely: readonly Region[],
  searchesWhole: boolean,
): Ladder {
  const whole: Region = { left: 0, top: 0, width: picture.width, height: picture.height };
  const plain =
    (place: Region, part: Picture) =>
    (effort: Effort): Try => ({ place, part: () => part, scale: 1, effort });
  const parts = regions.map((place) => ({ place, part: cropPicture(picture, place), isLikely: likely.includes(place) }));
  const small = parts.filter(({ part }) => part.luma.length < picture.luma.length * MOST_OF_PICTURE);
  const ofWhole = plain(whole, picture);
  const ofLikely = small.filter(({ isLikely }) => isLikely).map(({ place, part }) => plain(place, part));
  const isLarge = picture.luma.length > LARGE_PIXELS;
  // A small picture is no dearer than a region.
  const searched = searchesWhole || picture.luma.length < SMALL_PIXELS;
  const ofAll = isLarge ? { place: whole, part: () => halvePicture(picture), scale: 0.5, effort: OTHERS } : ofWhole(OTHERS);
  // A DataMatrix may be no square: where no region is likely to be a code, all are tried now and then.
  const unlikely = searched && isLarge ? small.map(({ place, part }) => plain(place, part)) : [];
  const others = (ofLikely.length > 0 ? ofLikely : unlikely).map((at) => at(OTHERS));
  return {
    first: small.map(({ place, part }) => plain(place, part)(QUICK)),
    // Where nothing has a code's texture, hardly any code can be read: most looks are brief.
    always: [ofWhole(searched || parts.length > 0 ? THOROUGH : QUICK), ...others, ...(searched ? [ofAll] : [])],
    rungs: parts.flatMap(({ place, part }) =>
      rungsFor(part).flatMap((rung): readonly Try[] => {
        let changed: Picture | undefined;
        const changedOnce = () => {
          changed ??= rung.change(part);
          return changed;
        };
        const efforts = rung === SMOOTHED || rung === HALVED ? [THOROUGH, OTHERS] : [THOROUGH];
        return efforts.map((effort) => ({ place, part: changedOnce, scale: rung.scale, effort }));
      }),
    ),
  };
}
