import { runWorker } from '../workers/run_worker.ts';

/** Years of counts take seconds, and a slow disk its time. */
const LIMIT_MS = 300_000;

/**
 * Writes what a database holds at one moment to a new file, whole and on the disk, in a thread of its own, so that the
 * door goes on. `worker` is the built `copy_worker`. False: it could not be read or written.
 */
export async function copyDatabase(from: string, to: string, worker: string): Promise<boolean> {
  return (await runWorker<boolean>(worker, { from, to }, LIMIT_MS)) ?? false;
}
