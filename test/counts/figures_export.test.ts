import { parse } from 'csv-parse/sync';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Direction, ExportLabels, FiguresReport, FiguresRequest } from '../../main/bridge/contract.ts';
import { csvCell, figuresCsv } from '../../main/counts/figures_csv.ts';
import { figuresJson } from '../../main/counts/figures_json.ts';
import { figuresPage } from '../../main/counts/figures_page.ts';
import { type FiguresTable, figuresTable } from '../../main/counts/figures_table.ts';

const LABELS: ExportLabels = {
  title: '入場統計',
  step: 'Hour',
  total: 'Total',
  in: 'In',
  out: 'Out',
  entered: 'Entered',
  left: 'Left',
  hidden: '1 to 4, or a count that would give one away',
  asked: '4 May 2026, all gates',
  made: 'Made on 5 May',
  words: { admit: 'Admitted', refuse: 'Refused, "no"' },
};
const VENUE = { venueName: '<b>Hall</b> & "Co"', language: 'en' } as const;

function request(part: Partial<FiguresRequest>): FiguresRequest {
  return { from: '2026-05-04', until: '2026-05-04', step: 'hour', by: 'outcome', gate: null, direction: null, ...part };
}

type Counts = Readonly<Record<string, number>>;

/** Figures of some steps, each direction with its counts by word. */
function reporter(steps: readonly { readonly in?: Counts; readonly out?: Counts }[]) {
  return (asked: FiguresRequest): FiguresReport => {
    const buckets = steps.map((step, index) => ({
      start: `2026-05-04T${String(8 + index).padStart(2, '0')}:00`,
      counts: (asked.direction === null ? undefined : step[asked.direction]) ?? {},
      entered: 0,
      left: 0,
    }));
    const words = [...new Set(buckets.flatMap(({ counts }) => Object.keys(counts)))];
    return {
      request: asked,
      timeZone: 'Asia/Hong_Kong',
      step: 'hour',
      buckets: words.length === 0 ? [] : buckets,
      words,
      totals: { outcome: {}, reason: {}, format: {}, input: {}, gate: {} },
      entered: 0,
      left: 0,
      repeats: 0,
      peak: null,
      peakInside: null,
      sameWeekday: null,
    };
  };
}

function tableOf(steps: Parameters<typeof reporter>[0], part: Partial<FiguresRequest> = {}, suppressBelow = 5): Promise<FiguresTable> {
  return figuresTable(request(part), reporter(steps), suppressBelow, async () => {});
}

describe('the table of exported figures', () => {
  const steps = [
    { in: { admit: 100, refuse: 3, manual: 20 }, out: { admit: 50 } },
    { in: { admit: 80, refuse: 9 }, out: { admit: 60, not_a_pass: 7 } },
  ];

  it('has both directions under the whole, and who passed through under each', async () => {
    const { columns, rows, total } = await tableOf(steps, {}, 0);
    const names = columns.map(({ direction, kind, parent, word }) => [kind, direction, word, parent]);
    expect(names).toEqual([
      ['total', null, null, null],
      ['direction', 'in', null, 0],
      ['passed', 'in', null, 1],
      ['word', 'in', 'admit', 2],
      ['word', 'in', 'manual', 2],
      ['word', 'in', 'refuse', 1],
      ['direction', 'out', null, 0],
      ['passed', 'out', null, 6],
      ['word', 'out', 'admit', 7],
      ['word', 'out', 'not_a_pass', 6],
    ]);
    expect(rows.map(({ counts }) => counts)).toEqual([
      [173, 123, 120, 100, 20, 3, 50, 50, 50, 0],
      [156, 89, 80, 80, 0, 9, 67, 60, 60, 7],
    ]);
    expect(total).toEqual([329, 212, 200, 180, 20, 12, 117, 110, 110, 7]);
  });

  it('hides a small count, and what it could be computed from', async () => {
    const { rows, threshold, total } = await tableOf(steps);
    expect(threshold).toBe(5);
    expect(rows[0]?.counts[5]).toBeNull();
    const hidden = [...rows.map(({ counts }) => counts), total].map((counts) => counts.filter((count) => count === null).length);
    expect(hidden.filter((count) => count > 0).length).toBeGreaterThan(1);
    expect(hidden[0]).toBeGreaterThan(1);
  });

  it('has one direction only where the other was not asked for, or counted nothing', async () => {
    const directions = async (part: Partial<FiguresRequest>, given = steps as Parameters<typeof tableOf>[0]) =>
      [...new Set((await tableOf(given, part)).columns.map(({ direction }) => direction))];
    expect(await directions({ direction: 'in' })).toEqual(['in']);
    expect(await directions({ direction: 'out' })).toEqual(['out']);
    expect(await directions({}, [{ in: { admit: 9 } }])).toEqual(['in']);
    expect(await directions({}, [{ out: { admit: 9 } }])).toEqual(['out']);
    expect((await tableOf([])).rows).toEqual([]);
  });
});

