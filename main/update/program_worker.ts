import { parentPort, workerData } from 'node:worker_threads';
import { isWholeProgram, unpackProgram } from './unpack_program.ts';

// The thread of `workOnProgram`: unpacks a package, or looks whether a program is whole, and says how it went.
const { file, folder } = workerData as { readonly file: string | null; readonly folder: string };
// Electron would open the archive in a program as a folder.
Object.assign(process, { noAsar: true });
if (file === null) parentPort?.postMessage(isWholeProgram(folder) ? { ok: true, value: null } : { ok: false, error: 'bad_package' });
else parentPort?.postMessage(unpackProgram(file, folder));
