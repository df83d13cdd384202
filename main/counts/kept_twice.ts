import Database from 'better-sqlite3';
import type { CountsDatabase, CountsStatement } from './counts_database.ts';

/**
 * `twice`: both files say the same. `once`: the copy lags or is being made, and what happens is in the first file only.
 * `switched`: the first file failed, and the copy is the only one until the next start puts it in its place.
 * `failed`: neither can be used.
 */
export type KeptState = 'twice' | 'once' | 'switched' | 'failed';

/** Counts in two files: every act is on the disk in both before it is acknowledged, while both can be written. */
export interface KeptTwice extends CountsDatabase {
  state(): KeptState;
  /** The first file was found damaged: the copy is used from now on, where it is whole. */
  distrustFirst(): void;
}

interface Run {
  readonly sql: string;
  readonly bound: readonly unknown[];
}

interface Act {
  /** Of the act table, after it. */
  readonly sequence: number;
  readonly runs: readonly Run[];
}

/** What a busy door does in minutes, while a copy is made or its file is refused; after more, it is made anew. */
const MOST_WAITING_ACTS = 2_000;
/** The roll-up of years, at the first start of a newer program, is copied as a file. */
const MOST_RUNS_OF_AN_ACT = 2_000;
const RENEW_AFTER_MS = 60_000;
const CATCH_UP_AFTER_MS = 5_000;
/** Whoever else reads the copy does not keep the door waiting. */
const COPY_WAITS_MS = 100;
const COUNT_ACT = 'UPDATE act SET sequence = sequence + 1, at = ? WHERE id = 1';

/**
 * Keeps the counts in two open files. What a transaction wrote to the first is written to the copy in the same order,
 * so that both come to the same; a copy that refuses an act is given it again with the next one. Where the first file
 * is damaged while it is used, the act is done on the copy, which then is the one in use: the next start sees by the
 * sequences of acts which file is ahead. `makeCopy` gives a new copy, no older than when it was asked for; null: not now.
 */
