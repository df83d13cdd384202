import { parentPort, workerData } from 'node:worker_threads';
import Database from 'better-sqlite3';
import { databaseHealth } from './health.ts';

// The thread of `examineDatabase`: its data is the file, its one message the answer.
const database = new Database(String(workerData), { readonly: true, fileMustExist: true, timeout: 5_000 });
parentPort?.postMessage(databaseHealth(database));
database.close();
