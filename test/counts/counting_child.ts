import { writeSync } from 'node:fs';
import { openCounts } from './open_counts.ts';

// Counts as fast as it can into a cell of its own, and says so after each: what a screen would have shown.
const [file = '', hour = ''] = process.argv.slice(2);
const { counter } = openCounts(file);
for (;;) {
  const done = counter.decision({
    atMs: Number(hour),
    gate: 'Gate',
    direction: 'in',
    outcome: 'admit',
    reasonClass: 'none',
    format: 'hc1',
    input: 'hid_pos',
    isRepeat: false,
    decisionMs: 12,
    device: 'Scanner',
  });
  if (!done.ok) throw new Error(done.error);
  writeSync(1, '.');
}
