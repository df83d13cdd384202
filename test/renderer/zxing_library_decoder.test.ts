import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createZxingLibraryDecoder } from '../../renderer/camera/decode/zxing_library_decoder.ts';
import { drawCode } from './draw_code.ts';

const decoder = createZxingLibraryDecoder();

async function read(content: string, options = '') {
  const { luma, width, height } = await drawCode(content, 'QRCode', options);
  return (await decoder.look(luma, width, height)).codes;
}

describe('the camera without WebAssembly', () => {
  it.each([
    ['bytes that are no text', '#UT01\u00a0\u00dc\u00ff\u00fe\u00c3', '', 'latin1'],
    ['digits, capitals and bytes', `shc:/${'56762909'.repeat(12)}ABCDEFGHIJKLMNOPQRSTUVWXYZ\\~`, '', 'utf8'],
    ['a text that names its character set', 'HKSARG|陳大文', 'eci=26', 'utf8'],
  ] as const)('gives the bytes of %s', async (_what, content, options, encoding) => {
    const bytes = new Uint8Array(Buffer.from(content, encoding));
    expect(await read(content, options)).toEqual([{ bytes, symbology: ']Q1' }]);
  });

  it('finds not every code, but gives the bytes of those that it finds', async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 200 }), async (given) => {
        const bytes = Uint8Array.of(0x23, ...given.map((byte) => byte | 0xa0));
        const found = await read(Buffer.from(bytes).toString('latin1'));
        expect([[], [{ bytes, symbology: ']Q1' }]]).toContainEqual(found);
      }),
      { numRuns: 40 },
    );
  });

  it('sees nothing where nothing is', async () => {
    expect(await decoder.look(new Uint8Array(320 * 240).fill(200), 320, 240)).toEqual({ codes: [], hint: null });
  });
});
