import { describe, expect, it } from 'vitest';
import { silentCamera, sourceStatusOf } from '../../main/windows/camera_status.ts';

describe('what the camera window says of itself', () => {
  it.each([
    ['starting', { state: 'starting' }],
    ['ready', { state: 'ready' }],
    ['absent', { state: 'absent' }],
    ['denied', { state: 'fault', code: 'permission_denied' }],
    ['in_use', { state: 'fault', code: 'in_use' }],
    ['fault', { state: 'fault', code: 'driver_failed' }],
    ['off', null],
  ] as const)('is said at the door in the words of every other input: %s', (state, said) => {
    expect(sourceStatusOf({ ...silentCamera('starting'), state })).toEqual(said);
  });

  it('is a fault while its page is gone, whatever it said last', () => {
    expect(sourceStatusOf(silentCamera('fault'))).toEqual({ state: 'fault', code: 'driver_failed' });
  });
});
