import { describe, expect, it } from 'vitest';
import { orderCameras } from '../../renderer/camera/camera_order.ts';

const cameras = ['Front', 'Door', 'Spare'].map((name) => ({ name, deviceId: `id of ${name}` }));
const order = (wanted: string | null, last: string | null) =>
  orderCameras(cameras, wanted, last === null ? null : `id of ${last}`).map(({ name }) => name);

describe('orderCameras', () => {
  it('begins with the wanted camera, even while another one is in use', () => {
    expect(order('Door', 'Spare')).toEqual(['Door', 'Spare', 'Front']);
  });

  it('goes on with the one in use where the wanted one is unplugged', () => {
    expect(order('Unplugged', 'Spare')).toEqual(['Spare', 'Front', 'Door']);
  });

  it('stays with the one in use where none is wanted', () => {
    expect(order(null, 'Door')).toEqual(['Door', 'Front', 'Spare']);
  });

  it('takes them as the system lists them at the first start, or when the one in use is gone', () => {
    expect(order(null, null)).toEqual(['Front', 'Door', 'Spare']);
    expect(order(null, 'Unplugged')).toEqual(['Front', 'Door', 'Spare']);
  });

  it('gives none where there is none', () => {
    expect(orderCameras([], 'Door', null)).toEqual([]);
  });
});
