import { readFileSync } from 'node:fs';
import { openCounts } from '../counts/open_counts.ts';

// Opens the counts, adds one, and says what it found, by which program and with which addon.
const [file = ''] = process.argv.slice(2);
const { counter, database, log } = openCounts(file);
const done = counter.decision({
  atMs: 0,
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
log.append('kiosk_started', '', 0);
const mapped = readFileSync('/proc/self/maps', 'utf8');
process.stdout.write(
  JSON.stringify({
    node: process.version,
    addon: /\S*better.sqlite3\S*\.node/.exec(mapped)?.[0],
    sqlite: database.prepare<[], { version: string }>('SELECT sqlite_version() AS version').get()?.version,
    integrity: database.pragma('integrity_check', { simple: true }),
    counted: database.prepare<[], { total: number }>('SELECT sum(count) AS total FROM tally').get()?.total,
    events: log.head()?.sequence,
  }),
);
database.close();