/** Every number that a file shows of a table is one that the table shows: small ones cannot slip through. */
describe('each form', () => {
  const counts = fc.dictionary(fc.constantFrom('admit', 'refuse', 'manual', 'not_a_pass'), fc.integer({ min: 1, max: 40 }));
  const steps = fc.array(fc.record({ in: counts, out: counts }), { maxLength: 6 });

  it('shows what the table shows, in CSV and in JSON, and hides what it hides', async () => {
    await fc.assert(
      fc.asyncProperty(steps, fc.constantFrom<Direction | null>('in', 'out', null), async (given, direction) => {
        const table = await tableOf(given, { direction });
        const [, ...lines] = parse(figuresCsv(table, LABELS), { bom: true }) as string[][];
        const numbers = lines.slice(0, table.rows.length + 1).map(([, ...cells]) => cells.map((cell) => (cell === '*' ? null : Number(cell))));
        expect(numbers).toEqual([...table.rows.map((row) => row.counts), table.total]);

        const json = JSON.parse(Buffer.from(figuresJson(table, 'Hall', 0)).toString('utf8'));
        expect(json).toMatchObject({ schema: 'venue-pass-figures', version: 1, venue: 'Hall', timeZone: 'Asia/Hong_Kong', suppressedBelow: 5 });
        const ids: string[] = json.columns.map(({ id }: { id: string }) => id);
        expect(new Set(ids).size).toBe(ids.length);
        const rows = [...json.rows, json.total] as { counts: Record<string, number | null>; suppressed: string[] }[];
        expect(rows.map((row) => ids.map((id) => row.counts[id]))).toEqual(numbers);
        for (const row of rows) expect(row.suppressed).toEqual(ids.filter((id) => row.counts[id] === null));
        for (const [index, { partOf }] of json.columns.entries()) {
          expect(partOf).toBe(table.columns[index]?.parent === null ? null : ids[table.columns[index]?.parent ?? -1]);
        }

        const page = figuresPage(table, LABELS, VENUE);
        const cells = [...page.matchAll(/<td>([^<]+)<\/td>/g)].map(([, text = '']) => (text === '*' ? null : Number(text.replaceAll(',', ''))));
        expect(cells).toEqual(numbers.flat());
      }),
      { numRuns: 60 },
    );
  });

  it('of CSV can be read back whatever a gate is called, and gives a spreadsheet no formula', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.oneof(fc.string(), fc.constantFrom('=1+1', '+1', '-1', '@x', '\t=1', 'a"b', 'a,b', '東門')), { minLength: 1, maxLength: 5 }), async (cells) => {
        const [line = []] = parse(cells.map(csvCell).join(',') + '\r\n', { relaxColumnCount: true, skipEmptyLines: false, recordDelimiter: '\r\n' }) as string[][];
        expect(line).toEqual(cells.map((cell) => (/^\s*[=+\-@\t\r\n＝＋－＠]/.test(cell) ? `'${cell}` : cell)));
        for (const cell of line) expect(cell).not.toMatch(/^\s*[=+\-@\t\r\n＝＋－＠]/);
      }),
    );
  });

  it('of CSV starts with a byte order mark, and says what the mark of a hidden count means', async () => {
    const csv = Buffer.from(figuresCsv(await tableOf([{ in: { admit: 100, refuse: 3 } }]), LABELS));
    expect(csv.subarray(0, 3)).toEqual(Buffer.from([0xef, 0xbb, 0xbf]));
    const lines = [
      'Hour,Total,Entered,Admitted,"Refused, ""no"""',
      '2026-05-04 08:00,*,100,100,*',
      'Total,*,100,100,*',
      '"入場統計. 4 May 2026, all gates",,,,',
      'Made on 5 May,,,,',
      '"* 1 to 4, or a count that would give one away",,,,',
    ];
    expect(csv.toString('utf8')).toBe(`\ufeff${lines.join('\r\n')}\r\n`);
    const open = await tableOf([{ in: { admit: 100, refuse: 3 } }], {}, 0);
    expect(Buffer.from(figuresCsv(open, LABELS)).toString('utf8')).not.toContain('*');
  });

  it('of a page takes no text for HTML, and has nothing that could run or be fetched', async () => {
    const page = figuresPage(await tableOf([{ in: { admit: 100 } }]), { ...LABELS, title: '<script>alert(1)</script>' }, VENUE);
    expect(page).toContain('&lt;b&gt;Hall&lt;/b&gt; &amp; &quot;Co&quot;: &lt;script&gt;');
    expect(page).not.toMatch(/<(script|img|link|a|iframe|b)\b/);
  });
});
