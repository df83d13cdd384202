import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isRailTicket } from '../../main/pass/rail_ticket.ts';

const latin1 = (...parts: readonly (string | readonly number[])[]) =>
  parts.map((part) => (typeof part === 'string' ? part : String.fromCharCode(...part))).join('');

/** A bit that says whether a second signature follows, then the text of two letters, seven bits each. */
function dynamicFrame(version: '1' | '2', hasSignature: boolean, nextBit: 0 | 1, bytes = 100): string {
  const letters = ['U', version].map((letter) => letter.charCodeAt(0).toString(2).padStart(7, '0'));
  const bits = [hasSignature ? '1' : '0', '00000010', ...letters, nextBit].join('');
  const start = [0, 8, 16].map((at) => Number.parseInt(bits.slice(at, at + 8), 2));
  return latin1(start, new Array<number>(bytes).fill(0x55));
}

/** A signature of 128 bytes, and the rest of the ticket that ends in the mark and a version. */
function localTransport(rest: readonly number[]): string {
  const signature = [0x9e, 0x81, 0x80, ...new Array<number>(128).fill(0xa5)];
  return latin1(signature, [0x9a, rest.length + 5], rest, 'VDV', [0x11, 0x10]);
}

describe('a rail ticket', () => {
  it.each([
    ['of the first frame', latin1('#UT01008000002', [0x30, 0x2c, 0x02, 0x14])],
    ['of the second frame', latin1('#UT02118700007', [0xff, 0x00])],
    ['of an open ticket', 'OTI010080000020'],
    ['of the first dynamic frame', dynamicFrame('1', true, 0)],
    ['of the first dynamic frame without a second signature', dynamicFrame('1', false, 1)],
    ['of the second dynamic frame', dynamicFrame('2', true, 1)],
    ['of the second dynamic frame without a second signature', dynamicFrame('2', false, 0)],
    ['of local transport', localTransport([1, 2, 3])],
    ['of local transport with nothing before its mark', localTransport([])],
    ['of local transport with as much as fits', localTransport(new Array<number>(122).fill(0))],
  ])('%s is seen', (_what, text) => expect(isRailTicket(text)).toBe(true));

  it.each([
    ['nothing', ''],
    ['a frame without a number', '#UT'],
    ['a frame with letters for a company', '#UT01ABCD'],
    ['a word that begins alike', 'OTIOSE'],
    ['a dynamic frame cut short', dynamicFrame('1', true, 0, 19)],
    ['a text', 'Ub, and then some more words after it'],
    ['a signature of another length', localTransport([1]).replace('\u0080', '\u0081')],
    ['a signature with nothing after it', localTransport([1]).slice(0, 131)],
    ['a signature with another mark', localTransport([1]).replace('VDV', 'VDU')],
  ])('is not seen in %s', (_what, text) => expect(isRailTicket(text)).toBe(false));

  it('is not seen in random bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
        expect(isRailTicket(latin1([...bytes]))).toBe(false);
      }),
    );
  });
});
