import { Worker } from 'node:worker_threads';
import type { DatabaseHealth } from './health.ts';

/** Years of counts take seconds; whoever waits for help does not wait longer. */
const LIMIT_MS = 20_000;

/**
 * Examines a database file in a thread of its own, since reading all of it takes seconds and the door goes on. `worker`
 * is the built `health_worker`. Null: it could not be read, or took too long.
 */
export function examineDatabase(file: string, worker: string): Promise<DatabaseHealth | null> {
  return new Promise((answer) => {
    const thread = new Worker(worker, { workerData: file });
    const limit = setTimeout(() => void thread.terminate(), LIMIT_MS);
    thread.once('message', (health: DatabaseHealth) => answer(health));
    thread.once('error', () => answer(null));
    thread.once('exit', () => {
      clearTimeout(limit);
      answer(null);
    });
  });
}
