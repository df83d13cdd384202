import type { KeyboardLayout } from './keyboard_layouts.ts';
import { retype } from './retype.ts';
import type { FrameEnd, LostFrame, ScanFrame, SourceDescription } from './scan_source.ts';
import type { Remedy } from './scanner_vendors.ts';

/** What may be wrong with a scanner, the most serious first: findings come in this order. */
export const FINDING_CODES = [
  'nothing_arrived',
  'wrong_mode',
  'not_the_symbol',
  'split_code',
  'cut_at_length',
  'characters_changed',
  'characters_lost',
  'wrong_layout',
  'wrong_case',
  'control_characters_lost',
  'bytes_changed',
  'extra_prefix',
  'extra_suffix',
  'doubled',
  'no_suffix',
  'too_slow',
  'keyboard_mode',
] as const;

export type FindingCode = (typeof FINDING_CODES)[number];

/** One thing that is wrong with a scanner. Numbers only: nothing of what arrived. */
export interface Finding {
  readonly code: FindingCode;
  /** A fault spoils codes or keeps visitors waiting; with an advice the scanner works, and could work better. */
  readonly severity: 'fault' | 'advice';
  /** Characters that were lost, changed or added, that a cut code kept, or that come in a second; pieces of a split code. */
  readonly count: number | null;
  /** The layout that the scanner is set to, where the kiosk is set to another. */
  readonly layout: KeyboardLayout | null;
  /** The programming codes that mend it, the likeliest first. */
  readonly remedies: readonly Remedy[];
}

/** What the doctor says of one scanner. */
export interface Diagnosis {
  readonly findings: readonly Finding[];
  /** There is no fault; there may be advice. */
  readonly healthy: boolean;
  readonly end: FrameEnd | null;
  /** The layout of a scanner that types as a keyboard. */
  readonly layout: KeyboardLayout | null;
  readonly charactersPerSecond: number | null;
  /** How many of the symbol's characters arrived whole. */
  readonly arrived: number;
  readonly expected: number;
}

const LAYOUTS: readonly KeyboardLayout[] = ['us', 'uk', 'de', 'fr', 'es', 'it'];

/** Pieces that follow one another faster than a person shows a code again belong to one showing. */
export const ONE_SHOWING_MS = 1_500;
/** The same code again so soon is the scanner's doing. */
const DOUBLED_WITHIN_MS = 500;
/** A long pass has 600 characters and should be there within a second. */
const PASS_CHARACTERS = 600;
const ADVISED_MS = 1_000;
/** The visitor waits and wonders: a USB keyboard that is polled each 8 ms, press and release, takes longer still. */
const TOO_SLOW_MS = 8_000;
/** Fewer characters measure the machine rather than the scanner. */
const MIN_MEASURED_CHARACTERS = 20;
/** The share of the pieces of three characters that must be the symbol's; other codes share hardly any. */
const MIN_LIKENESS = 0.25;
/** So many characters may be lost or changed before it is the scanner's setting that is doubted. */
const DOUBT_OF_OTHER_WAYS = 2;
/** How many settings are compared character by character. */
const LIKELY_WAYS = 4;
/** Scanners add no more than this in front or behind. */
const MAX_ADDED = 16;
/** A share of bytes that no text has: a serial line at another speed or parity. */
const MIN_RUBBISH = 0.2;
const WHOLE = 0.9;
/** What is longer is no test symbol, whatever a scanner adds. */
const MAX_CHARACTERS = 2_000;

/**
 * Says what is wrong with a scanner from what arrived since a test symbol was shown to it: `heard` in the order of
 * arrival, empty when nothing came for as long as a person would wait. Only the last showing counts.
 */
