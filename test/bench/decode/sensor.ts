import type { Picture } from '../../renderer/draw_code.ts';
import type { Plane } from './plane.ts';
import type { Random } from './random.ts';

const BLOCK = 8;
/** The luminance table of ITU-T T.81, annex K. */
const QUANTISATION = [
  16, 11, 10, 16, 24, 40, 51, 61, 12, 12, 14, 19, 26, 58, 60, 55, 14, 13, 16, 24, 40, 57, 69, 56, 14, 17, 22,
  29, 51, 87, 80, 62, 18, 22, 37, 56, 68, 109, 103, 77, 24, 35, 55, 64, 81, 104, 113, 92, 49, 64, 78, 87, 103,
  121, 120, 101, 72, 92, 95, 98, 112, 100, 103, 99,
];
const BASIS = Float32Array.from({ length: BLOCK * BLOCK }, (_, i) => {
  const frequency = Math.floor(i / BLOCK);
  const scale = frequency === 0 ? Math.sqrt(1 / BLOCK) : Math.sqrt(2 / BLOCK);
  return scale * Math.cos(((2 * (i % BLOCK) + 1) * frequency * Math.PI) / (2 * BLOCK));
});

const GAMMA_STEPS = 16_384;
const GAMMA = Float32Array.from({ length: GAMMA_STEPS + 1 }, (_, i) => 255 * (i / GAMMA_STEPS) ** (1 / 2.2));

export interface Sensor {
  /** Electrons that white gives: few in poor light, and then the more noise. */
  readonly electrons: number;
  /** Noise of reading, in electrons. */
  readonly readNoise: number;
  /** 1 keeps the picture, above it the camera's own sharpening. */
  readonly edgeGain: number;
  /** The quality of a compressed stream, 1 to 99; null for none. */
  readonly jpegQuality: number | null;
}

/** Turns light into the brightness values that a webcam gives: noise, gamma, sharpening, compression. */
export function expose({ height, light, width }: Plane, sensor: Sensor, random: Random): Picture {
  const values = new Float32Array(light.length);
  for (let i = 0; i < light.length; i += 1) {
    const electrons = Math.max(0, light[i] ?? 0) * sensor.electrons;
    const noisy = electrons + random.normal() * Math.sqrt(electrons + sensor.readNoise ** 2);
    values[i] = GAMMA[Math.floor(GAMMA_STEPS * Math.min(1, Math.max(0, noisy / sensor.electrons)))] ?? 0;
  }
  const sharp = sensor.edgeGain > 1 ? withEdges(values, width, height, sensor.edgeGain - 1) : values;
  if (sensor.jpegQuality !== null) compress(sharp, width, height, sensor.jpegQuality);
  return {
    luma: Uint8Array.from(sharp, (value) => Math.min(255, Math.max(0, Math.round(value)))),
    width,
    height,
  };
}

function withEdges(values: Float32Array, width: number, height: number, gain: number): Float32Array {
  const sharp = Float32Array.from(values);
  for (let y = 1; y < height - 1; y += 1) {
    for (let x = 1; x < width - 1; x += 1) {
      const i = y * width + x;
      const around =
        (values[i - 1] ?? 0) + (values[i + 1] ?? 0) + (values[i - width] ?? 0) + (values[i + width] ?? 0);
      sharp[i] = (values[i] ?? 0) + gain * ((values[i] ?? 0) - around / 4);
    }
  }
  return sharp;
}

/** Quantises the cosine transform of each block as JPEG does. */
function compress(values: Float32Array, width: number, height: number, quality: number): void {
  const scale = quality < 50 ? 50 / quality : 2 - quality / 50;
  const steps = QUANTISATION.map((step) => Math.max(1, Math.round(step * scale)));
  const block = new Float32Array(BLOCK * BLOCK);
  const half = new Float32Array(BLOCK * BLOCK);
  for (let top = 0; top + BLOCK <= height; top += BLOCK) {
    for (let left = 0; left + BLOCK <= width; left += BLOCK) {
      for (let i = 0; i < block.length; i += 1) {
        block[i] = (values[(top + (i >> 3)) * width + left + (i & 7)] ?? 0) - 128;
      }
      transform(block, half, false);
      for (let i = 0; i < block.length; i += 1) {
        const step = steps[i] ?? 1;
        block[i] = Math.round((block[i] ?? 0) / step) * step;
      }
      transform(block, half, true);
      for (let i = 0; i < block.length; i += 1) {
        values[(top + (i >> 3)) * width + left + (i & 7)] = (block[i] ?? 0) + 128;
      }
    }
  }
}

function transform(block: Float32Array, half: Float32Array, back: boolean): void {
  const basis = (frequency: number, place: number) => BASIS[frequency * BLOCK + place] ?? 0;
  for (let y = 0; y < BLOCK; y += 1) {
    for (let to = 0; to < BLOCK; to += 1) {
      let sum = 0;
      for (let from = 0; from < BLOCK; from += 1) {
        sum += (block[y * BLOCK + from] ?? 0) * (back ? basis(from, to) : basis(to, from));
      }
      half[y * BLOCK + to] = sum;
    }
  }
  for (let x = 0; x < BLOCK; x += 1) {
    for (let to = 0; to < BLOCK; to += 1) {
      let sum = 0;
      for (let from = 0; from < BLOCK; from += 1) {
        sum += (half[from * BLOCK + x] ?? 0) * (back ? basis(from, to) : basis(to, from));
      }
      block[to * BLOCK + x] = sum;
    }
  }
}
