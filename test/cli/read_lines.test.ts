import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readLines } from '../../main/cli/read_lines.ts';

async function* inChunks(bytes: Uint8Array, sizes: readonly number[]): AsyncGenerator<Uint8Array> {
  let at = 0;
  for (const size of sizes) {
    yield bytes.subarray(at, at + size);
    at += size;
  }
  yield bytes.subarray(at);
}

async function linesOf(
  text: string | Uint8Array,
  sizes: readonly number[] = [],
  maxBytes = 1_000,
): Promise<readonly string[]> {
  const lines: string[] = [];
  for await (const line of readLines(inChunks(Buffer.from(text as string), sizes), maxBytes)) {
    lines.push(Buffer.from(line).toString('latin1'));
  }
  return lines;
}

describe('readLines', () => {
  it('splits at line feeds and drops a carriage return before them', async () => {
    expect(await linesOf('a\r\n\nb\rc\nd')).toEqual(['a', '', 'b\rc', 'd']);
    expect(await linesOf('a\n')).toEqual(['a']);
    expect(await linesOf('')).toEqual([]);
    expect(await linesOf('\n')).toEqual(['']);
  });

  it('keeps bytes that are no text', async () => {
    expect(await linesOf(Uint8Array.of(0xff, 0x00, 0x0a, 0xc3))).toEqual(['\xff\x00', '\xc3']);
  });

  it('keeps one byte more than the limit of a line that is longer', async () => {
    expect(await linesOf('abcdefgh\nij', [3, 3], 4)).toEqual(['abcde', 'ij']);
  });

  it('gives the same lines however the stream is cut', async () => {
    const piece = fc.constantFrom('a', 'bc', '\n', '\r\n', '\r', 'é');
    await fc.assert(
      fc.asyncProperty(fc.array(piece), fc.array(fc.nat(5)), async (pieces, sizes) => {
        const text = pieces.join('');
        expect(await linesOf(text, sizes)).toEqual(await linesOf(text));
      }),
    );
  });
});
