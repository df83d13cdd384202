import { runWorker } from '../workers/run_worker.ts';
import type { DatabaseHealth } from './health.ts';

/** Years of counts take seconds; whoever waits for help does not wait longer. */
const LIMIT_MS = 20_000;

/**
 * Examines a database file in a thread of its own, since reading all of it takes seconds and the door goes on. `worker`
 * is the built `health_worker`. Null: it could not be read, or took too long.
 */
export function examineDatabase(file: string, worker: string): Promise<DatabaseHealth | null> {
  return runWorker<DatabaseHealth>(worker, file, LIMIT_MS);
}
