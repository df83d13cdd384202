import { Worker } from 'node:worker_threads';

/**
 * Writes what a database holds at one moment to a new file, whole and on the disk, in a thread of its own, so that the
 * door goes on. `worker` is the built `copy_worker`. False: it could not be read or written.
 */
export function copyDatabase(from: string, to: string, worker: string): Promise<boolean> {
  return new Promise((answer) => {
    const thread = new Worker(worker, { workerData: { from, to } });
    thread.once('message', () => answer(true));
    thread.once('error', () => answer(false));
    thread.once('exit', () => answer(false));
  });
}
