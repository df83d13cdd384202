import { deflateSync } from 'node:zlib';
import { barsOf, QUIET_MODULES, type QrMatrix } from './qr_matrix.ts';

const POINTS_PER_MM = 72 / 25.4;
const PAGE_MM = { width: 210, height: 297 };
const COLUMNS = 2;
const ROWS = 3;
const MARGIN_MM = 12;
/** The largest code, version 40, then has modules of 0.42 mm. */
const CODE_MM = 78;
const LINE_MM = 4.2;
const FONT_POINTS = 9;
const MOST_CHARACTERS = 48;
/** What Helvetica's own encoding of Latin letters can say. */
const ENCODABLE = /^[\x20-\x7e\xa0-\xff]*$/;

/** One pass on a sheet. */
export interface SheetItem {
  readonly matrix: QrMatrix;
  readonly label: string | null;
  /** Printed below the label, in ASCII. */
  readonly id: string;
}

/** Whether Helvetica can print a label: Chinese is not among what every reader of PDF can show. */
export function isPrintable(label: string): boolean {
  return ENCODABLE.test(label);
}

/**
 * Sheets of A4 with six passes each, as PDF 1.4 with drawn codes and the font that every reader has. A label
 * that Helvetica cannot print is left out, so that the id stands alone.
 */
export function pdfSheets(items: readonly SheetItem[]): Uint8Array {
  const perPage = COLUMNS * ROWS;
  const pages: Buffer[] = [];
  for (let first = 0; first < items.length; first += perPage) {
    const drawing = items
      .slice(first, first + perPage)
      .map(drawItem)
      .join('\n');
    pages.push(deflateSync(Buffer.from(drawing, 'latin1')));
  }
  const FIRST_PAGE = 4;
  const box = `[0 0 ${points(PAGE_MM.width)} ${points(PAGE_MM.height)}]`;
  const kids = pages.map((_, index) => `${FIRST_PAGE + 2 * index} 0 R`).join(' ');
  const objects: Buffer[] = [
    ascii('<</Type/Catalog/Pages 2 0 R>>'),
    ascii(
      `<</Type/Pages/Kids[${kids}]/Count ${pages.length}/MediaBox${box}/Resources<</Font<</F1 3 0 R>>>>>>`,
    ),
    ascii('<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding>>'),
    ...pages.flatMap((drawing, index) => [
      ascii(`<</Type/Page/Parent 2 0 R/Contents ${FIRST_PAGE + 2 * index + 1} 0 R>>`),
      Buffer.concat([
        ascii(`<</Length ${drawing.length}/Filter/FlateDecode>>\nstream\n`),
        drawing,
        ascii('\nendstream'),
      ]),
    ]),
  ];
  return fileOf(objects);
}

/** Its code at the top of its part of the page, then the label and the id. */
function drawItem({ id, label, matrix }: SheetItem, index: number): string {
  const left = MARGIN_MM + (index % COLUMNS) * ((PAGE_MM.width - 2 * MARGIN_MM) / COLUMNS);
  const row = Math.floor(index / COLUMNS);
  const top = PAGE_MM.height - MARGIN_MM - row * ((PAGE_MM.height - 2 * MARGIN_MM) / ROWS);
  const moduleMm = CODE_MM / (matrix.size + 2 * QUIET_MODULES);
  const bars = barsOf(matrix).map(({ length, x, y }) => {
    const barLeft = left + (x + QUIET_MODULES) * moduleMm;
    const bottom = top - (y + QUIET_MODULES + 1) * moduleMm;
    return `${points(barLeft)} ${points(bottom)} ${points(length * moduleMm)} ${points(moduleMm)} re`;
  });
  const lines = [...(label !== null && isPrintable(label) ? [label] : []), id];
  const texts = lines.map((line, number) => {
    const baseline = top - CODE_MM - number * LINE_MM;
    return `BT /F1 ${FONT_POINTS} Tf ${points(left + 2)} ${points(baseline)} Td (${escaped(line)}) Tj ET`;
  });
  return [...bars, 'f', ...texts].join('\n');
}

function fileOf(objects: readonly Buffer[]): Uint8Array {
  const parts: Buffer[] = [ascii('%PDF-1.4\n'), Buffer.from('25e2e3cfd30a', 'hex')];
  let length = parts.reduce((sum, part) => sum + part.length, 0);
  const places: number[] = [];
  objects.forEach((content, index) => {
    places.push(length);
    const object = Buffer.concat([ascii(`${index + 1} 0 obj\n`), content, ascii('\nendobj\n')]);
    parts.push(object);
    length += object.length;
  });
  const entries = places.map((place) => `${String(place).padStart(10, '0')} 00000 n \n`).join('');
  const count = objects.length + 1;
  parts.push(
    ascii(`xref\n0 ${count}\n0000000000 65535 f \n${entries}`),
    ascii(`trailer\n<</Size ${count}/Root 1 0 R>>\nstartxref\n${length}\n%%EOF\n`),
  );
  return Buffer.concat(parts);
}

function points(millimetres: number): string {
  return (millimetres * POINTS_PER_MM).toFixed(3);
}

function escaped(line: string): string {
  const shown = line.length > MOST_CHARACTERS ? `${line.slice(0, MOST_CHARACTERS - 3)}...` : line;
  return shown.replace(/[\\()]/g, '\\$&');
}

function ascii(text: string): Buffer {
  return Buffer.from(text, 'latin1');
}
