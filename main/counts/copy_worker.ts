import { closeSync, fsyncSync, openSync } from 'node:fs';
import { parentPort, workerData } from 'node:worker_threads';
import Database from 'better-sqlite3';

// The thread of `copyDatabase`: its data are the two files, its one message says that the second one is on the disk.
const { from, to } = workerData as { readonly from: string; readonly to: string };
const database = new Database(from, { readonly: true, fileMustExist: true, timeout: 5_000 });
database.prepare('VACUUM INTO ?').run(to);
database.close();
// SQLite itself does not wait for the disk here.
const descriptor = openSync(to, 'r+');
fsyncSync(descriptor);
closeSync(descriptor);
parentPort?.postMessage(true);
