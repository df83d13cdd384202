import type { Picture } from './picture.ts';

/** The mean brightness of the square around each pixel, `reach` pixels to each side; the rim goes on outside. */
export function localMean({ height, luma, width }: Picture, reach: number): Uint8Array {
  const size = 2 * reach + 1;
  const lines = new Uint16Array(width * height);
  for (let y = 0; y < height; y += 1) {
    const line = y * width;
    let sum = 0;
    for (let x = -reach; x <= reach; x += 1) sum += luma[line + Math.min(width - 1, Math.max(0, x))] ?? 0;
    for (let x = 0; x < width; x += 1) {
      lines[line + x] = sum;
      const enters = x + reach + 1;
      const leaves = x - reach;
      sum +=
        (luma[line + (enters < width ? enters : width - 1)] ?? 0) -
        (luma[line + (leaves > 0 ? leaves : 0)] ?? 0);
    }
  }
  const means = new Uint8Array(width * height);
  const sums = new Int32Array(width);
  for (let y = -reach; y <= reach; y += 1) {
    const line = Math.min(height - 1, Math.max(0, y)) * width;
    for (let x = 0; x < width; x += 1) sums[x] = (sums[x] ?? 0) + (lines[line + x] ?? 0);
  }
  const part = 1 / (size * size);
  for (let y = 0; y < height; y += 1) {
    const enters = Math.min(height - 1, y + reach + 1) * width;
    const leaves = Math.max(0, y - reach) * width;
    for (let x = 0; x < width; x += 1) {
      const sum = sums[x] ?? 0;
      means[y * width + x] = sum * part + 0.5;
      sums[x] = sum + (lines[enters + x] ?? 0) - (lines[leaves + x] ?? 0);
    }
  }
  return means;
}
