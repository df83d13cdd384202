import { findCodeRegions } from './code_region.ts';
import { cropPicture, type Region } from './crop_picture.ts';
import { findFinders } from './find_finders.ts';
import { type GatheredCode, gatherCode } from './gathered_code.ts';
import { ladderOf, type Try } from './ladder.ts';
import { looksLikeCode } from './looks_like_code.ts';
import type { Picture } from './picture.ts';
import type { Point, Quad } from './quad.ts';
import { type Placed, quadsOfFinders } from './quads_of_finders.ts';
import { readSeenCode, type SeenCode, seeCode } from './repair_code.ts';
import type { Reading, ZxingReader } from './zxing_reader.ts';

/** What a picture gave: codes, or else what was seen of one, in the picture's pixels. */
export interface PictureReading {
  readonly codes: readonly Reading[];
  readonly seen: readonly SeenCode[];
  readonly regions: readonly Region[];
}

const MOST_REGIONS = 2;
/** The cost of a look beyond its first tries, in pixels that ZXing is given; the next looks go on from there. */
const MOST_PIXELS = 2_500_000;
/** What one repair costs by the same measure. */
const REPAIR_PIXELS = 400_000;
/** Searching the whole picture for codes other than QR is dear. */
const WHOLE_EVERY_LOOKS = 2;
/** The least Aztec and DataMatrix codes check themselves by little: chance may make one. No pass is so short. */
const LEAST_BYTES = 4;
const LEAST_QR_SIDE = 21;
const MOST_FINDERS = 5;
/** Places at which a code with two finders is tried. */
const MOST_PLACES = 3;
/** Below this likeness there is no code where one was taken to be. */
const LEAST_LIKENESS = 0.5;

/** Reads a camera's pictures in their order by a ladder of tries, the cheap ones first, and remembers what it saw. */
export function createPictureReader(read: ZxingReader): (picture: Picture) => Promise<PictureReading> {
  let looks = 0;
  let nextRung = 0;
  let gathered: GatheredCode | null = null;

  return async (picture) => {
    looks += 1;
    const regions = findCodeRegions(picture, MOST_REGIONS);
    const seen: SeenCode[] = [];
    const repaired: Placed[] = [];
    const done = (codes: readonly Reading[]): PictureReading => {
      nextRung = 0;
      gathered = null;
      return { codes, seen: [], regions };
    };
    let spent = 0;
    let reversed: Picture | undefined;
    const inColours = (isInverted: boolean): Picture => {
      if (!isInverted) return picture;
      reversed ??= invertedPicture(picture);
      return reversed;
    };

    const attempt = async ({ effort, part, place, scale }: Try): Promise<readonly Reading[]> => {
      const changed = part();
      spent += changed.luma.length;
      const found = await read(changed, effort);
      const codes = found.filter(
        ({ bytes, format, isRead }) => isRead && (format.startsWith('QR') || bytes.length >= LEAST_BYTES),
      );
      if (codes.length > 0) return codes;
      for (const { isInverted, quad, side } of found) {
        if (side < LEAST_QR_SIDE) continue;
        const again = await repair(inColours(isInverted), { quad: movedBy(quad, 1 / scale, place), side });
        if (again.length > 0) return again;
      }
      return [];
    };

    const repair = async (from: Picture, placed: Placed): Promise<readonly Reading[]> => {
      if (repaired.some((other) => isSame(other, placed))) return [];
      repaired.push(placed);
      spent += REPAIR_PIXELS;
      const code = seeCode(from, placed.quad, placed.side);
      if (code.likeness < LEAST_LIKENESS) return [];
      seen.push(code);
      return await readSeenCode(code, read);
    };

    /** Where ZXing finds no code for want of one of its three finders. */
    const repairByFinders = async (place: Region): Promise<readonly Reading[]> => {
      const part = cropPicture(picture, place);
      spent += part.luma.length;
      for (const { quad, side } of quadsOfFinders(part, findFinders(part, MOST_FINDERS), MOST_PLACES)) {
        const codes = await repair(picture, { quad: movedBy(quad, 1, place), side });
        if (codes.length > 0) return codes;
      }
      return [];
    };

    const likely = regions.filter((region) => looksLikeCode(picture, region));
    const { always, first, rungs } = ladderOf(picture, regions, likely, looks % WHOLE_EVERY_LOOKS === 1);
    // Two passes may be shown at once: each region is looked at, whatever the one before it gave.
    const atFirst: Reading[] = [];
    for (const one of first) atFirst.push(...(await attempt(one)));
    if (atFirst.length > 0) return done(distinct(atFirst));
    for (const one of always) {
      const codes = await attempt(one);
      if (codes.length > 0) return done(codes);
    }
    // Every other texture is left alone, or a patterned shirt would cost as much as a code.
    const isWorthIt = seen.length > 0 || likely.length > 0;
    const startRung = nextRung;
    for (let index = 0; isWorthIt && index < rungs.length && spent < MOST_PIXELS; index += 1) {
      const rung = rungs[(startRung + index) % rungs.length];
      // The next look goes on where this one has to leave off.
      nextRung = (startRung + index + 1) % rungs.length;
      const codes = rung === undefined ? [] : await attempt(rung);
      if (codes.length > 0) return done(codes);
    }
    for (const region of seen.length === 0 ? likely : []) {
      const codes = await repairByFinders(region);
      if (codes.length > 0) return done(codes);
    }
    const [best] = seen.toSorted((a, b) => b.likeness - a.likeness);
    // A visitor who left takes along what was gathered.
    gathered = best === undefined ? null : gatherCode(gathered, best);
    const codes = gathered !== null && gathered.frames > 1 ? await readSeenCode(gathered, read) : [];
    return codes.length > 0 ? done(codes) : { codes: [], seen, regions };
  };
}

function movedBy([a, b, c, d]: Quad, scale: number, { left, top }: Region): Quad {
  const moved = ({ x, y }: Point): Point => ({ x: x * scale + left, y: y * scale + top });
  return [moved(a), moved(b), moved(c), moved(d)];
}

/** Corners that are less than a module apart lead to the same grid. */
function isSame(one: Placed, other: Placed): boolean {
  const [a, b] = one.quad;
  const modulePixels = Math.hypot(b.x - a.x, b.y - a.y) / one.side;
  return (
    one.side === other.side &&
    one.quad.every(({ x, y }, index) => {
      const { x: otherX, y: otherY } = other.quad[index] ?? { x: 0, y: 0 };
      return Math.hypot(otherX - x, otherY - y) < modulePixels;
    })
  );
}

function distinct(codes: readonly Reading[]): readonly Reading[] {
  const isSameCode = (one: Reading, other: Reading) =>
    one.symbology === other.symbology &&
    one.bytes.length === other.bytes.length &&
    one.bytes.every((byte, index) => byte === other.bytes[index]);
  return codes.filter((code, index) => codes.findIndex((other) => isSameCode(code, other)) === index);
}

function invertedPicture(picture: Picture): Picture {
  return { ...picture, luma: picture.luma.map((value) => 255 - value) };
}
