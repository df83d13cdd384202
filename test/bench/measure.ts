/** The runtime that is measured. */
export const RUNTIME =
  process.versions.electron === undefined
    ? `Node ${process.versions.node}`
    : `Electron ${process.versions.electron}`;

export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}

/** Microseconds that one call takes. */
export function timeUs(run: () => unknown): number {
  const started = process.hrtime.bigint();
  run();
  return Number(process.hrtime.bigint() - started) / 1000;
}

/** The shortest of several calls: what is longer is the machine's other work. */
export function shortestUs(run: () => unknown, times: number): number {
  let shortest = Number.POSITIVE_INFINITY;
  for (let i = 0; i < times; i += 1) shortest = Math.min(shortest, timeUs(run));
  return shortest;
}

/**
 * The median microseconds of each of some calls, which take turns, so that a busy moment slows all alike. A
 * third of the rounds more go before to warm up.
 */
export function mediansUs<Name extends string>(
  calls: Readonly<Record<Name, () => unknown>>,
  rounds: number,
): Readonly<Record<Name, number>> {
  const names = Object.keys(calls) as Name[];
  const times = new Map(names.map((name) => [name, [] as number[]]));
  const warmUp = Math.ceil(rounds / 3);
  for (let round = 0; round < rounds + warmUp; round += 1) {
    for (const name of round % 2 === 0 ? names : names.toReversed()) {
      const taken = timeUs(calls[name]);
      if (round >= warmUp) times.get(name)?.push(taken);
    }
  }
  return Object.fromEntries(names.map((name) => [name, median(times.get(name) ?? [])])) as Record<
    Name,
    number
  >;
}

/** Cells in columns, the first to the left. */
export function printRow(...cells: readonly (string | number)[]): void {
  const [first = '', ...others] = cells.map((cell) => (typeof cell === 'number' ? cell.toFixed(2) : cell));
  process.stdout.write(`${first.padEnd(34)}${others.map((cell) => cell.padStart(12)).join('')}\n`);
}
