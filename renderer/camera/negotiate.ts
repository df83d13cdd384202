import type { CameraSettings, CameraStatus } from '../../main/bridge/contract.ts';

interface Range {
  readonly min: number;
  readonly max: number;
}

/** What a camera says of itself, as far as it is used: W3C Image Capture, `MediaTrackCapabilities`. */
export interface CameraAbilities {
  readonly torch?: boolean | readonly boolean[];
  readonly zoom?: Range;
  readonly focusMode?: readonly string[];
  readonly exposureMode?: readonly string[];
  /** In units of 100 µs. */
  readonly exposureTime?: Range;
  readonly exposureCompensation?: Range;
}

/** One thing that a camera is told. */
export type CameraOrder = Readonly<Record<string, boolean | number | string>>;

/** The constraints of a picture, as W3C Media Capture has them. */
export interface PictureWish {
  readonly width: { readonly ideal: number };
  readonly height: { readonly ideal: number };
  readonly frameRate: { readonly ideal: number; readonly min?: number };
}

const SIZE = { width: { ideal: 1280 }, height: { ideal: 720 } } as const;

/**
 * What is asked of a camera, the best first; the first that it grants is used. Many cameras on USB 2 offer 1280x720 at
 * ten frames a second only, and a smaller picture at thirty: a code that moves needs the rate more than the size.
 */
export const PICTURES: readonly PictureWish[] = [
  { ...SIZE, frameRate: { ideal: 30, min: 24 } },
  { ...SIZE, frameRate: { ideal: 30, min: 15 } },
  { ...SIZE, frameRate: { ideal: 30 } },
];

/** A longer exposure than a thirtieth of a second slows the camera down and blurs what is held by hand. */
const LONGEST_EXPOSURE = 333;

/** What the camera lets itself be told. */
export function controlsOf(abilities: CameraAbilities): CameraStatus['controls'] {
  return {
    torch: hasTorch(abilities),
    zoom: isRange(abilities.zoom),
    exposure: exposureOrder(abilities, 0) !== null,
  };
}

/** What the camera is to be told, only as far as it says that it can; each stands alone and may be refused. */
export function ordersFor(abilities: CameraAbilities, settings: CameraSettings): readonly CameraOrder[] {
  const orders: CameraOrder[] = [];
  if (abilities.focusMode?.includes('continuous') === true) orders.push({ focusMode: 'continuous' });
  if (hasTorch(abilities)) orders.push({ torch: settings.torch });
  if (settings.zoom !== null && isRange(abilities.zoom)) orders.push({ zoom: along(abilities.zoom, settings.zoom) });
  if (settings.exposure !== null) {
    const order = exposureOrder(abilities, settings.exposure);
    if (order !== null) orders.push(order);
  } else if (abilities.exposureMode?.includes('continuous') === true) {
    orders.push({ exposureMode: 'continuous' });
  }
  return orders;
}

/** The time itself where it can be set, else the correction of the automatic one. */
function exposureOrder(abilities: CameraAbilities, share: number): CameraOrder | null {
  const { exposureCompensation, exposureMode = [], exposureTime } = abilities;
  if (exposureMode.includes('manual') && isRange(exposureTime)) {
    const min = Math.max(exposureTime.min, 1);
    const max = Math.max(min, Math.min(exposureTime.max, LONGEST_EXPOSURE));
    // Each step makes the picture brighter by the same factor, as the eye sees it.
    return { exposureMode: 'manual', exposureTime: min * (max / min) ** share };
  }
  if (!isRange(exposureCompensation)) return null;
  const order = { exposureCompensation: along(exposureCompensation, share) };
  return exposureMode.includes('continuous') ? { exposureMode: 'continuous', ...order } : order;
}

function along({ max, min }: Range, share: number): number {
  return min + (max - min) * share;
}

function hasTorch({ torch }: CameraAbilities): boolean {
  return torch === true || (Array.isArray(torch) && torch.includes(true));
}

function isRange(range: Range | undefined): range is Range {
  return range !== undefined && Number.isFinite(range.min) && Number.isFinite(range.max) && range.min < range.max;
}
