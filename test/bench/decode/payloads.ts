import { prepareZXingModule, writeBarcode } from 'zxing-wasm/writer';
import { type Symbology, wasmOf } from '../../renderer/draw_code.ts';
import type { Random } from './random.ts';

/** The modules of a code, without its quiet zone, and what it says. */
export interface Code {
  readonly kind: PayloadKind;
  readonly content: string;
  readonly symbology: Symbology;
  readonly columns: number;
  readonly rows: number;
  /** 1 for a dark module, row by row. */
  readonly dark: Uint8Array;
}

export type PayloadKind = 'certificate' | 'health_card' | 'ticket' | 'aztec' | 'data_matrix';

const BASE45 = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:';
const DIGITS = '0123456789';
const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789abcdefghijklmnopqrstuvwxyz';

const writer = prepareZXingModule({ overrides: { wasmBinary: wasmOf('writer') }, fireImmediately: true });

/** Draws a payload of a kind: sizes as in the field, random content. */
export async function drawPayload(kind: PayloadKind, random: Random): Promise<Code> {
  await writer;
  const { content, options, symbology } = payloadOf(kind, random);
  const { error, symbol } = await writeBarcode(content, { format: symbology, options });
  if (error !== '') throw new Error(error);
  const dark = Uint8Array.from(symbol.data, (light) => (light === 0 ? 1 : 0));
  return { kind, content, symbology, columns: symbol.width, rows: symbol.height, dark };
}

function payloadOf(
  kind: PayloadKind,
  random: Random,
): { content: string; options: string; symbology: Symbology } {
  const level = `ecLevel=${random.pick(['L', 'M', 'M', 'Q'])}`;
  switch (kind) {
    case 'certificate':
      return {
        content: `HC1:${textOf(BASE45, random.whole(396, 896), random)}`,
        options: level,
        symbology: 'QRCode',
      };
    case 'health_card':
      return {
        content: `shc:/${textOf(DIGITS, random.whole(700, 1190), random)}`,
        options: 'ecLevel=L',
        symbology: 'QRCode',
      };
    case 'ticket':
      return { content: textOf(LETTERS, random.whole(16, 90), random), options: level, symbology: 'QRCode' };
    case 'aztec':
      return {
        content: `M1${textOf(LETTERS, random.whole(40, 150), random)}`,
        options: '',
        symbology: 'Aztec',
      };
    case 'data_matrix':
      return {
        content: textOf(LETTERS, random.whole(16, 110), random),
        options: '',
        symbology: 'DataMatrix',
      };
  }
}

function textOf(alphabet: string, length: number, random: Random): string {
  return Array.from({ length }, () => alphabet[random.whole(0, alphabet.length - 1)]).join('');
}
