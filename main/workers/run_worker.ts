import { Worker } from 'node:worker_threads';

let running = 0;

/**
 * Runs a built file in a thread of its own, and answers what it posts, at once: a thread may take its time to end. Null: it
 * failed, or took longer than `limitMs`.
 */
export function runWorker<Answer>(file: string, workerData: unknown, limitMs: number): Promise<Answer | null> {
  return new Promise((answer) => {
    const thread = new Worker(file, { workerData });
    running += 1;
    const limit = setTimeout(() => void thread.terminate(), limitMs);
    thread.once('message', (posted: Answer) => answer(posted));
    thread.once('error', () => answer(null));
    thread.once('exit', () => {
      running -= 1;
      clearTimeout(limit);
      answer(null);
    });
  });
}

/** Whether a thread has not ended yet: Electron may then wait for it for ever when it is to end itself. */
export function hasWorkers(): boolean {
  return running > 0;
}
