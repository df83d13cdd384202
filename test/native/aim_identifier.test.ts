import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { AIM_IDENTIFIER_BYTES, readAimIdentifier, splitAimIdentifier } from '../../native/aim_identifier.ts';

const bytesOf = (text: string) => new TextEncoder().encode(text);

describe('an AIM identifier', () => {
  it.each([']Q1', ']d2', ']z3', ']zC', ']C0', ']E4', ']e0', ']L2'])(
    'is read in a field of its own and taken off the data: %s',
    (identifier) => {
      expect(readAimIdentifier(bytesOf(identifier))).toBe(identifier);
      expect(splitAimIdentifier(bytesOf(`${identifier}HC1:ABC`))).toEqual({
        bytes: bytesOf('HC1:ABC'),
        symbology: identifier,
      });
    },
  );

  it.each([']X0', ']A0', ']S9'])('of a symbology without passes stays among the data: %s', (identifier) => {
    expect(readAimIdentifier(bytesOf(identifier))).toBe(identifier);
    const code = bytesOf(`${identifier}HC1:ABC`);
    expect(splitAimIdentifier(code)).toEqual({ bytes: code, symbology: null });
  });

  it.each(['', ']', ']Q', ']Q11', 'Q1]', '[Q1', ']11', ']Q-', ']q\n', '\0\0\0'])(
    'is not seen in a field of %j',
    (field) => {
      expect(readAimIdentifier(bytesOf(field))).toBeNull();
    },
  );

  it.each([']', ']Q', ']Q7', ']C3', ']d7', ']zD', ']L6', ']]Q1', ' ]Q1', '[1,2]Q1', 'HC1:]Q1'])(
    'is not taken off %j',
    (text) => {
      expect(splitAimIdentifier(bytesOf(text))).toEqual({ bytes: bytesOf(text), symbology: null });
    },
  );

  it('alone leaves nothing', () => {
    expect(splitAimIdentifier(bytesOf(']Q1'))).toEqual({ bytes: new Uint8Array(), symbology: ']Q1' });
  });

  it('is looked for in any bytes without losing one of them', () => {
    const code = fc.oneof(
      fc.uint8Array({ maxLength: 20 }),
      fc.uint8Array({ maxLength: 20 }).map((rest) => Uint8Array.of(0x5d, ...rest)),
      fc.constantFrom('Q', 'd', 'z', 'C', 'E', 'e', 'L').map((letter) => bytesOf(`]${letter}1rest`)),
    );
    fc.assert(
      fc.property(code, (bytes) => {
        const split = splitAimIdentifier(bytes);
        expect([...bytesOf(split.symbology ?? ''), ...split.bytes]).toEqual([...bytes]);
        const field = readAimIdentifier(bytes.subarray(0, AIM_IDENTIFIER_BYTES));
        if (split.symbology !== null) expect(field).toBe(split.symbology);
      }),
    );
  });
});
