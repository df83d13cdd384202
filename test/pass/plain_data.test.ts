import { describe, expect, it } from 'vitest';
import { toPlainData } from '../../main/pass/plain_data.ts';

describe('toPlainData', () => {
  it('turns maps, tags and bytes into plain data', () => {
    const value = new Map<number | string, unknown>([
      [1, [true, null]],
      ['date', { tag: 0, content: '2026-01-01T00:00:00Z' }],
      ['bytes', Uint8Array.of(1, 2)],
    ]);
    expect(toPlainData(value as never)).toEqual({
      1: [true, null],
      date: '2026-01-01T00:00:00Z',
      bytes: 'AQI',
    });
  });

  it('lets no key pass for another', () => {
    const value = new Map<unknown, unknown>([
      ['v', 1],
      [['v'], 2],
      [Uint8Array.of(118), 3],
      [118n, 4],
    ]);
    expect(toPlainData(value as never)).toEqual({ v: 1 });
  });

  it('makes objects that inherit nothing', () => {
    const plain = toPlainData(new Map([['__proto__', new Map([['admin', true]])]]));
    expect(Object.getPrototypeOf(plain)).toBeNull();
    expect((plain as { admin?: boolean }).admin).toBeUndefined();
  });
});
