import { inflateSync } from 'node:zlib';
import { prepareZXingModule, readBarcodes } from 'zxing-wasm/reader';
import { wasmOf } from '../../renderer/draw_code.ts';

const reader = prepareZXingModule({ overrides: { wasmBinary: wasmOf('reader') }, fireImmediately: true });

/** The texts of the QR codes in a PNG, or in another picture that the decoder reads itself. */
export async function codesInPicture(picture: Uint8Array): Promise<readonly string[]> {
  await reader;
  const found = await readBarcodes(picture, { formats: ['QRCode'] });
  return found.map(({ text }) => text);
}

/** The texts of the QR codes in an SVG that is made of one path of bars. */
export function codesInSvg(svg: string): Promise<readonly string[]> {
  const side = Number(/viewBox="0 0 (\d+) /.exec(svg)?.[1]);
  const path = /crispEdges" d="([^"]+)"/.exec(svg)?.[1] ?? '';
  const bars = [...path.matchAll(/M(\d+) (\d+)h(\d+)v1h-\d+z/g)].map((bar) => bar.slice(1).map(Number));
  return codesInPicture(
    greyMap(
      side * 4,
      side * 4,
      bars.map(([x = 0, y = 0, length = 0]) => [x * 4, y * 4, length * 4, 4]),
    ),
  );
}

export interface PdfPage {
  readonly codes: readonly string[];
  readonly lines: readonly string[];
}

/** The QR codes and the lines of text on each page of a PDF whose pages are drawn with rectangles. */
export async function pagesOfPdf(pdf: Uint8Array): Promise<readonly PdfPage[]> {
  const text = Buffer.from(pdf).toString('latin1');
  checkTable(text);
  const pages: PdfPage[] = [];
  const scale = 3;
  const height = Math.ceil(842 * scale);
  for (const { 1: length = '', index } of text.matchAll(/\/Length (\d+)\/Filter\/FlateDecode>>\nstream\n/g)) {
    const start = text.indexOf('stream\n', index) + 'stream\n'.length;
    const drawing = inflateSync(pdf.subarray(start, start + Number(length))).toString('latin1');
    const bars = [...drawing.matchAll(/^([\d.]+) ([\d.]+) ([\d.]+) ([\d.]+) re$/gm)].map((bar) => {
      const [x = 0, y = 0, width = 0, tall = 0] = bar.slice(1).map((part) => Number(part) * scale);
      const [left, right] = [Math.round(x), Math.round(x + width)];
      const [top, bottom] = [Math.round(height - y - tall), Math.round(height - y)];
      return [left, top, right - left, bottom - top];
    });
    pages.push({
      codes: await codesInPicture(greyMap(Math.ceil(596 * scale), height, bars)),
      lines: [...drawing.matchAll(/\(((?:\\.|[^\\)])*)\) Tj/g)].map(([, line = '']) =>
        line.replace(/\\(.)/g, '$1'),
      ),
    });
  }
  return pages;
}

/** Every object must be where the table of the file says. */
function checkTable(text: string): void {
  const table = Number(/startxref\n(\d+)\n%%EOF\n$/.exec(text)?.[1]);
  const entries = [...text.slice(table).matchAll(/^(\d{10}) 00000 n $/gm)];
  if (!text.startsWith('%PDF-1.4\n') || !text.slice(table).startsWith('xref\n') || entries.length === 0) {
    throw new Error('No PDF');
  }
  entries.forEach(([, place], index) => {
    if (!text.slice(Number(place)).startsWith(`${index + 1} 0 obj\n`))
      throw new Error(`Object ${index + 1} is elsewhere`);
  });
}

/** A binary PGM with dark rectangles of x, y, width and height. */
function greyMap(width: number, height: number, bars: readonly (readonly number[])[]): Uint8Array {
  const luma = Buffer.alloc(width * height, 255);
  for (const [left = 0, top = 0, long = 0, tall = 0] of bars) {
    for (let y = top; y < top + tall; y += 1) luma.fill(0, y * width + left, y * width + left + long);
  }
  return Buffer.concat([Buffer.from(`P5\n${width} ${height}\n255\n`), luma]);
}
