import { runWorker } from '../workers/run_worker.ts';
import type { UnpackError } from './unpack_program.ts';

/** Hundreds of megabytes on a slow disk. */
const LIMIT_MS = 900_000;

type Worked = { readonly ok: true; readonly value: null } | { readonly ok: false; readonly error: UnpackError };

/**
 * Unpacks a package into a program's folder, or (`file` null) looks whether a program is whole, in a thread of its own,
 * since hundreds of megabytes take seconds and the door goes on. `worker` is the built `program_worker`.
 */
export async function workOnProgram(worker: string, work: { readonly file: string | null; readonly folder: string }): Promise<Worked> {
  return (await runWorker<Worked>(worker, work, LIMIT_MS)) ?? { ok: false, error: 'disk_failed' };
}
