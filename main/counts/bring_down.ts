import { isDeepStrictEqual } from 'node:util';
import { sumUp } from './count_sums.ts';
import type { CountsDatabase } from './counts_database.ts';
import { MIGRATIONS } from './migrations/all.ts';

/** Thrown and caught here only, so that the transaction is taken back. */
class Lost extends Error {}

/**
 * Brings the counts to the schema of an older program, so that it can go on with all of them. `no_way`: there is no way
 * down to that schema. `sums_differ`: something would have been lost. Either way nothing was changed.
 */
export function bringDown(
  database: CountsDatabase,
  schema: number,
): { readonly ok: true; readonly value: null } | { readonly ok: false; readonly error: 'no_way' | 'sums_differ' } {
  const newer = MIGRATIONS.filter(({ version }) => version > schema).reverse();
  const isKnown = MIGRATIONS.some(({ version }) => version === schema);
  if (!isKnown || newer.some(({ down }) => down === null)) return { ok: false, error: 'no_way' };
  const go = database.transaction(() => {
    const before = sumUp(database);
    for (const { down } of newer) database.exec(down ?? '');
    database.pragma(`user_version = ${schema}`);
    if (!isDeepStrictEqual(sumUp(database), before)) throw new Lost();
  });
  try {
    go.immediate();
    return { ok: true, value: null };
  } catch (cause) {
    if (cause instanceof Lost) return { ok: false, error: 'sums_differ' };
    throw cause;
  }
}
