import { Worker } from 'node:worker_threads';

const running = new Set<Promise<unknown>>();

/**
 * Runs a built file in a thread of its own, and answers what it posts once the thread has ended: Electron waits for ever
 * where it is to end while a thread does. Null: it failed, or took longer than `limitMs`.
 */
export function runWorker<Answer>(file: string, workerData: unknown, limitMs: number): Promise<Answer | null> {
  const ended = new Promise<Answer | null>((resolve) => {
    let answer: Answer | null = null;
    const thread = new Worker(file, { workerData });
    const limit = setTimeout(() => void thread.terminate(), limitMs);
    thread.once('message', (posted: Answer) => {
      answer = posted;
    });
    thread.once('error', () => {
      answer = null;
    });
    thread.once('exit', () => {
      clearTimeout(limit);
      resolve(answer);
    });
  });
  running.add(ended);
  void ended.then(() => running.delete(ended));
  return ended;
}

/** When no thread runs any more of those that do now. */
export async function workersEnded(): Promise<void> {
  await Promise.all(running);
}
