import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createZxingReader } from '../../renderer/camera/decode/zxing_reader.ts';
import { createZxingWasmDecoder } from '../../renderer/camera/decode/zxing_wasm_decoder.ts';
import { drawCode, type Picture, wasmOf } from './draw_code.ts';
import { blurred, changed, noisy, placed, shrunk } from './worsen_picture.ts';

const wasm = wasmOf('reader');
const readPlainly = await createZxingReader(wasm);
const CERTIFICATE = `HC1:${'6BFOXN%TS3DH0YOJ58S S-W5HDC *M0II5XHC9B5G2+$N IOP-IA%NFQGRJPC'.repeat(6)}`;

async function plain({ height, luma, width }: Picture): Promise<readonly string[]> {
  const formats = ['QRCode', 'Aztec', 'DataMatrix'] as const;
  const found = await readPlainly(
    { luma, width, height },
    { formats, inverted: true, smaller: true, withErrors: false },
  );
  return found.map(({ bytes }) => Buffer.from(bytes).toString('latin1'));
}

async function look(...pictures: readonly Picture[]) {
  const decoder = await createZxingWasmDecoder(wasm);
  let sight = await decoder.look(new Uint8Array(640 * 480), 640, 480);
  for (const { height, luma, width } of pictures) sight = await decoder.look(luma, width, height);
  return { hint: sight.hint, texts: sight.codes.map(({ bytes }) => Buffer.from(bytes).toString('latin1')) };
}

/** A phone's code in the middle of a hall. */
async function shown(
  content: string,
  symbology: 'QRCode' | 'Aztec' | 'DataMatrix' = 'QRCode',
): Promise<Picture> {
  const code = await drawCode(content, symbology);
  return placed(code, code.width + 160, code.height + 120, 80, 60);
}

describe('a dense code that ZXing alone cannot read', () => {
  it.each<[string, (picture: Picture) => Picture]>([
    ['a lens out of focus', (picture) => noisy(blurred(picture, 2, 2, 2), 2, 1)],
    ['a hand that moves', (picture) => noisy(blurred(picture, 3, 0, 1), 2, 1)],
    ['a hand that moves upwards', (picture) => noisy(blurred(picture, 0, 3, 1), 9, 1)],
    [
      'poor light',
      (picture) =>
        noisy(
          changed(blurred(picture, 1, 1, 1), (value) => value * 0.4),
          19,
          1,
        ),
    ],
    ['distance', (picture) => noisy(shrunk(blurred(picture, 2, 2, 1), 2), 6, 1)],
  ])('is read through %s', async (_what, worsen) => {
    const picture = worsen(await shown(CERTIFICATE));
    expect(await plain(picture)).toEqual([]);
    expect((await look(picture)).texts).toEqual([CERTIFICATE]);
  });
});

/** Where the middle of a code's modules lies in a picture that `shown` drew. */
function moduleAt(column: number, row: number): { x: number; y: number } {
  return { x: 80 + (8 + column) * 4, y: 60 + (8 + row) * 4 };
}

describe('a code that has lost more than its error correction was made for', () => {
  it.each<[string, (picture: Picture) => Picture]>([
    [
      'a reflection upon its data',
      (picture) => {
        const middle = moduleAt(28, 30);
        return changed(picture, (value, x, y) => value + 700 * Math.exp(-((((x - middle.x) ** 2 + (y - middle.y) ** 2) / 1_100) ** 2)));
      },
    ],
    [
      'a finger upon a finder pattern',
      (picture) => {
        const middle = moduleAt(3, 3);
        return changed(picture, (value, x, y) => (Math.hypot(x - middle.x, y - middle.y) < 12 ? 140 : value));
      },
    ],
  ])('is read under %s', async (_what, damage) => {
    const picture = damage(await shown(CERTIFICATE));
    expect(await plain(picture)).toEqual([]);
    expect((await look(picture)).texts).toEqual([CERTIFICATE]);
  });
});

