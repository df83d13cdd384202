import { mkdirSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import Database from 'better-sqlite3';
import { parse } from 'csv-parse/sync';
import type { Page } from 'playwright';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { dayLater, localHour } from '../../main/counts/business_day.ts';
import { axeViolations } from '../helpers/axe_violations.ts';
import { type LaunchedKiosk, launchKiosk, makeUserData, PROJECT_DIR } from '../helpers/launch_kiosk.ts';

/** Between two keys of a person; a scanner is faster. */
const KEY_MS = 40;
const MOST_TAB_STOPS = 60;
/** Words of whoever is admitted: each day that is longer ago had one more. */
const RISING = ['admit', 'none', 'hc1', 'hid_pos'];
const PRESENTED = [
  ['vaccinated', 'admit'],
  ['expired', 'refuse'],
  ['tested', 'admit'],
  ['web_address', 'not_a_pass'],
] as const;

let kiosk: LaunchedKiosk;
let manager: Page;
let documents = '';
const configBefore = process.env.XDG_CONFIG_HOME;

beforeAll(async () => {
  const home = mkdtempSync(path.join(tmpdir(), 'figures-home-'));
  documents = path.join(home, 'Papers');
  mkdirSync(documents);
  // Where this system says that a person's documents are.
  writeFileSync(path.join(home, 'user-dirs.dirs'), `XDG_DOCUMENTS_DIR="${documents}"\n`);
  process.env.XDG_CONFIG_HOME = home;
  const userData = makeUserData();
  kiosk = await launchKiosk({ userData });
  const door = await kiosk.window('door');
  await door.getByRole('button', { name: 'Specimens' }).click();
  const sheet = await kiosk.window('specimens');
  for (const [id, screen] of PRESENTED) {
    await sheet.locator(`[data-specimen="${id}"]`).getByRole('button', { name: 'Present' }).click();
    await door.waitForSelector(`[data-screen="${screen}"]`);
  }
  fillPastDays(userData);
  await door.getByRole('button', { name: 'Manager' }).click();
  manager = await kiosk.window('manager');
  await manager.locator('.pin-pad input').fill('2468');
  await manager.keyboard.press('Enter');
  await manager.waitForSelector('[data-total="admit"]');
});
afterAll(async () => {
  if (configBefore === undefined) delete process.env.XDG_CONFIG_HOME;
  else process.env.XDG_CONFIG_HOME = configBefore;
  await kiosk.close();
});

/** Counts of the twenty days before, in the very tables of the running kiosk: the same each day, and small ones among them. */
function fillPastDays(userData: string): void {
  const database = new Database(path.join(userData, 'demo', 'counts.sqlite'));
  const timeZone = Intl.DateTimeFormat().resolvedOptions().timeZone;
  const today = Math.floor(localHour(Date.now(), timeZone) / 100);
  const add = database.prepare('INSERT INTO day_tally (day, gate, dimension, direction, word, count) VALUES (?, ?, ?, ?, ?, ?)');
  const words = [
    ['outcome', 'admit', 240],
    ['outcome', 'refuse', 3],
    ['outcome', 'not_a_pass', 12],
    ['reason', 'none', 240],
    ['reason', 'out_of_date', 3],
    ['reason', 'wrong_code', 12],
    ['format', 'hc1', 200],
    ['format', 'venue', 55],
    ['input', 'hid_pos', 255],
  ] as const;
  for (let before = 1; before <= 20; before += 1) {
    const day = dayLater(today, -before);
    for (const [dimension, word, count] of words) {
      for (const gate of ['', 'Main entrance']) add.run(day, gate, dimension, 'in', word, count + (RISING.includes(word) ? before : 0));
    }
    add.run(day, '', 'gate', 'in', 'Main entrance', 240 + before);
    database.prepare('INSERT INTO busiest_quarter VALUES (?, ?, ?)').run(day, 'Main entrance', 25);
    database.prepare('INSERT INTO device_reading VALUES (?, ?, ?, ?, ?)').run(day, 'hid_pos', 'Honeywell 3320g', 255, 2);
  }
  database.close();
}

async function press(key: string): Promise<void> {
  await manager.keyboard.press(key);
  await manager.waitForTimeout(KEY_MS);
}

/** Goes on by Tab until what has the focus is labelled so. */
async function tabTo(label: string): Promise<void> {
  for (let stops = 0; stops < MOST_TAB_STOPS; stops += 1) {
    const name: string = await manager.evaluate(
      `(({ activeElement: at, body }) =>
        at === body ? '' : (at.getAttribute('aria-labelledby') ?? '').split(' ').map((id) => document.getElementById(id)?.textContent ?? '').join(' '))(document)`,
    );
    if (name.includes(label)) return;
    await press('Tab');
  }
  throw new Error(`no ${label} by Tab`);
}

/** Chooses from an open list with the arrow keys. */
async function choose(label: string, option: string): Promise<void> {
  await manager.evaluate('document.activeElement.blur()');
  await tabTo(label);
  await press('Enter');
  await manager.waitForSelector('[role="listbox"]');
  await press('Home');
  for (let steps = 0; steps < 20; steps += 1) {
    const at: string = await manager.evaluate(`document.activeElement.textContent`);
    if (at === option) break;
    await press('ArrowDown');
  }
  await press('Enter');
  await manager.waitForSelector('[role="listbox"]', { state: 'detached' });
}

async function totals(): Promise<Readonly<Record<string, string>>> {
  const cells = await manager.locator('[data-total]').all();
  return Object.fromEntries(await Promise.all(cells.map(async (cell) => [await cell.getAttribute('data-total'), await cell.textContent()] as const)));
}

async function exportAs(name: string): Promise<string> {
  const before = new Set(readdirSync(documents));
  await manager.getByRole('button', { name }).click();
  await manager.getByText('Saved: ').waitFor();
  const [file = ''] = readdirSync(documents).filter((one) => !before.has(one));
  expect(await manager.locator('[data-export="true"]').textContent()).toBe(`Saved: ${path.join(documents, file)}`);
  return path.join(documents, file);
}

describe('the figures', () => {
  it('show today at once, as tiles, in the chart and in the table behind it', async () => {
    expect(await totals()).toEqual({ entered: '2', left: '0', admit: '2', refuse: '1', undecided: '0', not_a_pass: '1' });
    expect(await manager.locator('[data-tile="entered"] b').textContent()).toBe('2');
    expect(await manager.locator('[data-tile="inside-now"] b').textContent()).toBe('2');
    expect(await manager.locator('.figures-chart .recharts-bar-rectangle path').count()).toBeGreaterThan(0);
    expect(await manager.locator('[data-breakdown="gate"] tr').textContent()).toContain('Main entrance');
    await kiosk.shoot(manager, 'figures-today');
  });

  it('change their range, step and split by keyboard alone', async () => {
    await choose('Range', 'Last 7 days');
    await manager.waitForSelector('[data-report="day outcome"]');
    // Six days before with 241 to 246, and today.
    expect(await totals()).toMatchObject({ entered: '1,463', refuse: '19', not_a_pass: '73' });
    await choose('Split by', 'Reason');
    await manager.waitForSelector('[data-report="day reason"]');
    expect(await totals()).toMatchObject({ none: '1,463', out_of_date: '19', wrong_code: '73' });
    await choose('Step', 'By week');
    await manager.waitForSelector('[data-report="week reason"]');
    await choose('Range', 'Last 30 days');
    await manager.waitForSelector('[data-report="day reason"]');
    await choose('Split by', 'Outcome');
    await manager.waitForSelector('[data-report="day outcome"]');
    expect(await manager.locator('.figures-table tbody tr').count()).toBe(21);
    await kiosk.shoot(manager, 'figures-30-days');
  });

  it('let the arrow keys go along the chart, and the table scroll', async () => {
    await manager.locator('.figures-chart svg[role="application"]').focus();
    for (let step = 0; step < 3; step += 1) await press('ArrowRight');
    await manager.locator('.recharts-tooltip-wrapper').getByText('Admitted').waitFor();
    const table = manager.locator('.figures-scroll');
    await table.focus();
    await press('End');
    await vi.waitFor(async () => expect(await table.evaluate(({ scrollTop }) => scrollTop)).toBeGreaterThan(0));
  });

  it('take other days, typed', async () => {
    await choose('Range', 'Other days');
    // The first day, a year earlier: so long a range is shown by weeks.
    const year = manager.locator('[role="spinbutton"][data-type="year"]').first();
    await year.focus();
    await press('ArrowDown');
    await manager.waitForSelector('[data-report="week outcome"]');
    await year.focus();
    await press('ArrowUp');
    await manager.waitForSelector('[data-report="day outcome"]');
    await choose('Range', 'Last 30 days');
  });

  it('keep to WCAG 2.2 AA, with a list and the calendar open', async () => {
    expect(await axeViolations(manager)).toEqual([]);
    await choose('Range', 'Other days');
    await manager.locator('.figures-range button').click();
    await manager.waitForSelector('.react-aria-RangeCalendar');
    expect(await axeViolations(manager)).toEqual([]);
    await kiosk.shoot(manager, 'figures-calendar');
    await press('Escape');
    await choose('Range', 'Last 30 days');
    await manager.waitForSelector('[data-report="day outcome"]');
  });
});

describe('figures leave the kiosk', () => {
  it('as CSV, with small counts hidden and what would give them away', async () => {
    const file = await exportAs('CSV');
    expect(path.basename(file)).toMatch(/^venue-pass-figures-\d{4}-\d\d-\d\d-\d{4}-\d\d-\d\d\.csv$/);
    const [head = [], ...lines] = parse(readFileSync(file), { bom: true }) as string[][];
    expect(head).toEqual(['Day', 'Total', 'Entered', 'Admitted', 'Wrong code', 'Refused']);
    const days = lines.filter(([start = '']) => /^\d{4}-\d\d-\d\d$/.test(start));
    expect(days).toHaveLength(21);
    // Three were refused on each day: hidden, with one more of the day.
    for (const [, ...cells] of days.slice(0, 20)) {
      expect(cells[4]).toBe('*');
      expect(cells.filter((cell) => cell === '*').length).toBeGreaterThan(1);
    }
    expect(lines.find(([start]) => start === 'Total')?.at(-1)).toBe('61');
    expect(lines.flat().join(' ')).toContain('* hidden: a count from 1 to 4');
  });

  it('as JSON, whose hidden counts are null and flagged', async () => {
    const { columns, rows, suppressedBelow, total } = JSON.parse(readFileSync(await exportAs('JSON'), 'utf8'));
    expect(suppressedBelow).toBe(5);
    expect(columns.map(({ id }: { id: string }) => id)).toEqual(['in', 'in/passed', 'in/admit', 'in/not_a_pass', 'in/refuse']);
    expect(rows).toHaveLength(21);
    for (const { counts, suppressed } of rows) {
      expect(counts['in/refuse']).toBeNull();
      expect(suppressed).toContain('in/refuse');
    }
    expect(total.counts['in/refuse']).toBe(61);
  });

  it('as PDF, a second one beside the first', async () => {
    const files = [await exportAs('PDF'), await exportAs('PDF')];
    expect(files[1]).toBe(files[0]?.replace('.pdf', '-2.pdf'));
    const pdf = readFileSync(files[0] ?? '');
    expect(pdf.subarray(0, 5).toString('latin1')).toBe('%PDF-');
    expect(pdf.length).toBeGreaterThan(5_000);
    writeFileSync(path.join(PROJECT_DIR, '.artifacts/figures.pdf'), pdf);
  });

  it('not to paper where there is no printer, and the screen says so', async () => {
    await manager.getByRole('button', { name: 'Print' }).click();
    await manager.locator('[data-export="false"]').getByText('There is no printer.').waitFor();
    await kiosk.shoot(manager, 'figures-export');
  });

  it('only by the manager’s hand, and the event log has each', async () => {
    const events: string[] = await manager.evaluate(
      `kiosk.events({ before: null }).then(({ value }) => value.events.filter(({ kind }) => kind === 'exported').map(({ word }) => word))`,
    );
    expect(events.toSorted()).toEqual(['csv', 'json', 'pdf', 'pdf']);
    await manager.evaluate('kiosk.lock()');
    await manager.waitForSelector('.pin-pad');
    const labels = Object.fromEntries(['title', 'step', 'total', 'in', 'out', 'entered', 'left', 'hidden', 'asked', 'made'].map((name) => [name, name]));
    const wanted = JSON.stringify({
      figures: { from: '2026-01-01', until: '2026-01-02', step: 'day', by: 'outcome', gate: null, direction: null },
      labels: { ...labels, words: {} },
    });
    expect(await manager.evaluate(`kiosk.printFigures(${wanted})`)).toEqual({ ok: false, error: 'locked' });
    await manager.locator('.pin-pad input').fill('1357');
    await press('Enter');
    await manager.waitForSelector('[data-total="admit"]');
    expect(await manager.evaluate(`kiosk.printFigures(${wanted})`)).toEqual({ ok: false, error: 'locked' });
    expect(await manager.getByRole('button', { name: 'CSV' }).count()).toBe(0);
  });
});
