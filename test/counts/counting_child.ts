import { writeSync } from 'node:fs';
import { createCounter } from '../../main/counts/counter.ts';
import { openDatabase } from '../../main/counts/open_database.ts';

// Counts as fast as it can into a cell of its own, and says so after each: what a screen would have shown.
const [file = '', hour = ''] = process.argv.slice(2);
const opened = openDatabase(file);
if (!opened.ok) throw new Error(opened.error);
const count = createCounter(opened.value);
for (;;) {
  const done = count({
    atMs: Number(hour),
    gate: 'Gate',
    direction: 'in',
    outcome: 'admit',
    reasonClass: 'none',
    format: 'hc1',
    input: 'hid_pos',
  });
  if (!done.ok) throw new Error(done.error);
  writeSync(1, '.');
}
