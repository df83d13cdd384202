import { describe, expect, it } from 'vitest';
import { qrLayoutOf } from '../../renderer/camera/decode/qr_layout.ts';
import { drawCode } from './draw_code.ts';

const QUIET_MODULES = 8;
const MODULE_PIXELS = 4;

describe('the modules that every QR code of a size shares', () => {
  it.each(Array.from({ length: 40 }, (_, index) => index + 1))(
    'are those of version %i as it is drawn',
    async (version) => {
      const { luma, width } = await drawCode('PASS', 'QRCode', `version=${version}`);
      const side = width / MODULE_PIXELS - 2 * QUIET_MODULES;
      expect(side).toBe(17 + 4 * version);
      const { known } = qrLayoutOf(side);
      const wrong = [...known.keys()].filter((index) => {
        const x = ((index % side) + QUIET_MODULES) * MODULE_PIXELS;
        const y = (Math.floor(index / side) + QUIET_MODULES) * MODULE_PIXELS;
        return known[index] !== 0 && (known[index] === 1) !== (luma[y * width + x] ?? 0) < 128;
      });
      expect(wrong).toEqual([]);
      expect(known.filter((colour) => colour !== 0).length).toBeGreaterThanOrEqual(3 * 64 + 2 * (side - 16));
    },
  );
});
