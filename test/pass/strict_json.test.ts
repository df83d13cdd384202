import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isJsonObject, parseStrictJson } from '../../main/pass/strict_json.ts';

const nested = (depth: number) => `${'['.repeat(depth)}${']'.repeat(depth)}`;

describe('parseStrictJson', () => {
  it.each([
    ['null', null],
    [
      ' \t\r\n{ "a" : [ 1 , -0.5e-3 , true , false , null , "\\u00e9\\n\\/" ] } \n',
      { a: [1, -0.0005, true, false, null, 'é\n/'] },
    ],
    ['{}', {}],
    ['[]', []],
    ['""', ''],
    ['"\\ud83d\\ude00"', '😀'],
    ['-0', -0],
    ['9007199254740993', 9007199254740992],
    ['{"toJSON":"x","constructor":1}', { toJSON: 'x', constructor: 1 }],
    [nested(33), JSON.parse(nested(33))],
  ])('reads %s', (text, value) => expect(parseStrictJson(text)).toEqual({ value }));

  it('keeps a name that objects inherit as a name like any other', () => {
    const value = parseStrictJson('{"__proto__":{"admin":true}}')?.value;
    if (!isJsonObject(value)) throw new Error('no object');
    expect(Object.keys(value)).toEqual(['__proto__']);
    expect(value.admin).toBeUndefined();
  });

  it.each([
    '{"a":1,"a":1}',
    '{"a":1,"b":{"c":1,"c":2}}',
    '[{"a":1,"\\u0061":2}]',
    '{"__proto__":1,"__proto__":2}',
    '{"":1,"":2}',
  ])('refuses equal names in an object: %s', (text) => {
    expect(JSON.parse(text)).toBeDefined();
    expect(parseStrictJson(text)).toBeNull();
  });

  it.each([
    '',
    ' ',
    '{',
    '}',
    '[1,]',
    '[,1]',
    '[1 2]',
    '{"a":1,}',
    '{"a"}',
    '{"a" 1}',
    '{a:1}',
    "{'a':1}",
    '1 2',
    '{}{}',
    '{}x',
    '\ufeff{}',
    '\u00a0{}',
    '/**/{}',
    '01',
    '-',
    '+1',
    '.5',
    '1.',
    '1e',
    '0x10',
    'NaN',
    'Infinity',
    '1e999',
    '-1e999',
    'tru',
    'nullnull',
    'True',
    '"a',
    '"\\"',
    '"\\x41"',
    '"\\u00g0"',
    '"\\ud800"',
    '"\\udc00\\ud800"',
    '"\ud800"',
    '"a\nb"',
    '"\u0000"',
    '{"\\ud800":1}',
    nested(34),
    '[',
  ])('refuses %j', (text) => expect(parseStrictJson(text)).toBeNull());

  it('bounds depth and size without running out of stack', () => {
    expect(parseStrictJson('['.repeat(65_000))).toBeNull();
    expect(parseStrictJson('{"a":'.repeat(13_000))).toBeNull();
    expect(parseStrictJson(`"${'a'.repeat(65_534)}"`)).not.toBeNull();
    expect(parseStrictJson(`"${'a'.repeat(65_535)}"`)).toBeNull();
    expect(parseStrictJson(`[${'0,'.repeat(9_998)}0]`)).not.toBeNull();
    expect(parseStrictJson(`[${'0,'.repeat(9_999)}0]`)).toBeNull();
  });

  it('agrees with the platform about all that it accepts', () => {
    fc.assert(
      fc.property(fc.json({ stringUnit: 'binary' }), fc.nat(4), (text, indent) => {
        const platform: unknown = JSON.parse(text);
        const read = parseStrictJson(JSON.stringify(platform, null, indent));
        if (read !== null) expect(read.value).toEqual(platform);
        else expect(/\\u[dD]/.test(JSON.stringify(platform))).toBe(true);
      }),
    );
  });

  it('accepts nothing that the platform refuses, and never throws', () => {
    const base = '{"data":{"n":"a\\u0041","v":[1,-2.5e3,true,null]},"sig":"x"}';
    const mutated = fc
      .tuple(fc.nat(base.length), fc.nat(3), fc.string({ unit: 'binary', maxLength: 3 }))
      .map(([at, cut, put]) => base.slice(0, at) + put + base.slice(at + cut));
    fc.assert(
      fc.property(fc.oneof(mutated, fc.string({ unit: 'binary' })), (text) => {
        const read = parseStrictJson(text);
        if (read !== null) expect(read.value).toEqual(JSON.parse(text));
      }),
      { numRuns: 2000 },
    );
  });
});
