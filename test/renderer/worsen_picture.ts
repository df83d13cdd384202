import type { Picture } from './draw_code.ts';

/** Lays a picture on a plain ground of a size, its corner at a place. */
export function placed(
  picture: Picture,
  width: number,
  height: number,
  left: number,
  top: number,
  ground = 110,
): Picture {
  const luma = new Uint8Array(width * height).fill(ground);
  for (let y = 0; y < picture.height; y += 1) {
    luma.set(picture.luma.subarray(y * picture.width, (y + 1) * picture.width), (top + y) * width + left);
  }
  return { luma, width, height };
}

/** The mean of `reachX` pixels to the left and right and `reachY` up and down, some times over: a lens or a hand. */
export function blurred(picture: Picture, reachX: number, reachY: number, times: number): Picture {
  let { luma } = picture;
  const { height, width } = picture;
  for (let time = 0; time < times; time += 1) {
    luma = along(along(luma, width, height, reachX, 1), width, height, reachY, width);
  }
  return { luma, width, height };
}

function along(luma: Uint8Array, width: number, height: number, reach: number, step: number): Uint8Array {
  return luma.map((_value, index) => {
    const x = index % width;
    const at = step === 1 ? x : (index - x) / width;
    const length = step === 1 ? width : height;
    let sum = 0;
    for (let k = -reach; k <= reach; k += 1) {
      sum += luma[index + (Math.min(length - 1, Math.max(0, at + k)) - at) * step] ?? 0;
    }
    return Math.round(sum / (2 * reach + 1));
  });
}

/** The mean of squares of pixels becomes one pixel. */
export function shrunk({ height, luma, width }: Picture, factor: number): Picture {
  const wide = Math.floor(width / factor);
  const high = Math.floor(height / factor);
  const small = new Uint8Array(wide * high);
  small.forEach((_, index) => {
    let sum = 0;
    const x = (index % wide) * factor;
    const y = Math.floor(index / wide) * factor;
    for (let dy = 0; dy < factor; dy += 1) {
      for (let dx = 0; dx < factor; dx += 1) sum += luma[(y + dy) * width + x + dx] ?? 0;
    }
    small[index] = Math.round(sum / factor ** 2);
  });
  return { luma: small, width: wide, height: high };
}

/** Changes every brightness, and where it is. */
export function changed(picture: Picture, to: (value: number, x: number, y: number) => number): Picture {
  const luma = picture.luma.map((value, index) =>
    Math.min(
      255,
      Math.max(0, Math.round(to(value, index % picture.width, Math.floor(index / picture.width)))),
    ),
  );
  return { ...picture, luma };
}

/** A sensor's noise with a standard deviation in steps of brightness; a seed always gives the same. */
export function noisy(picture: Picture, steps: number, seed: number): Picture {
  let state = seed >>> 0 || 1;
  const next = () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) / 2 ** 32;
  };
  return changed(picture, (value) => value + (next() + next() + next() - 1.5) * 2 * steps);
}
