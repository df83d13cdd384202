import { MIGRATION_0010 } from './0010_decision_count.ts';
import { MIGRATION_0020 } from './0020_tallies.ts';
import { MIGRATION_0030, MIGRATION_0030_DOWN } from './0030_roll_ups.ts';
import { MIGRATION_0040, MIGRATION_0040_DOWN } from './0040_act.ts';

/**
 * One step of the schema. `version` is the database's user_version after it. `down` goes back to the version before and
 * keeps all counts: what the older program has no table for it renames to `kept_VERSION_NAME`, which the next way up puts
 * back. Null: the older tables could not hold what is counted now, so that there is no way back.
 */
export interface Migration {
  readonly version: number;
  readonly sql: string;
  readonly down: string | null;
}

/** Every migration in its order, numbered in tens. */
export const MIGRATIONS: readonly Migration[] = [
  { version: 10, sql: MIGRATION_0010, down: null },
  // Hours cannot hold quarter-hours, nor whom staff let in.
  { version: 20, sql: MIGRATION_0020, down: null },
  { version: 30, sql: MIGRATION_0030, down: MIGRATION_0030_DOWN },
  { version: 40, sql: MIGRATION_0040, down: MIGRATION_0040_DOWN },
];

/** The user_version of a database that is up to date. */
export const NEWEST_SCHEMA: number = MIGRATIONS.at(-1)?.version ?? 0;
