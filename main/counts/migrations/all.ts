import { MIGRATION_0010 } from './0010_decision_count.ts';
import { MIGRATION_0020 } from './0020_tallies.ts';
import { MIGRATION_0030 } from './0030_roll_ups.ts';
import { MIGRATION_0040 } from './0040_act.ts';

/** Every migration in its order. `version` is the database's user_version after it; numbered in tens. */
export const MIGRATIONS: readonly { readonly version: number; readonly sql: string }[] = [
  { version: 10, sql: MIGRATION_0010 },
  { version: 20, sql: MIGRATION_0020 },
  { version: 30, sql: MIGRATION_0030 },
  { version: 40, sql: MIGRATION_0040 },
];
