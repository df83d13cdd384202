import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { KeyboardLayout } from '../../native/keyboard_layouts.ts';
import { retype } from '../../native/retype.ts';
import type { FrameEnd, InputKind, LostFrame, ScanFrame, SourceDescription } from '../../native/scan_source.ts';
import { diagnose, FINDING_CODES, type FindingCode } from '../../native/scanner_doctor.ts';
import { TEST_SYMBOLS, type TestSymbol, testSymbol } from '../../native/test_symbols.ts';

const LAYOUTS: readonly KeyboardLayout[] = ['us', 'uk', 'de', 'fr', 'es', 'it'];

/** A scanner as it is set, and what it makes of the symbol. */
interface Scan {
  readonly symbol: TestSymbol;
  readonly input: InputKind;
  readonly readAs: KeyboardLayout;
  readonly status: SourceDescription['status'];
  readonly texts: readonly string[];
  readonly gapMs: number;
  readonly end: FrameEnd;
  readonly msPerCharacter: number;
}

/** A fault with its own chance numbers; it changes a scan, or cannot befall it. Faults act in the order of the list. */
interface Fault {
  readonly code: FindingCode;
  readonly inject: (scan: Scan, chance: Chance) => Scan | null;
}

interface Chance {
  /** A whole number from `from` up to and with `to`. */
  between(from: number, to: number): number;
  oneOf<Choice>(choices: readonly Choice[]): Choice;
}

const isPlain = (character: string | undefined) => character !== undefined && character >= ' ' && character <= '~';

function changeText(scan: Scan, change: (text: string) => string | null): Scan | null {
  const texts = scan.texts.map(change);
  const same = texts.every((text, index) => text === scan.texts[index]);
  return same || texts.includes(null) ? null : { ...scan, texts: texts as string[] };
}

/** Some characters, none next to another or to one that is no printable ASCII, changed or taken out. */
function changeSome(chance: Chance, change: (character: string) => string): (text: string) => string {
  const count = chance.between(1, 5);
  return (text) => {
    const characters = [...text];
    const free = characters.flatMap((_, at) =>
      [at - 1, at, at + 1].every((near) => isPlain(characters[near])) && at < characters.length - 3 ? [at] : [],
    );
    const chosen = new Set<number>();
    for (let tries = 0; chosen.size < count && tries < 50; tries += 1) {
      const at = chance.oneOf(free);
      if (![...chosen].some((other) => Math.abs(other - at) < 4)) chosen.add(at);
    }
    return characters.map((character, at) => (chosen.has(at) ? change(character) : character)).join('');
  };
}

const printable = (chance: Chance, length: number) =>
  Array.from({ length }, () => String.fromCharCode(chance.between(0x20, 0x7e))).join('');

const invert = (text: string) =>
  text.replace(/[a-z]/gi, (letter) => (letter < 'a' ? letter.toLowerCase() : letter.toUpperCase()));