export function diagnose(given: {
  readonly symbol: { readonly symbology: 'qr' | 'aztec' | 'data_matrix'; readonly text: string };
  readonly device: SourceDescription | null;
  /** The layout by which the kiosk reads keyboard scanners. */
  readonly readAs: KeyboardLayout | 'system';
  readonly heard: readonly (ScanFrame | LostFrame)[];
}): Diagnosis {
  const { device, heard, readAs, symbol } = given;
  const showing = lastShowing(heard);
  const last = heard.at(-1);
  const expected = [...symbol.text].length;
  const nothing: Diagnosis = {
    findings: [],
    healthy: false,
    end: null,
    layout: null,
    charactersPerSecond: null,
    arrived: 0,
    expected,
  };
  if (device?.status.state === 'fault' && device.status.code === 'wrong_mode') return withFindings(nothing, [finding('wrong_mode')]);
  if (last === undefined) {
    const enable = { qr: 'enable_qr', aztec: 'enable_aztec', data_matrix: 'enable_data_matrix' } as const;
    return withFindings(nothing, [{ ...finding('nothing_arrived'), remedies: [enable[symbol.symbology], 'defaults'] }]);
  }
  const mode = device?.input === 'keyboard' && device.status.state === 'listening' ? [finding('keyboard_mode')] : [];
  if ('why' in last) return withFindings(nothing, [finding(LOSS[last.why]), ...mode]);

  const longest = showing.reduce((longer, frame) => (frame.bytes.length > longer.bytes.length ? frame : longer), last);
  const speed = charactersPerSecond(longest);
  const pace = [...(last.end === 'pause' ? [finding('no_suffix')] : []), ...paceFinding(speed), ...mode];
  const measured = { ...nothing, end: last.end, charactersPerSecond: speed };

  const ways = waysToType(symbol.text, last.input === 'keyboard' ? readAs : null);
  const texts = showing.map(({ bytes }) => textOf(bytes));
  const readings = texts.map((text) => readBest(halfOfTwice(text) ?? text, ways));
  const best = readings.reduce((better, reading) => (reading.covered >= better.covered ? reading : better));
  const joined = readBest(texts.join(''), ways);
  const isSplit = showing.length > 1 && best.covered < WHOLE && joined.covered > best.covered * 1.05 && joined.likeness >= MIN_LIKENESS;
  const reading = isSplit ? joined : best;
  if (reading.likeness < MIN_LIKENESS) {
    const isRubbish = last.input === 'serial' && rubbishOf(last.bytes) >= MIN_RUBBISH;
    return withFindings(measured, isRubbish ? [finding('characters_changed'), ...pace] : [finding('not_the_symbol')]);
  }

  const difference = differenceOf([...reading.way.text], [...reading.text]);
  const { way } = reading;
  const isDoubled = texts.some((text) => halfOfTwice(text) !== null) || comesTwice(showing, readings);
  const findings: Finding[] = [...pace];
  if (isSplit) findings.push(finding('split_code', showing.length));
  if (way.layout !== null) {
    const remedies = readAs === 'us' ? REMEDIES.wrong_layout : [];
    findings.push({ ...finding('wrong_layout'), layout: way.layout, remedies });
  }
  if (way.hasOtherCase) findings.push(finding('wrong_case'));
  if (isDoubled) findings.push(finding('doubled'));
  if (difference.cutAt !== null) findings.push(finding('cut_at_length', difference.cutAt));
  const counts: readonly (readonly [FindingCode, number])[] = [
    ['characters_lost', difference.lost],
    ['characters_changed', difference.changed],
    ['control_characters_lost', difference.controlsLost],
    ['bytes_changed', difference.otherScriptChanged],
    ['extra_prefix', difference.prefix],
    ['extra_suffix', difference.suffix],
  ];
  for (const [code, count] of counts) if (count > 0) findings.push(finding(code, count));
  const setTo = way.layout ?? (last.input === 'keyboard' && readAs !== 'system' ? readAs : null);
  return withFindings({ ...measured, layout: setTo, arrived: difference.kept }, findings);
}

const LOSS: Readonly<Record<LostFrame['why'], FindingCode>> = {
  cut_short: 'characters_lost',
  garbled: 'characters_changed',
  too_long: 'no_suffix',
};

const REMEDIES: Readonly<Record<FindingCode, readonly Remedy[]>> = {
  nothing_arrived: ['defaults'],
  wrong_mode: ['hid_pos', 'serial'],
  not_the_symbol: [],
  split_code: ['hid_pos', 'suffix_cr', 'faster'],
  cut_at_length: ['defaults'],
  characters_changed: ['hid_pos', 'defaults'],
  characters_lost: ['hid_pos', 'slower'],
  wrong_layout: ['layout_us'],
  wrong_case: ['normal_case'],
  control_characters_lost: ['hid_pos', 'serial'],
  bytes_changed: ['hid_pos', 'serial'],
  extra_prefix: ['no_prefix', 'defaults'],
  extra_suffix: ['suffix_cr', 'defaults'],
  doubled: ['defaults'],
  no_suffix: ['suffix_cr'],
  too_slow: ['hid_pos', 'faster'],
  keyboard_mode: ['hid_pos', 'serial'],
};