describe('what helps, said on the screen', () => {
  it.each<[string, string, (picture: Picture) => Picture]>([
    [
      'hold_closer',
      'so small that its modules run into one another',
      (picture) => noisy(shrunk(blurred(picture, 2, 2, 2), 3), 2, 1),
    ],
    ['hold_still', 'blurred beyond repair', (picture) => noisy(blurred(picture, 3, 3, 3), 2, 1)],
    [
      'brighter',
      'dark',
      (picture) =>
        noisy(
          changed(picture, (value) => 8 + value * 0.12),
          15,
          1,
        ),
    ],
    [
      'glare',
      'under a reflection',
      (picture) =>
        changed(
          picture,
          (value, x, y) =>
            value + 900 * Math.exp(-(((x - picture.width / 2) ** 2 + (y - picture.height / 2) ** 2) / 9_000)),
        ),
    ],
  ])('is %s where a code is %s', async (hint, _what, worsen) => {
    expect(await look(worsen(await shown(CERTIFICATE)))).toEqual({ hint, texts: [] });
  });

  it('is nothing where a code was read', async () => {
    expect(await look(await shown(CERTIFICATE))).toEqual({ hint: null, texts: [CERTIFICATE] });
  });
});

describe('a picture without a code', () => {
  const textures: readonly [
    string,
    (random: () => number, size: number) => (x: number, y: number) => number,
  ][] = [
    ['noise', (random) => () => 255 * random()],
    ['stripes', (_random, size) => (x) => (Math.floor(x / size) % 2 === 0 ? 30 : 220)],
    [
      'keys',
      (_random, size) => (x, y) => (x % (3 * size) < 2.4 * size && y % (3 * size) < 2.4 * size ? 40 : 200),
    ],
    [
      'print',
      (random, size) => {
        const ink = Array.from({ length: 4_096 }, () => random() < 0.4);
        return (x, y) => {
          const row = Math.floor(y / size);
          const column = Math.floor(x / size);
          return row % 3 === 0 || column % 9 > 6 ? 220 : ink[(row * 61 + column) % 4_096] ? 30 : 220;
        };
      },
    ],
    [
      'a wall',
      (random) => {
        const level = 60 + 120 * random();
        return (x) => level + 20 * Math.sin(x / 60);
      },
    ],
  ];

  it.each(textures)('is never read and gives no hint: %s', async (_what, texture) => {
    const decoder = await createZxingWasmDecoder(wasm);
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 1e9 }),
        fc.integer({ min: 2, max: 14 }),
        async (seed, size) => {
          let state = seed;
          const random = () => {
            state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
            return state / 2 ** 32;
          };
          const valueAt = texture(random, size);
          const luma = Uint8Array.from({ length: 320 * 240 }, (_, index) =>
            valueAt(index % 320, Math.floor(index / 320)),
          );
          expect(await decoder.look(luma, 320, 240)).toEqual({ codes: [], hint: null });
        },
      ),
      { numRuns: 25 },
    );
  });

  it('is never read where modules lie at random', async () => {
    const decoder = await createZxingWasmDecoder(wasm);
    const matrix = fc.uint8Array({ minLength: 40 * 40, maxLength: 40 * 40, max: 1 });
    await fc.assert(
      fc.asyncProperty(matrix, fc.integer({ min: 3, max: 6 }), async (bits, size) => {
        const picture = { luma: new Uint8Array(280 * 280), width: 280, height: 280 };
        const { luma } = changed(picture, (_value, x, y) => {
          const column = Math.floor((x - 20) / size);
          const row = Math.floor((y - 20) / size);
          return column < 0 || row < 0 || column > 39 || row > 39 || bits[row * 40 + column] === 0 ? 220 : 30;
        });
        expect((await decoder.look(luma, 280, 280)).codes).toEqual([]);
      }),
      { numRuns: 25 },
    );
  });
});

describe('two codes shown at once', () => {
  it('are both read, side by side or far apart', async () => {
    const [one, other] = [
      await drawCode('The first pass', 'QRCode'),
      await drawCode('The second pass', 'QRCode'),
    ];
    for (const left of [10 + one.width, 620 - other.width]) {
      const ground = placed(one, 640, 480, 10, 100);
      for (let y = 0; y < other.height; y += 1) {
        ground.luma.set(other.luma.subarray(y * other.width, (y + 1) * other.width), (140 + y) * 640 + left);
      }
      expect((await look(ground)).texts.toSorted()).toEqual(['The first pass', 'The second pass']);
    }
  });
});
