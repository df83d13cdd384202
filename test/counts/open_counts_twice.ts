import { generateKeyPairSync, sign } from 'node:crypto';
import Database from 'better-sqlite3';
import { type Counter, createCounter } from '../../main/counts/counter.ts';
import { createEventLog } from '../../main/counts/event_log.ts';
import type { KeptState } from '../../main/counts/kept_twice.ts';
import { type CountsRecovery, openCounts } from '../../main/counts/open_counts.ts';
import type { KeptTwice } from '../../main/counts/kept_twice.ts';
import { VENUE } from './open_counts.ts';

const pair = generateKeyPairSync('ed25519');

/** Counts of a folder with all that writes them, in two files, as a program that was just started. */
export async function openTwice(folder: string): Promise<{
  readonly database: KeptTwice;
  readonly counter: Counter;
  readonly recovery: CountsRecovery | null;
  readonly states: readonly KeptState[];
  count(times?: number): void;
  runTimers(): void;
}> {
  const states: KeptState[] = [];
  let timers: (() => void)[] = [];
  const opened = openCounts(folder, {
    // Without a thread: whatever is asked for is there in the next turn.
    async writeCopy(from, to) {
      const source = new Database(from, { readonly: true });
      source.prepare('VACUUM INTO ?').run(to);
      source.close();
      return true;
    },
    nowMs: () => Date.parse('2026-03-01T11:00:00Z'),
    setTimer(run) {
      timers.push(run);
      return () => {
        timers = timers.filter((one) => one !== run);
      };
    },
    changed: (state) => states.push(state),
  });
  if (!opened.ok) throw new Error(opened.error);
  const { database, recovery } = opened.value;
  await new Promise((resolve) => setImmediate(resolve));
  const log = createEventLog(database, { sign: (hash) => sign(null, hash, pair.privateKey), now: Date.now });
  const counter = createCounter(database, { venue: () => VENUE, log });
  let given = 0;
  return {
    database,
    counter,
    recovery,
    states,
    count(times = 1) {
      for (let i = 0; i < times; i += 1) {
        given += 1;
        const written = counter.decision({
          atMs: Date.parse('2026-03-01T10:00:00Z') + given * 60_000,
          gate: 'Gate',
          direction: 'in',
          outcome: 'admit',
          reasonClass: 'none',
          format: 'hc1',
          input: 'hid_pos',
          isRepeat: given % 3 === 0,
          decisionMs: given % 20,
          device: 'Scanner',
        });
        if (!written.ok) throw new Error(written.error);
      }
    },
    runTimers() {
      const due = timers;
      timers = [];
      for (const run of due) run();
    },
  };
}

/** All rows of all tables of a database file, as text that can be compared. */
export function contentOf(file: string): string {
  const database = new Database(file, { readonly: true, fileMustExist: true });
  const tables = database.prepare<[], { name: string }>("SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name").all();
  const content = tables.map(({ name }) => [name, database.prepare(`SELECT * FROM ${name}`).all()]);
  database.close();
  return JSON.stringify(content);
}