function finding(code: FindingCode, count: number | null = null): Finding {
  const severity = code === 'keyboard_mode' ? 'advice' : 'fault';
  return { code, severity, count, layout: null, remedies: REMEDIES[code] };
}

function withFindings(diagnosis: Diagnosis, findings: readonly Finding[]): Diagnosis {
  const sorted = [...findings].sort((a, b) => FINDING_CODES.indexOf(a.code) - FINDING_CODES.indexOf(b.code));
  return { ...diagnosis, findings: sorted, healthy: sorted.every(({ severity }) => severity === 'advice') };
}

/** The frames at the end of what was heard that came from one showing of the symbol. */
function lastShowing(heard: readonly (ScanFrame | LostFrame)[]): readonly ScanFrame[] {
  const frames: ScanFrame[] = [];
  for (const event of [...heard].reverse()) {
    if ('why' in event) break;
    const next = frames[0];
    if (next !== undefined && next.startedAtMs - event.receivedAtMs > ONE_SHOWING_MS) break;
    frames.unshift(event);
  }
  return frames;
}

function comesTwice(showing: readonly ScanFrame[], readings: readonly Reading[]): boolean {
  return showing.some((frame, index) => {
    const before = showing[index - 1];
    const isWhole = (at: number) => (readings[at]?.covered ?? 0) >= WHOLE;
    return (
      before !== undefined &&
      frame.startedAtMs - before.receivedAtMs <= DOUBLED_WITHIN_MS &&
      isWhole(index) &&
      isWhole(index - 1)
    );
  });
}

/** The half of a text that is the same twice, as of a scanner that repeats itself and sends no suffix. */
function halfOfTwice(text: string): string | null {
  const half = text.slice(0, text.length / 2);
  return half.length >= MIN_MEASURED_CHARACTERS && text === half + half ? half : null;
}

function charactersPerSecond({ bytes, receivedAtMs, startedAtMs }: ScanFrame): number | null {
  const characters = textOf(bytes).length;
  if (characters < MIN_MEASURED_CHARACTERS || receivedAtMs <= startedAtMs) return null;
  return Math.round(((characters - 1) * 1000) / (receivedAtMs - startedAtMs));
}

function paceFinding(speed: number | null): readonly Finding[] {
  const passMs = speed === null ? 0 : (PASS_CHARACTERS * 1000) / Math.max(speed, 1);
  if (passMs <= ADVISED_MS) return [];
  return [{ ...finding('too_slow', speed), severity: passMs > TOO_SLOW_MS ? 'fault' : 'advice' }];
}

/** A code page of one byte to a character where the bytes are no UTF-8. */
function textOf(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return new TextDecoder('latin1').decode(bytes);
  }
}

function rubbishOf(bytes: Uint8Array): number {
  return bytes.filter((byte) => byte < 0x20 || byte > 0x7e).length / Math.max(bytes.length, 1);
}

/** One way in which a scanner may be set, and what would arrive then. */
interface Way {
  readonly text: string;
  /** Null: the one that the kiosk reads by. */
  readonly layout: KeyboardLayout | null;
  readonly hasOtherCase: boolean;
}

/** As it should be first. `readAs` null: no keys are involved. */
function waysToType(text: string, readAs: KeyboardLayout | 'system' | null): readonly Way[] {
  const inverted = text.replace(/[a-z]/gi, (letter) =>
    letter === letter.toLowerCase() ? letter.toUpperCase() : letter.toLowerCase(),
  );
  const lower = text.replace(/[A-Z]+/g, (letters) => letters.toLowerCase());
  const upper = text.replace(/[a-z]+/g, (letters) => letters.toUpperCase());
  const cases = [...new Set([text, inverted, lower, upper])];
  const asItIs = cases.map((changed) => ({ text: changed, layout: null, hasOtherCase: changed !== text }));
  if (readAs === null) return asItIs;
  const readers = readAs === 'system' ? LAYOUTS : [readAs];
  const retyped = cases.flatMap((changed) =>
    readers.flatMap((reader) =>
      LAYOUTS.filter((layout) => layout !== reader).map((layout) => ({
        // Letters of other scripts are left to be found missing: few scanners have keys for them.
        text: changed.replace(/[\0-~]+/g, (typed) => retype(typed, layout, reader)),
        layout,
        hasOtherCase: changed !== text,
      })),
    ),
  );
  return [...asItIs, ...retyped];
}