const FAULTS: readonly Fault[] = [
  {
    code: 'wrong_case',
    inject: (scan, chance) =>
      changeText(
        scan,
        chance.oneOf([
          invert,
          (text) => text.replace(/[A-Z]/g, (letter) => letter.toLowerCase()),
          (text) => text.replace(/[a-z]/g, (letter) => letter.toUpperCase()),
        ]),
      ),
  },
  {
    code: 'wrong_layout',
    inject(scan, chance) {
      const setTo = chance.oneOf(LAYOUTS.filter((layout) => layout !== scan.readAs));
      return scan.input === 'keyboard' && scan.symbol.id !== 'bytes'
        ? changeText(scan, (text) => retype(text, setTo, scan.readAs))
        : null;
    },
  },
  { code: 'characters_lost', inject: (scan, chance) => changeText(scan, changeSome(chance, () => '')) },
  {
    code: 'characters_changed',
    inject: (scan, chance) =>
      changeText(scan, changeSome(chance, (character) => (character === '#' ? '%' : '#'))),
  },
  {
    code: 'control_characters_lost',
    inject: (scan, chance) => {
      const instead = chance.oneOf(['', '', '<GS>', '|', '^]']);
      return changeText(scan, (text) => text.replaceAll('\u001D', instead));
    },
  },
  {
    code: 'bytes_changed',
    inject: (scan, chance) =>
      changeText(
        scan,
        chance.oneOf([
          (text) => text.replace(/[^\0-~]/gu, ''),
          (text) => text.replace(/[^\0-~]/gu, '?'),
          (text) => Buffer.from(text).toString('latin1'),
        ]),
      ),
  },
  {
    code: 'cut_at_length',
    inject: (scan, chance) =>
      changeText(scan, (text) => {
        const characters = [...text];
        // Text that a wrong code page made longer may be cut and be as long as it was.
        if (characters.length > [...scan.symbol.text].length) return null;
        // A suffix behind a cut that takes only a few characters looks like a few lost ones.
        return characters.slice(0, chance.between(20, characters.length - 28)).join('');
      }),
  },
  {
    code: 'extra_prefix',
    inject: (scan, chance) => changeText(scan, (text) => printable(chance, chance.between(1, 8)) + text),
  },
  {
    code: 'extra_suffix',
    inject: (scan, chance) => changeText(scan, (text) => text + printable(chance, chance.between(1, 8))),
  },
  {
    code: 'split_code',
    inject(scan, chance) {
      const characters = [...(scan.texts[0] ?? '')];
      const at = chance.between(Math.ceil(characters.length / 3), Math.floor((characters.length * 2) / 3));
      const texts = [characters.slice(0, at).join(''), characters.slice(at).join('')];
      return { ...scan, texts, gapMs: chance.between(260, 900) };
    },
  },
  {
    code: 'doubled',
    inject(scan, chance) {
      const [text = '', more] = scan.texts;
      if (more !== undefined) return null;
      return { ...scan, texts: chance.oneOf([[text, text], [text + text]]), gapMs: chance.between(1, 400) };
    },
  },
  { code: 'no_suffix', inject: (scan) => ({ ...scan, end: 'pause' }) },
  { code: 'too_slow', inject: (scan, chance) => ({ ...scan, msPerCharacter: chance.between(14, 60) }) },
  {
    code: 'keyboard_mode',
    inject: (scan) => (scan.input === 'keyboard' ? { ...scan, status: { state: 'listening' } } : null),
  },
  {
    code: 'wrong_mode',
    inject: (scan) => ({ ...scan, texts: [], status: { state: 'fault', code: 'wrong_mode' } }),
  },
  { code: 'nothing_arrived', inject: (scan) => ({ ...scan, texts: [] }) },
];

const healthyScan = fc
  .record({
    symbol: fc.constantFrom(...TEST_SYMBOLS),
    readAs: fc.constantFrom(...LAYOUTS),
    end: fc.constantFrom<FrameEnd>('cr', 'lf', 'crlf', 'tab'),
    input: fc.constantFrom<InputKind>('hid_pos', 'keyboard', 'serial'),
  })
  .map(
    ({ end, input, readAs, symbol }): Scan => ({
      symbol,
      input,
      readAs,
      status: { state: 'ready' },
      texts: [symbol.text],
      gapMs: 1,
      end: input === 'hid_pos' ? 'report' : end,
      msPerCharacter: 1,
    }),
  );

const chances = fc.gen().map(
  (draw): Chance => ({
    between: (from, to) => draw(fc.integer, { min: from, max: Math.max(from, to) }),
    oneOf: (choices) => choices[draw(fc.nat, { max: choices.length - 1 })] as (typeof choices)[number],
  }),
);

function heardOf({ end, gapMs, input, msPerCharacter, texts }: Scan): readonly ScanFrame[] {
  let nowMs = 5_000;
  return texts.map((text) => {
    const startedAtMs = nowMs + gapMs;
    nowMs = startedAtMs + [...text].length * msPerCharacter;
    const bytes = new TextEncoder().encode(text);
    return { bytes, input, sourceId: 'one', symbology: null, startedAtMs, receivedAtMs: nowMs, end };
  });
}

