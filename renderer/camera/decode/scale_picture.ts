import type { Picture } from './picture.ts';

/** Half as wide and high: each pixel the mean of four, which takes out noise and the dots of a display. */
export function halvePicture({ height, luma, width }: Picture): Picture {
  const wide = width >> 1;
  const high = height >> 1;
  const halved = new Uint8Array(wide * high);
  for (let y = 0; y < high; y += 1) {
    for (let x = 0; x < wide; x += 1) {
      const at = 2 * (y * width + x);
      const sum =
        (luma[at] ?? 0) + (luma[at + 1] ?? 0) + (luma[at + width] ?? 0) + (luma[at + width + 1] ?? 0);
      halved[y * wide + x] = (sum + 2) >> 2;
    }
  }
  return { luma: halved, width: wide, height: high };
}

/** Twice as wide and high; brightness between pixels is three quarters of the nearer, one of the other. */
export function doublePicture({ height, luma, width }: Picture): Picture {
  const wide = width * 2;
  const doubled = new Uint8Array(wide * height * 2);
  for (let y = 0; y < height * 2; y += 1) {
    const near = (y >> 1) * width;
    const far = Math.min(height - 1, Math.max(0, (y >> 1) + (y % 2 === 0 ? -1 : 1))) * width;
    for (let x = 0; x < width; x += 1) {
      const left = x === 0 ? 0 : x - 1;
      const right = x === width - 1 ? x : x + 1;
      const middle = 3 * (luma[near + x] ?? 0) + (luma[far + x] ?? 0);
      const before = 3 * (luma[near + left] ?? 0) + (luma[far + left] ?? 0);
      const after = 3 * (luma[near + right] ?? 0) + (luma[far + right] ?? 0);
      doubled[y * wide + 2 * x] = (3 * middle + before + 8) >> 4;
      doubled[y * wide + 2 * x + 1] = (3 * middle + after + 8) >> 4;
    }
  }
  return { luma: doubled, width: wide, height: height * 2 };
}