/** What arrived, and the way that explains it best. */
interface Reading {
  readonly text: string;
  readonly way: Way;
  /** The share of what arrived that is the symbol's, and of the symbol that arrived. */
  readonly likeness: number;
  readonly covered: number;
}

/** A scanner is thought to be set otherwise only where that explains a text wholly, or clearly better. */
function readBest(arrived: string, ways: readonly Way[]): Reading {
  const text = [...arrived].slice(0, MAX_CHARACTERS).join('');
  const pieces = piecesOf(text);
  const read = (way: Way): Reading => {
    const wanted = piecesOf(way.text);
    const shared = [...wanted].filter((piece) => pieces.has(piece)).length;
    const smaller = Math.max(1, Math.min(pieces.size, wanted.size));
    return { text, way, likeness: shared / smaller, covered: shared / Math.max(1, wanted.size) };
  };
  const fitting = ways.find((way) => text.includes(way.text));
  if (fitting !== undefined) return read(fitting);
  const likely = ways.map(read).sort((a, b) => b.likeness - a.likeness).slice(0, LIKELY_WAYS);
  const asItShould = likely.find(({ way }) => !isOtherWay(way)) ?? read(ways[0] as Way);
  if (asItShould.likeness === likely[0]?.likeness || (likely[0]?.likeness ?? 0) < MIN_LIKENESS) return asItShould;
  const [best] = [asItShould, ...likely]
    .map((reading) => ({ reading, faults: faultsOf(reading) + (isOtherWay(reading.way) ? DOUBT_OF_OTHER_WAYS : 0) }))
    .sort((a, b) => a.faults - b.faults);
  return best?.reading ?? asItShould;
}

function isOtherWay({ hasOtherCase, layout }: Way): boolean {
  return hasOtherCase || layout !== null;
}

function faultsOf({ text, way }: Reading): number {
  const { changed, controlsLost, lost, otherScriptChanged, prefix, suffix } = differenceOf([...way.text], [...text]);
  return changed + controlsLost + lost + otherScriptChanged + prefix + suffix;
}

/** The pieces of three characters, which the test symbols have once each. */
function piecesOf(text: string): ReadonlySet<string> {
  const characters = [...text];
  return new Set(characters.slice(2).map((third, at) => `${characters[at]}${characters[at + 1]}${third}`));
}

interface Difference {
  readonly kept: number;
  readonly lost: number;
  readonly changed: number;
  readonly controlsLost: number;
  readonly otherScriptChanged: number;
  readonly prefix: number;
  readonly suffix: number;
  /** After how many characters the code ends too early; null: it does not. */
  readonly cutAt: number | null;
}

/** How what arrived differs from what should have, in characters. */
function differenceOf(expected: readonly string[], arrived: readonly string[]): Difference {
  const found = { kept: 0, lost: 0, changed: 0, controlsLost: 0, otherScriptChanged: 0, prefix: 0, suffix: 0 };
  let cutAt: number | null = null;
  for (const { added, end, missing, start } of unequalParts(expected, arrived)) {
    const surplus = added - missing.length;
    found.kept -= missing.length;
    if (end && surplus < -1) {
      cutAt = start;
      found.suffix += added;
      continue;
    }
    const controls = missing.filter((character) => character < ' ').length;
    const others = missing.filter((character) => character > '~').length;
    const plain = missing.length - controls - others;
    found.controlsLost += controls;
    found.otherScriptChanged += others;
    if (controls + others > 0) {
      found.lost += plain;
    } else if (start === 0 && surplus > 0) {
      found.prefix += surplus;
      found.changed += plain;
    } else if (end && surplus > 0) {
      found.suffix += surplus;
      found.changed += plain;
    } else {
      found.lost += Math.max(0, -surplus);
      found.changed += surplus > 0 ? added : Math.min(plain, added);
    }
  }
  return { ...found, kept: expected.length + found.kept, cutAt };
}

