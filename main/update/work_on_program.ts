import { Worker } from 'node:worker_threads';
import type { UnpackError } from './unpack_program.ts';

/**
 * Unpacks a package into a program's folder, or (`file` null) looks whether a program is whole, in a thread of its own,
 * since hundreds of megabytes take seconds and the door goes on. `worker` is the built `program_worker`.
 */
export function workOnProgram(
  worker: string,
  work: { readonly file: string | null; readonly folder: string },
): Promise<{ readonly ok: true; readonly value: null } | { readonly ok: false; readonly error: UnpackError }> {
  return new Promise((answer) => {
    const thread = new Worker(worker, { workerData: work });
    thread.once('message', answer);
    thread.once('error', () => answer({ ok: false, error: 'disk_failed' }));
    thread.once('exit', () => answer({ ok: false, error: 'disk_failed' }));
  });
}
