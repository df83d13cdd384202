import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type CountTable, suppress, suppressionThreshold } from '../../main/counts/suppress.ts';
import { attack } from './attack_table.ts';

/** Shapes of columns: words under a whole, and words under people under directions under a whole. */
const SHAPES: readonly (readonly (number | null)[])[] = [
  [null],
  [null, 0],
  [null, 0, 0],
  [null, 0, 0, 0, 0],
  [null, 0, 1, 1, 1, 0, 0],
  [null, 0, 1, 2, 2, 2, 1, 0, 7, 8, 8, 7],
];

/** Completes a table whose columns without parts are given, row by row. */
function tableOf(parents: readonly (number | null)[], leaves: readonly (readonly number[])[]): CountTable {
  const width = parents.length;
  const rows = leaves.map((given) => {
    const row = Array.from({ length: width }, () => 0);
    let next = 0;
    for (let column = width - 1; column >= 0; column -= 1) {
      if (!parents.includes(column)) {
        row[column] = given[next] ?? 0;
        next += 1;
      }
      const parent = parents[column] ?? null;
      if (parent !== null) row[parent] = (row[parent] ?? 0) + (row[column] ?? 0);
    }
    return row;
  });
  const total = Array.from({ length: width }, (_, column) => rows.reduce((sum, row) => sum + (row[column] ?? 0), 0));
  return { parents, rows: [...rows, total] };
}

const count = fc.oneof(
  { weight: 4, arbitrary: fc.constant(0) },
  { weight: 5, arbitrary: fc.integer({ min: 1, max: 6 }) },
  { weight: 3, arbitrary: fc.integer({ min: 7, max: 500 }) },
);
const tables = fc
  .constantFrom(...SHAPES)
  .chain((parents) =>
    fc
      .array(fc.array(count, { minLength: parents.length, maxLength: parents.length }), { minLength: 0, maxLength: 5 })
      .map((leaves) => tableOf(parents, leaves)),
  );

async function noPause(): Promise<void> {}

/** The fewest that a cell can be for whoever sees which of its parts are zero. */
function fewestOf({ parents, rows }: CountTable, row: number, column: number): number {
  const last = rows.length - 1;
  const leavesUnder = (of: number): readonly number[] =>
    parents.includes(of) ? parents.flatMap((parent, part) => (parent === of ? leavesUnder(part) : [])) : [of];
  const body = row === last ? rows.slice(0, last) : rows.slice(row, row + 1);
  return body.flatMap((cells) => leavesUnder(column).filter((leaf) => (cells[leaf] ?? 0) > 0)).length;
}

describe('suppression', () => {
  it('hides every small count, no zero, and nothing where all is large', async () => {
    await fc.assert(
      fc.asyncProperty(tables, fc.integer({ min: 3, max: 8 }), async (table, threshold) => {
        const hidden = await suppress(table, threshold, noPause);
        const cells = table.rows.flatMap((row, index) =>
          row.map((value, column) => ({ value, isHidden: hidden[index]?.[column] })),
        );
        for (const { isHidden, value } of cells) {
          if (value > 0 && value < threshold) expect(isHidden).toBe(true);
          if (value === 0) expect(isHidden).toBe(false);
        }
        if (cells.every(({ value }) => value === 0 || value >= threshold)) {
          expect(cells.some(({ isHidden }) => isHidden)).toBe(false);
        }
      }),
    );
  });

  it('leaves an attacker with every small number for each small count, and with several for any other', async () => {
    await fc.assert(
      fc.asyncProperty(tables, fc.integer({ min: 3, max: 8 }), async (table, threshold) => {
        const width = table.parents.length;
        for (const [cell, { least, most }] of attack(table, await suppress(table, threshold, noPause))) {
          const row = Math.floor(cell / width);
          const value = table.rows[row]?.[cell % width] ?? 0;
          const where = JSON.stringify({ table, threshold, row, column: cell % width, least, most });
          expect(most - least, where).toBeGreaterThan(0.5);
          if (value >= threshold) continue;
          expect(least, where).toBeLessThan(fewestOf(table, row, cell % width) + 0.5);
          expect(most, where).toBeGreaterThan(threshold - 1.5);
        }
      }),
      { numRuns: 200 },
    );
  });

  it('is not outdone by trying out every table of whole numbers that fits', async () => {
    const small = fc.array(fc.array(fc.integer({ min: 0, max: 6 }), { minLength: 2, maxLength: 2 }), { minLength: 2, maxLength: 2 });
    await fc.assert(
      fc.asyncProperty(small, fc.integer({ min: 3, max: 5 }), async (leaves, threshold) => {
        const table = tableOf([null, 0, 0], leaves);
        const hidden = await suppress(table, threshold, noPause);
        const seen = table.rows.map((row) => row.map(() => new Set<number>()));
        // No cell has to move by more than 3.
        for (const candidate of allTables(10)) {
          const fits = candidate.rows.every((row, index) =>
            row.every((value, column) =>
              hidden[index]?.[column] === true ? value > 0 : value === table.rows[index]?.[column],
            ),
          );
          if (fits) candidate.rows.forEach((row, index) => row.forEach((value, column) => seen[index]?.[column]?.add(value)));
        }
        table.rows.forEach((row, index) =>
          row.forEach((value, column) => {
            if (hidden[index]?.[column] !== true) return;
            const possible = seen[index]?.[column] ?? new Set();
            expect(possible.size).toBeGreaterThan(1);
            if (value >= threshold) return;
            for (let other = fewestOf(table, index, column); other < threshold; other += 1) {
              expect([...possible]).toContain(other);
            }
          }),
        );
      }),
      { numRuns: 30 },
    );
  });

  it('prefers a small cell to a large one, and any cell to a total', async () => {
    const table = tableOf([null, 0, 0, 0], [
      [3, 40, 900],
      [50, 60, 800],
    ]);
    // Leaves are given from the last column to the first.
    expect(await suppress(table, 5, noPause)).toEqual([
      [false, false, true, true],
      [false, false, true, true],
      [false, false, false, false],
    ]);
  });

  it('hides the sum of single visitors with them', async () => {
    const hidden = await suppress(tableOf([null, 0, 0, 0, 0], [[1, 1, 1, 1]]), 5, noPause);
    expect(hidden.flat()).not.toContain(false);
  });

  it.each([
    [0, 0],
    [1, 0],
    [2, 3],
    [3, 3],
    [5, 5],
  ])('of a venue that says %i starts below %i', (setting, threshold) => {
    expect(suppressionThreshold(setting)).toBe(threshold);
  });

  it('hides nothing where the venue wants nothing hidden', async () => {
    expect((await suppress(tableOf([null, 0, 0], [[1, 2], [0, 3]]), 0, noPause)).flat()).not.toContain(true);
  });
});

function* allTables(limit: number): Generator<CountTable> {
  for (let code = 0; code < limit ** 4; code += 1) {
    const digit = (place: number) => Math.floor(code / limit ** place) % limit;
    yield tableOf([null, 0, 0], [
      [digit(0), digit(1)],
      [digit(2), digit(3)],
    ]);
  }
}
