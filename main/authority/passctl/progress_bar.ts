import type { World } from './command.ts';

const WIDTH = 30;

/** A bar on a terminal's standard error; elsewhere nothing is drawn. */
export function progressBar(
  screen: World['screen'],
  what: string,
  total: number,
): { advance(done: number): void; finish(): void } {
  let shown = '';
  return {
    advance(done) {
      if (screen.isTTY !== true) return;
      const filled = total === 0 ? WIDTH : Math.floor((done / total) * WIDTH);
      const bar = `${what} [${'#'.repeat(filled)}${' '.repeat(WIDTH - filled)}] ${done}/${total}`;
      // A redraw for each of a hundred thousand would take longer than the work.
      const steps = `${filled} ${Math.floor((100 * done) / total)}`;
      if (steps === shown && done < total) return;
      shown = steps;
      screen.write(`\r${bar}`);
    },
    finish() {
      if (screen.isTTY === true) screen.write('\n');
    },
  };
}
