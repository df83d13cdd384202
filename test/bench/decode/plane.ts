/** A picture in linear light: 0 is black, 1 is what the sensor calls white. */
export interface Plane {
  readonly light: Float32Array;
  readonly width: number;
  readonly height: number;
}

/** What a lens out of focus does: a disc of a radius in pixels. */
export function blurByDisc(plane: Plane, radius: number): Plane {
  const { height, light, width } = plane;
  const reach = Math.ceil(radius);
  const blurred = new Float32Array(light.length);
  const sums = new Float64Array(width + 1);
  const weights = new Float32Array(light.length);
  for (let row = 0; row < height; row += 1) {
    for (let x = 0; x < width; x += 1) sums[x + 1] = (sums[x] ?? 0) + (light[row * width + x] ?? 0);
    for (let dy = -reach; dy <= reach; dy += 1) {
      const y = row + dy;
      if (y < 0 || y >= height || Math.abs(dy) > radius) continue;
      // The chord's ends lie between pixels: a part of the outer ones belongs to it.
      const half = Math.sqrt(radius * radius - dy * dy);
      const whole = Math.floor(half);
      const part = half - whole;
      for (let x = 0; x < width; x += 1) {
        const from = Math.max(0, x - whole);
        const to = Math.min(width, x + whole + 1);
        let sum = (sums[to] ?? 0) - (sums[from] ?? 0);
        let weight = to - from;
        if (from > 0) {
          sum += part * (light[row * width + from - 1] ?? 0);
          weight += part;
        }
        if (to < width) {
          sum += part * (light[row * width + to] ?? 0);
          weight += part;
        }
        blurred[y * width + x] = (blurred[y * width + x] ?? 0) + sum;
        weights[y * width + x] = (weights[y * width + x] ?? 0) + weight;
      }
    }
  }
  for (let i = 0; i < blurred.length; i += 1) blurred[i] = (blurred[i] ?? 0) / (weights[i] ?? 1);
  return { light: blurred, width, height };
}

/** What diffraction, the lens and the sensor's filter do: a Gaussian of a standard deviation in pixels. */
export function blurByGaussian(plane: Plane, deviation: number): Plane {
  const reach = Math.ceil(deviation * 3);
  const kernel = Array.from({ length: 2 * reach + 1 }, (_, i) =>
    Math.exp(-((i - reach) ** 2) / (2 * deviation ** 2)),
  );
  const total = kernel.reduce((sum, value) => sum + value, 0);
  const weights = Float32Array.from(kernel, (value) => value / total);
  return along(along(plane, weights, 1, 0), weights, 0, 1);
}

/** What a hand in motion does: a mean along a line of a length in pixels. */
export function blurByMotion(plane: Plane, length: number, angle: number): Plane {
  const { height, light, width } = plane;
  const steps = Math.max(2, Math.ceil(length * 2));
  const blurred = new Float32Array(light.length);
  for (let step = 0; step < steps; step += 1) {
    const along = (step / (steps - 1) - 0.5) * length;
    const dx = along * Math.cos(angle);
    const dy = along * Math.sin(angle);
    const left = Math.floor(dx);
    const top = Math.floor(dy);
    const fx = dx - left;
    const fy = dy - top;
    for (let y = 0; y < height; y += 1) {
      const y0 = Math.min(height - 1, Math.max(0, y + top)) * width;
      const y1 = Math.min(height - 1, Math.max(0, y + top + 1)) * width;
      for (let x = 0; x < width; x += 1) {
        const x0 = Math.min(width - 1, Math.max(0, x + left));
        const x1 = Math.min(width - 1, Math.max(0, x + left + 1));
        const upper = (light[y0 + x0] ?? 0) * (1 - fx) + (light[y0 + x1] ?? 0) * fx;
        const lower = (light[y1 + x0] ?? 0) * (1 - fx) + (light[y1 + x1] ?? 0) * fx;
        blurred[y * width + x] = (blurred[y * width + x] ?? 0) + (upper * (1 - fy) + lower * fy) / steps;
      }
    }
  }
  return { light: blurred, width, height };
}

function along({ height, light, width }: Plane, weights: Float32Array, dx: number, dy: number): Plane {
  const reach = (weights.length - 1) / 2;
  const blurred = new Float32Array(light.length);
  for (let k = -reach; k <= reach; k += 1) {
    const weight = weights[k + reach] ?? 0;
    for (let y = 0; y < height; y += 1) {
      const from = Math.min(height - 1, Math.max(0, y + k * dy)) * width;
      const shift = k * dx;
      for (let x = 0; x < width; x += 1) {
        const sourceX = x + shift < 0 ? 0 : x + shift >= width ? width - 1 : x + shift;
        blurred[y * width + x] = (blurred[y * width + x] ?? 0) + weight * (light[from + sourceX] ?? 0);
      }
    }
  }
  return { light: blurred, width, height };
}
