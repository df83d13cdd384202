export type TestSymbolId = 'characters' | 'speed' | 'bytes' | 'aztec' | 'data_matrix';

/** One code to hold a scanner to: its content is known, so whatever arrives tells what the scanner did to it. */
export interface TestSymbol {
  readonly id: TestSymbolId;
  readonly symbology: 'qr' | 'aztec' | 'data_matrix';
  /** Sent as UTF-8. No piece of three characters comes twice, so that each tells where it belongs. */
  readonly text: string;
}

/** As many characters as a large health certificate has in its code. */
const SPEED_CHARACTERS = 600;
/** ISO/IEC 18004, table 5: what fits into the dense alphanumeric mode, as passes in Base45 do. */
const ALPHANUMERIC = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:';
/** One of those with which no three characters come twice. */
const SEED = 1;

/** The series, from what every scanner must do to what only some passes need. */
export const TEST_SYMBOLS: readonly TestSymbol[] = [
  { id: 'characters', symbology: 'qr', text: `VPK-TEST 1 ${printableAscii()} aAbBcCdDeEfF ${reversed(printableAscii())}.` },
  { id: 'speed', symbology: 'qr', text: denseText() },
  // GS (0x1D) parts the fields of GS1 codes; text of other scripts is sent as bytes of 0x80 and more.
  {
    id: 'bytes',
    symbology: 'qr',
    text: 'VPK-TEST 3 for Ms José of Łódź, Ελλάς, 場地 票券 \u001D0109506000134352\u001D10AB-12 at Gate 7.',
  },
  { id: 'aztec', symbology: 'aztec', text: 'VPK-TEST 4 Aztec; as on rail tickets: "q"w/e? (2@3) [y]z{m}.' },
  { id: 'data_matrix', symbology: 'data_matrix', text: 'VPK-TEST 5 Data Matrix: badge |0/9\\8| {7-6} <y=z> _3+2_ &q~w; @m#.' },
];

/** A symbol of the series. */
export function testSymbol(id: TestSymbolId): TestSymbol {
  const found = TEST_SYMBOLS.find((symbol) => symbol.id === id);
  if (found === undefined) throw new Error(`no test symbol ${id}`);
  return found;
}

function printableAscii(): string {
  return Array.from({ length: 0x7f - 0x20 }, (_, index) => String.fromCharCode(0x20 + index)).join('');
}

function reversed(text: string): string {
  return [...text].reverse().join('');
}

/** Random to the eye, the same each time: a linear congruential sequence. */
function denseText(): string {
  let text = 'VPK-TEST 2 ';
  let state = SEED;
  while (text.length < SPEED_CHARACTERS) {
    state = (state * 75 + 74) % 65_537;
    text += ALPHANUMERIC.charAt(state % ALPHANUMERIC.length);
  }
  return text;
}
