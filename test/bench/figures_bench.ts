import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import type { FiguresRequest } from '../../main/bridge/contract.ts';
import { dayLater, dayText, mondayOf, startOfBusinessDay } from '../../main/counts/business_day.ts';
import { createFigures } from '../../main/counts/figures.ts';
import type { CountsDatabase } from '../../main/counts/counts_database.ts';
import { openDatabase } from '../../main/counts/open_database.ts';
import { ENTERED, LEFT } from '../../main/counts/tally.ts';
import { median, printRow, RUNTIME, timeUs } from './measure.ts';

// Figures of a venue with 20 gates that was open every day for five years: what each kind of report takes, at most and
// by the median, and beside it a naive sum over `tally` for the same answer. The door waits for as long as a report takes.
const { values } = parseArgs({ options: { days: { type: 'string', default: '1826' }, rounds: { type: 'string', default: '15' } } });
const DAYS = Number(values.days);
const ROUNDS = Number(values.rounds);
const LIMIT_MS = 100;
const GATES = 20;
const OPEN_QUARTERS = 48;
const OPENS_AT_MS = 10 * 3_600_000;
const VENUE = { timeZone: 'Asia/Hong_Kong', dayStartsAt: 0 };
const FIRST = 20_210_101;
const LAST = dayLater(FIRST, DAYS - 1);
/** What a busy gate counts in a quarter-hour, and in how many of 100 quarters it does. */
const CELLS = `
  ('in', 'admit', 'none', 'hc1', 'camera', 90), ('in', 'admit', 'none', 'hc1', 'hid_pos', 95), ('in', 'admit', 'none', 'venue', 'hid_pos', 95),
  ('in', 'manual', 'child', 'none', 'staff', 30), ('in', 'not_a_pass', 'wrong_code', 'web_address', 'camera', 40),
  ('in', 'override', 'paper_proof', 'none', 'staff', 5), ('in', 'refuse', 'out_of_date', 'hc1', 'hid_pos', 50),
  ('in', 'refuse', 'unreadable', 'unknown', 'camera', 15), ('in', 'undecided', 'unknown_issuer', 'shc', 'hid_pos', 15),
  ('out', 'admit', 'none', 'venue', 'hid_pos', 80)`;

const dir = mkdtempSync(path.join(tmpdir(), 'figures-bench-'));
try {
  const file = path.join(dir, 'counts.sqlite');
  const database = open(file);
  const tookMs = timeUs(() => fill(database)) / 1_000;
  database.close();
  const filled = open(file);
  measure(filled, statSync(file).size, tookMs);
  filled.close();
} finally {
  rmSync(dir, { recursive: true });
}

function open(file: string): CountsDatabase {
  const opened = openDatabase(file);
  if (!opened.ok) throw new Error(opened.error);
  return opened.value;
}

function fill(database: CountsDatabase): void {
  database.pragma('synchronous = OFF');
  database.exec(`
    CREATE TEMP TABLE gate AS WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ${GATES}) SELECT printf('Gate %02d', i) AS gate FROM n;
    CREATE TEMP TABLE step AS WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i < ${OPEN_QUARTERS - 1}) SELECT i * 900000 AS ms FROM n;
    CREATE TEMP TABLE cell (direction, outcome, reason, format, input, share);
    INSERT INTO cell VALUES ${CELLS};`);
  const tally = database.prepare(`
    INSERT INTO tally SELECT @from + ms, gate, direction, outcome, reason, format, input, 1 + abs(random()) % 24, 0
    FROM step CROSS JOIN gate CROSS JOIN cell WHERE abs(random()) % 100 < share`);
  const range = 'quarter >= @from AND quarter < @until';
  const rollUps = ['outcome', 'reason', 'format', 'input'].flatMap((by) => [
    `INSERT INTO day_tally SELECT @day, '', '${by}', direction, ${by}, sum(count) FROM tally WHERE ${range} GROUP BY direction, ${by}`,
    `INSERT INTO day_tally SELECT @day, gate, '${by}', direction, ${by}, sum(count) FROM tally WHERE ${range} GROUP BY gate, direction, ${by}`,
  ]);
  const others = [
    ...['outcome', 'reason', 'format', 'input', 'gate'].map(
      (by) => `INSERT INTO hour_tally SELECT @day, @day * 100 + (quarter + 28800000) / 3600000 % 24, '${by}', direction, ${by}, sum(count)
        FROM tally WHERE ${range} ${by === 'gate' ? `AND (${ENTERED} OR ${LEFT})` : ''} GROUP BY 2, direction, ${by}`,
    ),
    `INSERT INTO day_tally SELECT @day, '', 'gate', direction, gate, sum(count) FROM tally WHERE ${range} AND (${ENTERED} OR ${LEFT}) GROUP BY direction, gate`,
    ...['outcome', 'reason', 'format', 'input', 'gate'].map(
      (by) => `INSERT INTO week_tally SELECT @week, '${by}', direction, word, count FROM day_tally
        WHERE gate = '' AND dimension = '${by}' AND direction IN ('in', 'out') AND day = @day
        ON CONFLICT DO UPDATE SET count = count + excluded.count`,
    ),
    `INSERT INTO busiest_quarter SELECT @day, gate, max(n) FROM (
       SELECT gate, sum(count) AS n FROM tally WHERE ${range} AND ${ENTERED} GROUP BY quarter, gate) GROUP BY gate`,
    'INSERT INTO occupancy VALUES (@day, 0, 500 + @day % 1000, @from)',
    "INSERT INTO device_reading VALUES (@day, 'camera', 'Lens', 900, 20), (@day, 'hid_pos', 'Scanner', 4000, 3)",
    'INSERT INTO decision_time VALUES (@day, 2, 900), (@day, 5, 3000), (@day, 10, 900), (@day, 20, 80), (@day, 50, 8)',
  ];
  const fillDay = [...rollUps, ...others].map((sql) => database.prepare(sql));
  database.transaction(() => {
    for (let day = FIRST; day <= LAST; day = dayLater(day, 1)) {
      const from = startOfBusinessDay(day, VENUE) + OPENS_AT_MS;
      tally.run({ from });
      for (const statement of fillDay) statement.run({ day, week: mondayOf(day), from, until: from + OPEN_QUARTERS * 900_000 });
    }
  })();
}

