import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type CameraAbilities, controlsOf, ordersFor, PICTURES } from '../../renderer/camera/negotiate.ts';

const AS_IT_IS = { mirror: true, torch: false, zoom: null, exposure: null };
/** As a Logitech webcam says it under Linux, with a light added. */
const ABLE: CameraAbilities = {
  torch: true,
  zoom: { min: 100, max: 500 },
  focusMode: ['manual', 'continuous'],
  exposureMode: ['manual', 'continuous'],
  exposureTime: { min: 3, max: 2047 },
};

describe('what is asked of a camera', () => {
  it('asks for a rate at first, and in the end for nothing that a camera could refuse', () => {
    const leastRates = PICTURES.map(({ frameRate }) => frameRate.min ?? 0);
    expect(leastRates).toEqual([24, 15, 0]);
  });
});

describe('ordersFor', () => {
  it('tells a camera that can do nothing, nothing', () => {
    expect(ordersFor({}, { mirror: true, torch: true, zoom: 1, exposure: 1 })).toEqual([]);
    expect(controlsOf({})).toEqual({ torch: false, zoom: false, exposure: false });
  });

  it('leaves the zoom as it is and the exposure to the camera, unless the manager chose', () => {
    expect(ordersFor(ABLE, AS_IT_IS)).toEqual([
      { focusMode: 'continuous' },
      { torch: false },
      { exposureMode: 'continuous' },
    ]);
  });

  it('lays the choice along the range of the camera', () => {
    expect(ordersFor(ABLE, { ...AS_IT_IS, torch: true, zoom: 0.25, exposure: 0 })).toEqual([
      { focusMode: 'continuous' },
      { torch: true },
      { zoom: 200 },
      { exposureMode: 'manual', exposureTime: 3 },
    ]);
  });

  it('never exposes so long that the camera slows down', () => {
    const [order] = ordersFor({ exposureMode: ['manual'], exposureTime: { min: 3, max: 2047 } }, { ...AS_IT_IS, exposure: 1 });
    expect(order?.exposureTime).toBeCloseTo(333);
  });

  it('corrects the automatic exposure where the time cannot be set', () => {
    const abilities = { exposureMode: ['continuous'], exposureCompensation: { min: -2, max: 2 } };
    expect(controlsOf(abilities).exposure).toBe(true);
    expect(ordersFor(abilities, { ...AS_IT_IS, exposure: 0.75 })).toEqual([
      { exposureMode: 'continuous', exposureCompensation: 1 },
    ]);
  });

  it('knows the light by either way of saying it, and a range of one value as none', () => {
    expect(controlsOf({ torch: [false, true], zoom: { min: 1, max: 1 } })).toEqual({ torch: true, zoom: false, exposure: false });
    expect(controlsOf({ torch: [false] }).torch).toBe(false);
  });

  it('stays within what the camera says that it can, whatever that is', () => {
    const range = fc.tuple(fc.integer(), fc.integer()).map(([min, max]) => ({ min, max }));
    const share = fc.double({ min: 0, max: 1, noNaN: true });
    fc.assert(
      fc.property(range, range, share, (zoom, exposureTime, part) => {
        const abilities = { zoom, exposureTime, exposureMode: ['manual'] };
        const can = controlsOf(abilities);
        for (const order of ordersFor(abilities, { ...AS_IT_IS, zoom: part, exposure: part })) {
          if (typeof order.zoom === 'number') {
            expect(can.zoom).toBe(true);
            expect(order.zoom).toBeGreaterThanOrEqual(zoom.min);
            expect(order.zoom).toBeLessThanOrEqual(zoom.max);
          }
          if (typeof order.exposureTime === 'number') {
            expect(can.exposure).toBe(true);
            expect(order.exposureTime).toBeGreaterThanOrEqual(exposureTime.min);
            expect(Number.isFinite(order.exposureTime)).toBe(true);
          }
        }
      }),
    );
  });
});