function examine(scan: Scan) {
  const { input, readAs, status, symbol } = scan;
  const device: SourceDescription = { sourceId: 'one', input, name: 'Scanner', status };
  return diagnose({ symbol, device, readAs, heard: heardOf(scan) });
}

const codesOf = (scan: Scan) => examine(scan).findings.map(({ code }) => code);
const describeScan = ({ symbol, ...rest }: Scan) => JSON.stringify({ symbol: symbol.id, ...rest });

describe('a healthy scanner', () => {
  it('gets no finding, whichever symbol, layout and way of sending', () => {
    fc.assert(
      fc.property(healthyScan, (scan) => {
        const { findings, healthy, arrived, expected } = examine(scan);
        expect(findings).toEqual([]);
        expect(healthy).toBe(true);
        expect(arrived).toBe(expected);
      }),
    );
  });

  it('is not thought to repeat itself when a person shows the symbol again', () => {
    const [first, again] = heardOf({
      symbol: testSymbol('characters'),
      input: 'serial',
      readAs: 'us',
      status: { state: 'ready' },
      texts: [testSymbol('characters').text, testSymbol('characters').text],
      gapMs: 700,
      end: 'cr',
      msPerCharacter: 1,
    });
    const heard = [first, again].filter((frame) => frame !== undefined);
    expect(diagnose({ symbol: testSymbol('characters'), device: null, readAs: 'us', heard }).findings).toEqual([]);
  });
});

describe('a fault', () => {
  it.each(FAULTS.map((fault) => [fault.code, fault] as const))('%s is named', (code, fault) => {
    let injected = 0;
    fc.assert(
      fc.property(healthyScan, chances, (scan, chance) => {
        const spoilt = fault.inject(scan, chance);
        if (spoilt === null) return;
        injected += 1;
        const { findings, healthy } = examine(spoilt);
        expect(findings.map((one) => one.code), describeScan(spoilt)).toContain(code);
        const serious = findings.filter((one) => one.code !== 'too_slow' && one.code !== 'keyboard_mode');
        expect(serious.length, describeScan(spoilt)).toBeLessThanOrEqual(1);
        expect(healthy).toBe(code === 'keyboard_mode');
      }),
      { numRuns: 150 },
    );
    expect(injected).toBeGreaterThan(20);
  });

  it('of the length is named after every number of characters', () => {
    for (const symbol of TEST_SYMBOLS) {
      const characters = [...symbol.text];
      for (let kept = 12; kept < characters.length - 1; kept += 1) {
        const scan: Scan = {
          symbol,
          input: 'hid_pos',
          readAs: 'us',
          status: { state: 'ready' },
          texts: [characters.slice(0, kept).join('')],
          gapMs: 0,
          end: 'report',
          msPerCharacter: 1,
        };
        const { findings } = examine(scan);
        expect(findings, describeScan(scan)).toMatchObject([{ code: 'cut_at_length', count: kept }]);
      }
    }
  });

  it('is named where what is left of a cut code is found once more in the rest', () => {
    const scan: Scan = {
      symbol: testSymbol('data_matrix'),
      input: 'hid_pos',
      readAs: 'us',
      status: { state: 'ready' },
      texts: ['V#K-T#ST 5 Data Matrix: badg#'],
      gapMs: 1,
      end: 'report',
      msPerCharacter: 1,
    };
    expect(codesOf(scan)).toEqual(['cut_at_length', 'characters_changed']);
  });

  it('beside another is named where it is the more serious', () => {
    const audible = FAULTS.filter(({ code }) => code !== 'wrong_mode' && code !== 'nothing_arrived');
    const pairs = audible.flatMap((first, at) => audible.slice(at + 1).map((second) => [first, second] as const));
    fc.assert(
      fc.property(healthyScan, fc.constantFrom(...pairs), chances, (scan, [first, second], chance) => {
        const once = first.inject(scan, chance);
        const twice = once === null ? null : second.inject(once, chance);
        if (twice === null) return;
        const more = FINDING_CODES.indexOf(first.code) < FINDING_CODES.indexOf(second.code) ? first : second;
        expect(codesOf(twice), describeScan(twice)).toContain(more.code);
      }),
      { numRuns: 1_500 },
    );
  });

  it('of the layout names the layout that the scanner is set to', () => {
    for (const readAs of LAYOUTS) {
      for (const setTo of LAYOUTS.filter((layout) => layout !== readAs)) {
        const { text } = testSymbol('characters');
        const [frame] = heardOf({
          symbol: testSymbol('characters'),
          input: 'keyboard',
          readAs,
          status: { state: 'listening' },
          texts: [retype(text, setTo, readAs)],
          gapMs: 0,
          end: 'cr',
          msPerCharacter: 1,
        });
        const heard = frame === undefined ? [] : [frame];
        const { findings, layout } = diagnose({ symbol: testSymbol('characters'), device: null, readAs, heard });
        expect(findings).toMatchObject([{ code: 'wrong_layout', layout: setTo }]);
        expect(layout).toBe(setTo);
        const asSystem = diagnose({ symbol: testSymbol('characters'), device: null, readAs: 'system', heard });
        expect(asSystem.findings.map(({ code }) => code)).toEqual(['wrong_layout']);
      }
    }
  });
});