function measure(database: CountsDatabase, bytes: number, filledInMs: number): void {
  const rows = (table: string) => database.prepare<[], { n: number }>(`SELECT count(*) AS n FROM ${table}`).get()?.n ?? 0;
  process.stdout.write(
    `${RUNTIME}: ${rows('tally').toLocaleString('en')} cells by quarter-hour and ${(rows('day_tally') + rows('hour_tally') + rows('week_tally')).toLocaleString('en')} by hour, day and week of ${DAYS} days and ${GATES} gates, ${(bytes / 1e6).toFixed(0)} MB, filled in ${(filledInMs / 1_000).toFixed(0)} s\n`,
  );
  const figures = createFigures(database, () => VENUE);
  const nowMs = startOfBusinessDay(LAST, VENUE) + OPENS_AT_MS + 6 * 3_600_000;
  const last = (days: number) => ({ from: dayText(dayLater(LAST, 1 - Math.min(days, DAYS))), until: dayText(LAST) });
  const all = { by: 'outcome', gate: null, direction: null, step: 'day' } as const;
  const requests: Readonly<Record<string, FiguresRequest>> = {
    'today by hour': { ...all, ...last(1), step: 'hour' },
    'today by quarter, by gate': { ...all, ...last(1), step: 'quarter', by: 'gate' },
    '7 days by quarter': { ...all, ...last(7), step: 'quarter' },
    '7 days by quarter, by gate': { ...all, ...last(7), step: 'quarter', by: 'gate' },
    '31 days by hour': { ...all, ...last(31), step: 'hour' },
    '31 days by hour, by format': { ...all, ...last(31), step: 'hour', by: 'format' },
    '31 days by hour, by gate': { ...all, ...last(31), step: 'hour', by: 'gate' },
    '31 days by hour of one gate': { ...all, ...last(31), step: 'hour', gate: 'Gate 07' },
    'a year by day': { ...all, ...last(365) },
    '400 days by day, by gate': { ...all, ...last(400), by: 'gate' },
    'five years by week': { ...all, ...last(DAYS), step: 'week' },
    'five years by week, by gate': { ...all, ...last(DAYS), step: 'week', by: 'gate' },
    'five years by week of one gate': { ...all, ...last(DAYS), step: 'week', gate: 'Gate 07' },
    'five years by week, by reason': { ...all, ...last(DAYS), step: 'week', by: 'reason' },
  };
  printRow('report', 'median ms', 'worst ms', 'own CPU ms', 'naive ms', 'ratio');
  for (const [name, request] of Object.entries(requests)) {
    printMeasured(name, () => figures.report(request, nowMs), naiveMs(database, request));
  }
  const { from, until } = last(DAYS);
  printMeasured('how the door worked, five years', () => figures.performance(from, until), naivePeopleMs(database));
}

function printMeasured(name: string, run: () => unknown, naive: number): void {
  run();
  const cpuTimes: number[] = [];
  const times = Array.from({ length: ROUNDS }, () => {
    const before = process.cpuUsage();
    const tookMs = timeUs(run) / 1_000;
    const { system, user } = process.cpuUsage(before);
    cpuTimes.push((system + user) / 1_000);
    return tookMs;
  });
  const worst = Math.max(...times);
  printRow(name, median(times), worst, median(cpuTimes), naive, `1 : ${(naive / median(times)).toFixed(1)}`);
  if (worst > LIMIT_MS) {
    process.stdout.write(`  more than ${LIMIT_MS} ms\n`);
    process.exitCode = 1;
  }
}

/** A sum of every cell of the range for the steps and for each total, as it would be without any roll-up. */
function naiveMs(database: CountsDatabase, { by, from, gate, until }: FiguresRequest): number {
  const range = {
    from: startOfBusinessDay(Number(from.replaceAll('-', '')), VENUE),
    until: startOfBusinessDay(dayLater(Number(until.replaceAll('-', '')), 1), VENUE),
    gate: gate ?? '',
  };
  const where = "quarter >= @from AND quarter < @until AND (@gate = '' OR gate = @gate)";
  const statements = [
    database.prepare(`SELECT (quarter + 28800000) / 86400000 AS day, direction, ${by}, sum(count) FROM tally WHERE ${where} GROUP BY 1, 2, 3`),
    ...['outcome', 'reason', 'format', 'input', 'gate'].map((other) =>
      database.prepare(`SELECT ${other}, sum(count) FROM tally WHERE ${where} GROUP BY 1`),
    ),
  ];
  return timeUs(() => statements.map((statement) => statement.all(range))) / 1_000;
}

function naivePeopleMs(database: CountsDatabase): number {
  const statement = database.prepare(`
    SELECT gate, max(n) FROM (SELECT quarter, gate, sum(count) AS n FROM tally WHERE ${ENTERED} GROUP BY quarter, gate) GROUP BY gate`);
  return timeUs(() => statement.all()) / 1_000;
}
