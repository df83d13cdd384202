import { describe, expect, it } from 'vitest';
import {
  DOUBLED,
  EVENED,
  EVENED_HALF,
  HALVED,
  type Rung,
  SHARPENED,
  SMOOTHED,
} from '../../renderer/camera/decode/rungs.ts';
import { doublePicture } from '../../renderer/camera/decode/scale_picture.ts';
import { createZxingReader } from '../../renderer/camera/decode/zxing_reader.ts';
import { drawCode, type Picture, wasmOf } from './draw_code.ts';
import { blurred, changed, noisy, placed, shrunk } from './worsen_picture.ts';

const zxing = await createZxingReader(wasmOf('reader'));
const CERTIFICATE = `HC1:${'6BFOXN%TS3DH0YOJ58S S-W5HDC *M0II5XHC9B5G2+$N IOP-IA%NFQGRJPC'.repeat(6)}`;
const code = await drawCode(CERTIFICATE, 'QRCode');
const phone = placed(code, code.width + 160, code.height + 120, 80, 60);

async function read(picture: Picture): Promise<readonly string[]> {
  const formats = ['QRCodeModel2', 'AztecCode', 'DataMatrix'] as const;
  const found = await zxing(picture, { formats, inverted: true, smaller: true, withErrors: false });
  return found.map(({ bytes }) => Buffer.from(bytes).toString('latin1'));
}

/** Light that falls off from one corner over a picture in the shade. */
function lit(picture: Picture, reach: number, shade: number): Picture {
  return changed(
    picture,
    (value, x, y) =>
      value * shade + 250 * Math.exp(-((x - reach) ** 2 + (y - reach) ** 2) / (reach * reach * 0.89)),
  );
}

describe('a picture that ZXing cannot read as it is', () => {
  it.each<[string, Rung, Picture]>([
    ['small modules, doubled', DOUBLED, noisy(shrunk(blurred(phone, 2, 2, 1), 2), 1, 1)],
    ['a lens out of focus, sharpened', SHARPENED, noisy(blurred(phone, 2, 2, 2), 2, 1)],
    ['blur and much noise, smoothed', SMOOTHED, noisy(blurred(phone, 2, 2, 1), 34, 1)],
    [
      'noise in poor light, halved',
      HALVED,
      noisy(
        changed(phone, (value) => value * 0.5 + 20),
        30,
        1,
      ),
    ],
    ['a reflection, evened out', EVENED, noisy(lit(blurred(phone, 1, 1, 1), 150, 0.3), 3, 1)],
    [
      'a reflection upon large modules',
      EVENED_HALF,
      noisy(lit(doublePicture(blurred(phone, 1, 1, 1)), 200, 0.15), 3, 1),
    ],
  ])('is read with %s', async (_what, rung, picture) => {
    expect(await read(picture)).toEqual([]);
    expect(await read(rung.change(picture))).toEqual([CERTIFICATE]);
  });
});
