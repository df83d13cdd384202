import { findCodeRegions } from './code_region.ts';
import { cropPicture, type Region } from './crop_picture.ts';
import { looksLikeCode } from './looks_like_code.ts';
import { type GatheredCode, gatherCode } from './gathered_code.ts';
import type { Picture } from './picture.ts';
import type { Point, Quad } from './quad.ts';
import { readSeenCode, type SeenCode, seeCode } from './repair_code.ts';
import { HALVED, rungsFor, SMOOTHED } from './rungs.ts';
import type { Effort, Reading, ZxingReader } from './zxing_reader.ts';

/** What a picture gave: codes, or else what was seen of one, in the picture's pixels. */
export interface PictureReading {
  readonly codes: readonly Reading[];
  readonly seen: readonly SeenCode[];
  readonly regions: readonly Region[];
}

const QUICK: Effort = { formats: ['QRCodeModel2'], inverted: false, smaller: false, withErrors: true };
const THOROUGH: Effort = { ...QUICK, inverted: true, smaller: true };
const OTHERS: Effort = {
  formats: ['AztecCode', 'DataMatrix'],
  inverted: true,
  smaller: true,
  withErrors: false,
};

const MOST_REGIONS = 2;
/** A region that takes more of the picture than this is looked at with the whole. */
const MOST_OF_PICTURE = 0.6;
/** The cost of a look beyond its first tries, in pixels that ZXing is given: about 60 ms. */
const MOST_PIXELS = 6_000_000;
/** What one repair costs by the same measure. */
const REPAIR_PIXELS = 500_000;
/** Searching a large picture for codes other than QR is dear: where there is texture, most looks search that only. */
const WHOLE_EVERY_LOOKS = 4;
const LARGE_PIXELS = 640 * 480;
/** The least Aztec and DataMatrix codes check themselves by little: chance may make one. No pass is so short. */
const LEAST_BYTES = 4;
const LEAST_QR_SIDE = 21;
/** Below this likeness there is no code where one was taken to be. */
const LEAST_LIKENESS = 0.5;

interface Try {
  readonly place: Region;
  readonly part: () => Picture;
  readonly scale: number;
  readonly effort: Effort;
}

/** Reads a camera's pictures in their order by a ladder of tries, the cheap ones first, and remembers what it saw. */
export function createPictureReader(read: ZxingReader): (picture: Picture) => Promise<PictureReading> {
  let looks = 0;
  let nextRung = 0;
  let gathered: GatheredCode | null = null;

  return async (picture) => {
    looks += 1;
    const regions = findCodeRegions(picture, MOST_REGIONS);
    const seen: SeenCode[] = [];
    const repaired: { readonly quad: Quad; readonly side: number }[] = [];
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
        const there = movedBy(quad, 1 / scale, place);
        if (side < LEAST_QR_SIDE || repaired.some((other) => isSame(other, { quad: there, side }))) continue;
        repaired.push({ quad: there, side });
        spent += REPAIR_PIXELS;
        const code = seeCode(inColours(isInverted), there, side);
        if (code.likeness < LEAST_LIKENESS) continue;
        const again = await readSeenCode(code, read);
        if (again.length > 0) return again;
        seen.push(code);
      }
      return [];
    };

    const searchesWhole = looks % WHOLE_EVERY_LOOKS === 1 || picture.luma.length <= LARGE_PIXELS;
    const { always, first, rungs } = ladderOf(picture, regions, searchesWhole);
    // Two passes may be shown at once: each region is looked at, whatever the one before it gave.
    const atFirst: Reading[] = [];
    for (const one of first) atFirst.push(...(await attempt(one)));
    if (atFirst.length > 0) return done(distinct(atFirst));
    for (const one of always) {
      const codes = await attempt(one);
      if (codes.length > 0) return done(codes);
    }
    // Every other texture is left alone, or a patterned shirt would cost as much as a code.
    const isWorthIt = seen.length > 0 || regions.some((region) => looksLikeCode(picture, region));
    const startRung = nextRung;
    for (let index = 0; isWorthIt && index < rungs.length && spent < MOST_PIXELS; index += 1) {
      const rung = rungs[(startRung + index) % rungs.length];
      // The next look goes on where this one has to leave off.
      nextRung = (startRung + index + 1) % rungs.length;
      const codes = rung === undefined ? [] : await attempt(rung);
      if (codes.length > 0) return done(codes);
    }
    const [best] = seen.toSorted((a, b) => b.likeness - a.likeness);
    if (best !== undefined) {
      gathered = gatherCode(gathered, best);
      const codes = gathered.frames > 1 ? await readSeenCode(gathered, read) : [];
      if (codes.length > 0) return done(codes);
    }
    return { codes: [], seen, regions };
  };
}

/** The region of interest, then the whole, then other codes, colours and sizes; then the rungs upon the regions. */
function ladderOf(
  picture: Picture,
  regions: readonly Region[],
  searchesWhole: boolean,
): { readonly first: readonly Try[]; readonly always: readonly Try[]; readonly rungs: readonly Try[] } {
  const whole: Region = { left: 0, top: 0, width: picture.width, height: picture.height };
  const plain =
    (place: Region, part: Picture) =>
    (effort: Effort): Try => ({ place, part: () => part, scale: 1, effort });
  const parts = regions.map((place) => ({ place, part: cropPicture(picture, place) }));
  const small = parts.filter(({ part }) => part.luma.length < picture.luma.length * MOST_OF_PICTURE);
  const ofRegions = small.map(({ place, part }) => plain(place, part));
  const ofWhole = plain(whole, picture);
  const searched = searchesWhole || small.length === 0 ? [ofWhole] : ofRegions;
  return {
    first: ofRegions.map((at) => at(QUICK)),
    always: [ofWhole(QUICK), ...searched.map((at) => at(THOROUGH)), ...searched.map((at) => at(OTHERS))],
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

function movedBy([a, b, c, d]: Quad, scale: number, { left, top }: Region): Quad {
  const moved = ({ x, y }: Point): Point => ({ x: x * scale + left, y: y * scale + top });
  return [moved(a), moved(b), moved(c), moved(d)];
}

interface Placed {
  readonly quad: Quad;
  readonly side: number;
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
