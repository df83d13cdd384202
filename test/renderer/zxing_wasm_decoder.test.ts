import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createZxingWasmDecoder } from '../../renderer/camera/decode/zxing_wasm_decoder.ts';
import { drawCode, wasmOf } from './draw_code.ts';

const decoder = await createZxingWasmDecoder(wasmOf('reader'));
const latin1 = (bytes: Uint8Array) => Buffer.from(bytes).toString('latin1');
const EVERY_BYTE = Uint8Array.from({ length: 256 }, (_, byte) => byte);
const ELEMENTS = '[01]09506000134352[10]ABC[21]X';

async function read(...drawing: Parameters<typeof drawCode>) {
  const { luma, width, height } = await drawCode(...drawing);
  return (await decoder.look(luma, width, height)).codes;
}

describe.each([
  ['QRCode', ']Q1', ']Q3'],
  ['Aztec', ']z0', ']z1'],
  ['DataMatrix', ']d1', ']d2'],
] as const)('a %s code before the camera', (symbology, identifier, identifierOfGs1) => {
  it('gives every byte as it is', async () => {
    expect(await read(EVERY_BYTE, symbology)).toEqual([{ bytes: EVERY_BYTE, symbology: identifier }]);
  });

  it('gives any bytes as they are', async () => {
    const bytes = fc.uint8Array({ minLength: 4, maxLength: 300 });
    await fc.assert(
      fc.asyncProperty(bytes, async (given) => {
        expect((await read(given, symbology)).map((code) => code.bytes)).toEqual([given]);
      }),
      { numRuns: 40 },
    );
  });

  it('gives the bytes of Latin-1 that bears no mark of its character set', async () => {
    const text = fc.uint8Array().map((bytes) => latin1(bytes.map((byte) => byte | 0xa0)));
    await fc.assert(
      fc.asyncProperty(text, async (given) => {
        const [code] = await read(`#UT01${given}`, symbology);
        expect(code?.bytes).toEqual(new Uint8Array(Buffer.from(`#UT01${given}`, 'latin1')));
      }),
      { numRuns: 20 },
    );
  });

  it('gives the bytes of a text by the character set that it names', async () => {
    const text = 'HKSARG|陳大文';
    expect(await read(text, symbology, 'eci=26')).toMatchObject([{ bytes: new TextEncoder().encode(text) }]);
  });

  it('gives the parts of a code that changes between digits, capitals and bytes', async () => {
    const text = `shc:/${'56762909'.repeat(12)}ABCDEFGHIJKLMNOPQRSTUVWXYZ\\~`;
    expect(await read(text, symbology)).toMatchObject([{ bytes: new TextEncoder().encode(text) }]);
  });

  it('gives GS1 elements with their separators', async () => {
    const bytes = new TextEncoder().encode('010950600013435210ABC\u001d21X');
    expect(await read(ELEMENTS, symbology, 'gs1')).toEqual([{ bytes, symbology: identifierOfGs1 }]);
  });
});

describe('a picture', () => {
  it('without a code gives none', async () => {
    expect(await decoder.look(new Uint8Array(320 * 240).fill(200), 320, 240)).toEqual({ codes: [], hint: null });
  });
});
