/** A statement of the counts: what this folder uses of SQLite's. */
export interface CountsStatement<Bind extends unknown[], Row> {
  run(...bound: Bind): { readonly changes: number };
  get(...bound: Bind): Row | undefined;
  all(...bound: Bind): Row[];
  /** Rows come as lists from now on. */
  raw(): CountsStatement<Bind, Row>;
}

/** A transaction that takes the write lock first. */
interface CountsTransaction<Given extends unknown[], Answer> {
  (...given: Given): Answer;
  immediate(...given: Given): Answer;
}

/** The counts as they are read and written: one file, or two that say the same. */
export interface CountsDatabase {
  prepare<Bind extends unknown[] | {} = unknown[], Row = unknown>(
    sql: string,
  ): Bind extends unknown[] ? CountsStatement<Bind, Row> : CountsStatement<[Bind], Row>;
  transaction<Given extends unknown[], Answer>(act: (...given: Given) => Answer): CountsTransaction<Given, Answer>;
  pragma(source: string, options?: { readonly simple?: boolean }): unknown;
  exec(sql: string): unknown;
  readonly inTransaction: boolean;
  close(): unknown;
}