export function keepTwice(parts: {
  readonly first: Database.Database;
  readonly copy: Database.Database | null;
  readonly makeCopy: () => Promise<Database.Database | null>;
  readonly nowMs: () => number;
  readonly setTimer: (run: () => void, afterMs: number) => () => void;
  readonly changed: (state: KeptState) => void;
}): KeptTwice {
  const prepared = new WeakMap<Database.Database, Map<string, Database.Statement>>();
  let active = parts.first;
  let copy = null as Database.Database | null;
  let state: KeptState = parts.copy === null ? 'once' : 'twice';
  /** Acts that the copy lacks. */
  let waiting: Act[] = [];
  let recorded: Run[] | null = null;
  let cancelTimer = () => {};
  let isClosed = false;

  function statement(database: Database.Database, sql: string, isRaw = false): Database.Statement {
    const all = prepared.get(database) ?? new Map<string, Database.Statement>();
    prepared.set(database, all);
    const name = isRaw ? `raw ${sql}` : sql;
    const found = all.get(name) ?? (isRaw ? database.prepare(sql).raw() : database.prepare(sql));
    all.set(name, found);
    return found;
  }

  function become(next: KeptState): void {
    if (next === state) return;
    state = next;
    parts.changed(next);
  }

  function useCopy(database: Database.Database): void {
    database.pragma(`busy_timeout = ${COPY_WAITS_MS}`);
    copy = database;
  }

  function dropCopy(): void {
    copy?.close();
    copy = null;
    waiting = [];
    if (state === 'twice') become('once');
    after(RENEW_AFTER_MS, () => void renew());
  }

  function after(waitMs: number, run: () => void): void {
    cancelTimer();
    cancelTimer = parts.setTimer(run, waitMs);
  }

  async function renew(): Promise<void> {
    waiting = [];
    const made = await parts.makeCopy();
    if (isClosed || state === 'switched') {
      made?.close();
      return;
    }
    const since = made === null ? -1 : sequenceOf(made);
    const next = waiting.find(({ sequence }) => sequence > since);
    if (made === null || (next === undefined ? sequenceOf(active) : next.sequence - 1) !== since) {
      made?.close();
      after(RENEW_AFTER_MS, () => void renew());
      return;
    }
    useCopy(made);
    catchUp();
  }

  /** True where the copy has everything that the first file has. */
  function catchUp(): boolean {
    if (copy === null) return false;
    const to = copy;
    try {
      to.transaction(() => {
        const before = sequenceOf(to);
        for (const { runs, sequence } of waiting) {
          if (sequence > before) for (const { bound, sql } of runs) statement(to, sql).run(...bound);
        }
      }).immediate();
    } catch (cause) {
      if (!(cause instanceof Database.SqliteError)) throw cause;
      // A copy that takes a row otherwise than the first file did is no copy.
      if (isDamage(cause) || cause.code.startsWith('SQLITE_CONSTRAINT')) dropCopy();
      else {
        become('once');
        after(CATCH_UP_AFTER_MS, catchUp);
      }
      return false;
    }
    waiting = [];
    become('twice');
    return true;
  }

  function note(act: Act): void {
    if (state === 'switched' || state === 'failed') return;
    waiting.push(act);
    if (act.runs.length > MOST_RUNS_OF_AN_ACT || waiting.length > MOST_WAITING_ACTS) dropCopy();
    else if (state === 'twice') catchUp();
  }

  /** Does it on the first file, and where that is damaged on the copy, which is in use from then on. */
  function useEither<Answer>(use: () => Answer): Answer {
    try {
      return use();
    } catch (cause) {
      if (!isDamage(cause) || copy === null || (waiting.length > 0 && !catchUp())) {
        if (isCorrupt(cause)) become('failed');
        throw cause;
      }
      const left = active;
      active = copy;
      try {
        const answer = use();
        copy = null;
        become('switched');
        return answer;
      } catch (second) {
        // A disk that takes nothing is no reason to leave the first file.
        active = left;
        throw second;
      }
    }
  }

  function act<Answer>(write: () => Answer): Answer {
    // An act within an act is a part of it.
    if (recorded !== null) return write();
    const done = useEither(() => {
      recorded = [];
      try {
        const whole = active.transaction(() => {
          const answer = write();
          if (recorded?.length === 0) return { answer, written: null };
          run(COUNT_ACT, [Math.max(0, Math.floor(parts.nowMs()))]);
          return { answer, written: { sequence: sequenceOf(active), runs: recorded ?? [] } };
        });
        return whole.immediate();
      } finally {
        recorded = null;
      }
    });
    if (done.written !== null) note(done.written);
    return done.answer;
  }

  function run(sql: string, bound: readonly unknown[]): { readonly changes: number } {
    const { changes } = statement(active, sql).run(...bound);
    recorded?.push({ sql, bound });
    return { changes };
  }

  function read<Row>(sql: string, isRaw: boolean, way: 'get' | 'all', bound: readonly unknown[]): Row {
    const readNow = () => statement(active, sql, isRaw)[way](...bound) as Row;
    // Within an act the act as a whole is done again.
    return recorded === null ? useEither(readNow) : readNow();
  }

  function statementOf(sql: string, isRaw: boolean): CountsStatement<unknown[], unknown> {
    statement(active, sql, isRaw);
    return {
      run: (...bound) => act(() => run(sql, bound)),
      get: (...bound) => read(sql, isRaw, 'get', bound),
      all: (...bound) => read(sql, isRaw, 'all', bound),
      raw: () => statementOf(sql, true),
    };
  }

  if (parts.copy === null) void renew();
  else useCopy(parts.copy);
  return {
    // The bound values and the rows are whatever the caller says of its own SQL, as with SQLite itself.
    prepare: ((sql: string) => statementOf(sql, false)) as CountsDatabase['prepare'],
    transaction(write) {
      const whole = (...given: Parameters<typeof write>) => act(() => write(...given));
      return Object.assign(whole, { immediate: whole });
    },
    pragma: (source, options) => active.pragma(source, options),
    exec: (sql) => active.exec(sql),
    get inTransaction() {
      return active.inTransaction;
    },
    state: () => state,
    distrustFirst() {
      if (state === 'switched') return;
      if (copy === null || (waiting.length > 0 && !catchUp())) {
        become('failed');
        return;
      }
      active = copy;
      copy = null;
      become('switched');
    },
    close() {
      isClosed = true;
      cancelTimer();
      for (const database of new Set([parts.first, active, ...(copy === null ? [] : [copy])])) {
        try {
          database.close();
        } catch (cause) {
          // A damaged file, or a full disk: what was acknowledged is in its log.
          if (!(cause instanceof Database.SqliteError)) throw cause;
        }
      }
    },
  };
}

/** How many acts a file has; of an open database of this version. */
export function sequenceOf(database: Database.Database): number {
  return database.prepare<[], { sequence: number }>('SELECT sequence FROM act').get()?.sequence ?? 0;
}

function isCorrupt(cause: unknown): boolean {
  return cause instanceof Database.SqliteError && /^SQLITE_(CORRUPT|NOTADB)/.test(cause.code);
}

/** The file itself failed, and not the disk's room or somebody's lock. */
function isDamage(cause: unknown): boolean {
  return isCorrupt(cause) || (cause instanceof Database.SqliteError && /^SQLITE_(IOERR|READONLY_DBMOVED)/.test(cause.code));
}