describe('what is no test symbol', () => {
  it('is said to be something else, and nothing of it is in the answer', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 3_000 }), fc.constantFrom(...TEST_SYMBOLS), (bytes, symbol) => {
        const frame: ScanFrame = {
          bytes,
          input: 'keyboard',
          sourceId: 'one',
          symbology: null,
          startedAtMs: 0,
          receivedAtMs: 10,
          end: 'cr',
        };
        const { arrived, findings } = diagnose({ symbol, device: null, readAs: 'us', heard: [frame] });
        expect(findings.map(({ code }) => code)).toContain('not_the_symbol');
        expect(arrived).toBe(0);
      }),
    );
  });

  it('is another test symbol too', () => {
    for (const shown of TEST_SYMBOLS) {
      for (const other of TEST_SYMBOLS.filter(({ id }) => id !== shown.id)) {
        const [frame] = heardOf({
          symbol: other,
          input: 'hid_pos',
          readAs: 'us',
          status: { state: 'ready' },
          texts: [other.text],
          gapMs: 0,
          end: 'report',
          msPerCharacter: 1,
        });
        const heard = frame === undefined ? [] : [frame];
        const { findings } = diagnose({ symbol: shown, device: null, readAs: 'us', heard });
        expect(findings.map(({ code }) => code)).toEqual(['not_the_symbol']);
      }
    }
  });

  it('is a serial line at the wrong speed, when it has bytes that no text has', () => {
    const frame: ScanFrame = {
      bytes: Uint8Array.from({ length: 80 }, (_, at) => (at * 37) & 0xff),
      input: 'serial',
      sourceId: 'one',
      symbology: null,
      startedAtMs: 0,
      receivedAtMs: 90,
      end: 'pause',
    };
    const { findings } = diagnose({ symbol: testSymbol('characters'), device: null, readAs: 'us', heard: [frame] });
    expect(findings.map(({ code }) => code)).toEqual(['characters_changed', 'no_suffix']);
  });
});

describe('a code that was lost on its way', () => {
  it.each([
    ['cut_short', 'characters_lost'],
    ['garbled', 'characters_changed'],
    ['too_long', 'no_suffix'],
  ] as const)('as %s is named %s', (why, code) => {
    const lost: LostFrame = { input: 'serial', sourceId: 'one', why };
    const { findings } = diagnose({ symbol: testSymbol('characters'), device: null, readAs: 'us', heard: [lost] });
    expect(findings.map((one) => one.code)).toEqual([code]);
  });
});

describe('the test symbols', () => {
  it.each(TEST_SYMBOLS.map((symbol) => [symbol.id, symbol] as const))('%s has no piece of three twice', (_, { text }) => {
    const characters = [...text];
    const pieces = characters.slice(2).map((_third, at) => characters.slice(at, at + 3).join(''));
    expect(new Set(pieces).size).toBe(pieces.length);
    expect(text.startsWith('VPK-TEST ')).toBe(true);
    expect(text).not.toMatch(/[\t\r\n]/);
  });
});
