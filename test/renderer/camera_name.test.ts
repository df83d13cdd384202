import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { nameCameras } from '../../renderer/camera/camera_name.ts';

const camera = (label: string, deviceId = label) => ({ kind: 'videoinput' as const, label, deviceId });

describe('nameCameras', () => {
  it('names a camera by its label, whatever id Chromium salted this time', () => {
    const [before] = nameCameras([camera('Webcam C170 (046d:082b)', 'salted one way')]);
    const [after] = nameCameras([camera('Webcam C170 (046d:082b)', 'salted another way')]);
    expect(before?.name).toBe('Webcam C170 (046d:082b)');
    expect(after?.name).toBe(before?.name);
  });

  it('numbers cameras that bear the same label, in the order in which the system lists them', () => {
    const named = nameCameras([camera('Cam', 'a'), camera('Other', 'b'), camera('Cam', 'c'), camera('Cam', 'd')]);
    expect(named).toEqual([
      { name: 'Cam', deviceId: 'a' },
      { name: 'Other', deviceId: 'b' },
      { name: 'Cam (2)', deviceId: 'c' },
      { name: 'Cam (3)', deviceId: 'd' },
    ]);
  });

  it('gives another number where a camera is itself called like a numbered one', () => {
    const names = nameCameras([camera('Cam (2)', 'a'), camera('Cam', 'b'), camera('Cam', 'c')]).map(({ name }) => name);
    expect(names).toEqual(['Cam (2)', 'Cam', 'Cam (3)']);
  });

  it('leaves microphones out, and names cameras that may not be seen yet', () => {
    expect(nameCameras([{ kind: 'audioinput', label: 'Mic', deviceId: 'm' }, camera('', ''), camera('', '')])).toEqual([
      { name: 'Camera', deviceId: '' },
      { name: 'Camera (2)', deviceId: '' },
    ]);
  });

  it('gives names that are all different, short, and plain lines, whatever a device calls itself', () => {
    const label = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 120 }),
      fc.constantFrom('', ' ', '\u202Ecam', 'Cam', 'Cam (2)', 'a\nb', '😀'.repeat(300)),
    );
    fc.assert(
      fc.property(fc.array(label, { maxLength: 30 }), (labels) => {
        const names = nameCameras(labels.map((one) => camera(one))).map(({ name }) => name);
        expect(new Set(names).size).toBe(names.length);
        expect(names.length).toBe(Math.min(20, labels.length));
        for (const name of names) {
          expect(name.length).toBeGreaterThan(0);
          expect(name.length).toBeLessThanOrEqual(200);
          expect(name).not.toMatch(/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u);
        }
      }),
    );
  });
});
