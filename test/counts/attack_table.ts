import type { CountTable } from '../../main/counts/suppress.ts';

/** The least and the most that a hidden cell can be, for all that was published. */
export interface Interval {
  readonly least: number;
  readonly most: number;
}

/**
 * What an attacker computes of each hidden cell (by `row * columns + column`) who knows the shown cells, that sums
 * hold, and that no hidden cell is zero: exact bounds by linear programming. Knows nothing of flows or circles.
 */
export function attack(table: CountTable, isHidden: readonly (readonly boolean[])[]): ReadonlyMap<number, Interval> {
  const { variables, equations } = equationsOf(table, isHidden);
  return new Map(
    [...variables].map(([cell, variable]) => {
      const goal = Array.from({ length: variables.size }, (_, index) => (index === variable ? 1 : 0));
      const most = maximise(equations, goal);
      const least = -maximise(
        equations,
        goal.map((factor) => -factor),
      );
      return [cell, { least: least + 1, most: most + 1 }];
    }),
  );
}

/** Each sum of the table over how far its hidden cells are above 1; the last number is what they sum up to. */
function equationsOf({ parents, rows }: CountTable, isHidden: readonly (readonly boolean[])[]) {
  const width = parents.length;
  const last = rows.length - 1;
  const variables = new Map<number, number>();
  isHidden.forEach((row, index) =>
    row.forEach((hidden, column) => {
      if (hidden) variables.set(index * width + column, variables.size);
    }),
  );
  const sums: (readonly (readonly [number, number])[])[] = [];
  const cell = (row: number, column: number) => row * width + column;
  rows.forEach((_, row) =>
    parents.forEach((_none, sum) => {
      const parts = parents.flatMap((parent, column) => (parent === sum ? [[cell(row, column), 1] as const] : []));
      if (parts.length > 0) sums.push([[cell(row, sum), -1], ...parts]);
    }),
  );
  parents.forEach((_, column) =>
    sums.push(rows.map((_row, row) => [cell(row, column), row === last ? -1 : 1] as const)),
  );
  const equations = sums.map((sum) => {
    const equation = Array.from({ length: variables.size + 1 }, () => 0);
    for (const [at, sign] of sum) {
      const variable = variables.get(at);
      const known = variable === undefined ? (rows[Math.floor(at / width)]?.[at % width] ?? 0) : 1;
      if (variable !== undefined) equation[variable] = sign;
      equation[variables.size] = (equation[variables.size] ?? 0) - sign * known;
    }
    return equation;
  });
  return { variables, equations };
}

const TINY = 1e-9;

/** The most of `goal · y` over y >= 0 under the equations: the simplex method in two phases, with Bland's rule. */
function maximise(equations: readonly (readonly number[])[], goal: readonly number[]): number {
  const size = goal.length;
  const height = equations.length;
  // One artificial variable an equation, the right side last, never negative.
  const rows = equations.map((equation, index) => {
    const sign = (equation[size] ?? 0) < 0 ? -1 : 1;
    const own = Array.from({ length: height }, (_, other) => (other === index ? 1 : 0));
    return [...equation.slice(0, size).map((factor) => factor * sign), ...own, (equation[size] ?? 0) * sign];
  });
  const base = equations.map((_, index) => size + index);
  const right = size + height;

  function run(costs: readonly number[], usable: number): number {
    for (;;) {
      const gain = (column: number) =>
        (costs[column] ?? 0) - rows.reduce((sum, row, index) => sum + (costs[base[index] ?? 0] ?? 0) * (row[column] ?? 0), 0);
      const entering = Array.from({ length: usable }, (_, column) => column).find((column) => gain(column) > TINY);
      if (entering === undefined) {
        return rows.reduce((sum, row, index) => sum + (costs[base[index] ?? 0] ?? 0) * (row[right] ?? 0), 0);
      }
      let leaving = -1;
      let least = Number.POSITIVE_INFINITY;
      rows.forEach((row, index) => {
        const factor = row[entering] ?? 0;
        if (factor <= TINY) return;
        const ratio = (row[right] ?? 0) / factor;
        const isLess = ratio < least - TINY;
        const isTie = Math.abs(ratio - least) <= TINY && (base[index] ?? 0) < (base[leaving] ?? 0);
        if (isLess || isTie) {
          least = ratio;
          leaving = index;
        }
      });
      if (leaving < 0) return Number.POSITIVE_INFINITY;
      pivot(leaving, entering);
    }
  }

  function pivot(leaving: number, entering: number): void {
    const by = rows[leaving]?.[entering] ?? 1;
    const row = (rows[leaving] ?? []).map((factor) => factor / by);
    rows.forEach((other, index) => {
      const factor = other[entering] ?? 0;
      rows[index] = index === leaving ? row : other.map((old, column) => old - factor * (row[column] ?? 0));
    });
    base[leaving] = entering;
  }

  const artificial = Array.from({ length: right }, (_, column) => (column < size ? 0 : -1));
  if (run(artificial, right) < -TINY) throw new Error('the table itself does not fulfil the equations');
  // What is still artificial in the base is zero, and must stay so.
  base.forEach((column, index) => {
    if (column < size) return;
    const entering = Array.from({ length: size }, (_, other) => other).find((other) => Math.abs(rows[index]?.[other] ?? 0) > TINY);
    if (entering !== undefined) pivot(index, entering);
  });
  return run([...goal, ...artificial.slice(size).map(() => 0)], size);
}
