import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseBoundedJson } from '../../main/pass/bounded_json.ts';

describe('parseBoundedJson', () => {
  it('reads every JSON value, as text and as bytes', () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 8 }), (value) => {
        const text = JSON.stringify(value);
        expect(parseBoundedJson(text)).toEqual({ value: JSON.parse(text) });
        expect(parseBoundedJson(Buffer.from(text))).toEqual({ value: JSON.parse(text) });
      }),
    );
  });

  it.each([
    [''],
    ['{'],
    ['{} x'],
    ["{'a':1}"],
    ['NaN'],
    ['\ufeff{}'],
    ['[1,]'],
    ['"\u0000"'],
  ])('refuses %j', (text) => {
    expect(parseBoundedJson(text)).toBeNull();
    expect(parseBoundedJson(Buffer.from(text))).toBeNull();
  });

  it('refuses bytes that are not UTF-8', () => {
    expect(parseBoundedJson(Uint8Array.of(0x22, 0xff, 0x22))).toBeNull();
    expect(parseBoundedJson(Uint8Array.of(0x22, 0xed, 0xa0, 0x80, 0x22))).toBeNull();
  });

  it('reads 64 levels and not one more, and counts no bracket in a text', () => {
    const nested = (levels: number) => `${'[{"a":'.repeat(levels / 2)}1${'}]'.repeat(levels / 2)}`;
    expect(parseBoundedJson(nested(64))).not.toBeNull();
    expect(parseBoundedJson(`[${nested(64)}]`)).toBeNull();
    expect(parseBoundedJson('['.repeat(1_000_000))).toBeNull();
    const brackets = { a: `\\"${'[{'.repeat(200)}`, b: '\\' };
    expect(parseBoundedJson(JSON.stringify(brackets))).toEqual({ value: brackets });
  });
});
