import type { CameraHint } from '../../../main/bridge/contract.ts';
import { cellsOf, innerOf, levelsOf } from './brightness_of.ts';
import { looksLikeCode } from './looks_like_code.ts';
import type { Region } from './crop_picture.ts';
import type { Picture } from './picture.ts';
import type { PictureReading } from './picture_reader.ts';

/** A reflection leaves nothing dark in a cell that it covers. */
const GLARE_BRIGHTNESS = 236;
const GLARE_CELLS = 6;
const DARK_BRIGHTNESS = 90;
const LEAST_CONTRAST = 40;
/** Below two pixels and a half a module's neighbours run into it in any camera. */
const LEAST_MODULE_PIXELS = 2.5;
/** An inner part below this share of the picture's height is held too far away for a dense code. */
const LEAST_SHARE = 0.2;
const LEAST_LIKENESS = 0.6;

/** What would help, told from what was seen of a code that was not read; null where nothing looked like one. */
export function hintOf(picture: Picture, { regions, seen }: PictureReading): CameraHint | null {
  const [code] = seen.toSorted((a, b) => b.likeness - a.likeness);
  const [region] = regions;
  if (code !== undefined && code.likeness >= LEAST_LIKENESS) {
    const { quad, side } = code;
    const xs = quad.map(({ x }) => Math.min(picture.width, Math.max(0, Math.round(x))));
    const ys = quad.map(({ y }) => Math.min(picture.height, Math.max(0, Math.round(y))));
    const left = Math.min(...xs);
    const top = Math.min(...ys);
    const box = { left, top, width: Math.max(...xs) - left, height: Math.max(...ys) - top };
    const [a, b] = quad;
    return hintFor(picture, box, Math.hypot(b.x - a.x, b.y - a.y) / side < LEAST_MODULE_PIXELS);
  }
  if (region === undefined || !looksLikeCode(picture, region)) return null;
  const inner = innerOf(region);
  return hintFor(picture, inner, inner.height < picture.height * LEAST_SHARE);
}

function hintFor(picture: Picture, box: Region, isSmall: boolean): CameraHint {
  const cells = cellsOf(picture, box);
  if (cells.filter(({ darkest }) => darkest >= GLARE_BRIGHTNESS).length >= GLARE_CELLS) return 'glare';
  const { dark, light } = levelsOf(picture, box);
  if (light < DARK_BRIGHTNESS || light - dark < LEAST_CONTRAST) return 'brighter';
  return isSmall ? 'hold_closer' : 'hold_still';
}