/** A part of the symbol that did not arrive as it is, and how many characters came in its place. */
interface UnequalPart {
  readonly start: number;
  /** It reaches to the symbol's end. */
  readonly end: boolean;
  readonly missing: readonly string[];
  readonly added: number;
}

/** The fewest changes that make one from the other (Wagner and Fischer 1974), those side by side joined. */
function unequalParts(expected: readonly string[], arrived: readonly string[]): readonly UnequalPart[] {
  const whole = arrived.join('').indexOf(expected.join(''));
  if (whole >= 0) {
    const before = [...arrived.join('').slice(0, whole)].length;
    const after = arrived.length - expected.length - before;
    const size = expected.length;
    const parts = [
      { start: 0, end: false, missing: [], added: before },
      { start: size, end: true, missing: [], added: after },
    ];
    return parts.filter(({ added }) => added > 0);
  }
  // What is equal at both ends goes first: a part lost in one piece is then found as one piece.
  let head = 0;
  while (head < expected.length && head < arrived.length && expected[head] === arrived[head]) head += 1;
  let tail = 0;
  while (
    tail < Math.min(expected.length, arrived.length) - head &&
    expected[expected.length - 1 - tail] === arrived[arrived.length - 1 - tail]
  ) {
    tail += 1;
  }
  // A cut code may end as the whole one does, by chance.
  if (tail < 3) tail = 0;
  const rest = arrived.length - head;
  if (tail === 0 && rest <= MAX_ADDED && expected.length - head > rest + MAX_ADDED) {
    return [{ start: head, end: true, missing: expected.slice(head), added: rest }];
  }
  const rows = expected.length - head - tail;
  const columns = arrived.length - head - tail;
  const width = columns + 1;
  const costs = new Uint16Array((rows + 1) * width);
  const cost = (row: number, column: number) => costs[row * width + column] ?? 0;
  const isSame = (row: number, column: number) => expected[head + row - 1] === arrived[head + column - 1];
  for (let row = 0; row <= rows; row += 1) {
    for (let column = 0; column <= columns; column += 1) {
      const change = row === 0 || column === 0 ? row + column : cost(row - 1, column - 1) + (isSame(row, column) ? 0 : 1);
      const loss = row === 0 ? change : cost(row - 1, column) + 1;
      const addition = column === 0 ? change : cost(row, column - 1) + 1;
      costs[row * width + column] = Math.min(change, loss, addition);
    }
  }

  const cutRow = tail === 0 && rows > MAX_ADDED ? rowOfCut(rows, (row) => cost(row, columns)) : null;
  let row = cutRow ?? rows;
  const cut: UnequalPart = { start: head + row, end: true, missing: expected.slice(head + row), added: 0 };
  const parts: UnequalPart[] = cutRow === null ? [] : [cut];
  let column = columns;
  let lastRow = row;
  let lastColumn = columns;
  const close = () => {
    if (row === lastRow && column === lastColumn) return;
    parts.unshift({
      start: head + row,
      end: tail === 0 && lastRow === rows && cutRow === null,
      missing: expected.slice(head + row, head + lastRow),
      added: lastColumn - column,
    });
  };
  while (row > 0 || column > 0) {
    // Losses first: what is missing at the end is then missing in one piece.
    if (row > 0 && cost(row, column) === cost(row - 1, column) + 1) row -= 1;
    else if (row > 0 && column > 0 && isSame(row, column) && cost(row, column) === cost(row - 1, column - 1)) {
      close();
      row -= 1;
      column -= 1;
      lastRow = row;
      lastColumn = column;
    } else if (row > 0 && column > 0 && cost(row, column) === cost(row - 1, column - 1) + 1) {
      row -= 1;
      column -= 1;
    } else column -= 1;
  }
  close();
  return parts;
}

/**
 * After how many characters the rest is more likely cut off than lost elsewhere, by what it costs to make all that
 * arrived from as many; null where it is not. What is left of a cut code may well be found once more in the rest.
 */
function rowOfCut(rows: number, costOf: (row: number) => number): number | null {
  let likeliest = 0;
  for (let row = 1; row < rows - MAX_ADDED; row += 1) {
    if (costOf(row) <= costOf(likeliest)) likeliest = row;
  }
  return costOf(likeliest) + DOUBT_OF_OTHER_WAYS < costOf(rows) ? likeliest : null;
}
