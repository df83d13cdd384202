import { readFileSync, writeSync } from 'node:fs';
import { deserialize } from 'node:v8';
import { openTrustStore, type StagedUpdate } from '../../../main/trust/repository/trust_store.ts';
import { watchFiles, WRITING } from './counting_files.ts';

// Applies an update and goes back and forth, and is killed before its n-th operation on the disk.
const [folder = '', updateFile = '', nowMs = '', n = ''] = process.argv.slice(2);
let count = 0;
const files = watchFiles((operation) => {
  if (!WRITING.includes(operation)) return;
  count += 1;
  if (count === Number(n)) process.kill(process.pid, 'SIGKILL');
});
const store = openTrustStore(folder, files);
const update = deserialize(readFileSync(updateFile)) as StagedUpdate;
for (const step of [() => store.apply(update, Number(nowMs)), store.restorePrevious, store.restorePrevious]) {
  const done = step();
  if (!done.ok) throw new Error(done.error);
  // What the venue was shown.
  writeSync(1, '.');
}
writeSync(1, `${count}`);
