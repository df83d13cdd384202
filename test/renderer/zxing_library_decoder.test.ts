import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createZxingLibraryDecoder } from '../../renderer/camera/zxing_library_decoder.ts';
import { drawCode } from './draw_code.ts';

const decoder = createZxingLibraryDecoder();
const latin1 = (bytes: Uint8Array) => Buffer.from(bytes).toString('latin1');

async function read(content: string, options = '') {
  const { luma, width, height } = await drawCode(content, 'QRCode', options);
  return decoder.decode(luma, width, height);
}

describe('the camera without WebAssembly', () => {
  it('gives the bytes of a binary code as they are', async () => {
    const latin = fc.uint8Array().map((bytes) => latin1(bytes.map((byte) => byte | 0xa0)));
    await fc.assert(
      fc.asyncProperty(latin, async (given) => {
        const bytes = new Uint8Array(Buffer.from(`#UT01${given}`, 'latin1'));
        expect(await read(`#UT01${given}`)).toEqual([{ bytes, symbology: ']Q1' }]);
      }),
      { numRuns: 20 },
    );
  });

  it('gives all parts of a code that changes between digits, capitals and bytes', async () => {
    const text = `shc:/${'56762909'.repeat(12)}ABCDEFGHIJKLMNOPQRSTUVWXYZ\\~`;
    expect(await read(text)).toMatchObject([{ bytes: new TextEncoder().encode(text) }]);
  });

  it('gives the bytes of a text by the character set that it names', async () => {
    const text = 'HKSARG|陳大文';
    expect(await read(text, 'eci=26')).toMatchObject([{ bytes: new TextEncoder().encode(text) }]);
  });

  it('sees nothing where nothing is', async () => {
    expect(await decoder.decode(new Uint8Array(320 * 240).fill(200), 320, 240)).toEqual([]);
  });
});
