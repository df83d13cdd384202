import * as fs from 'node:fs';
import { backUpCounts } from '../../main/counts/back_up_counts.ts';
import { storedJson } from '../../main/settings/stored_json.ts';
import { backUp, restoreBackup } from '../../main/update/back_up.ts';
import { FIRST_STATE, programState } from '../../main/update/program_state.ts';
import { createTrialKeeper, programsOf } from '../../main/update/trial_keeper.ts';
import type { UpdateFiles } from '../../main/update/whole_files.ts';

// Backs a data folder up, arms a trial, lets it spoil the data, and takes it back; killed before its n-th operation on the disk.
const [dataDir = '', n = ''] = process.argv.slice(2);
const WRITING = ['closeSync', 'fsyncSync', 'mkdirSync', 'openSync', 'renameSync', 'rmSync', 'writeSync'] as const;
let count = 0;
const watched = Object.fromEntries(
  WRITING.map((name) => [
    name,
    (...args: unknown[]) => {
      count += 1;
      if (count === Number(n)) process.kill(process.pid, 'SIGKILL');
      if (name === 'fsyncSync') return undefined;
      const original = fs[name] as (...all: unknown[]) => unknown;
      if (name !== 'writeSync') return original(...args);
      const [descriptor, content, from = 0] = args as [number, Uint8Array, number?];
      return fs.writeSync(descriptor, content, from, Math.ceil((content.length - from) / 2));
    },
  ]),
);
const files = { ...fs, ...watched } as unknown as UpdateFiles;
const state = storedJson(programsOf(dataDir).state, programState);
const before = state.read() ?? FIRST_STATE;
// The kiosk never takes a name twice; what a killed backup left lies there under another one.
const id = `2026-11-28T00-00-00-${process.pid}`;
if (before.trial === null) {
  const saved = backUp({ dataDir, id, copyCounts: (to) => backUpCounts(`${dataDir}/counts.sqlite`, to), files });
  if (!saved.ok) throw new Error(saved.error);
  const trial = { to: '9.9.9', from: null, fromSchema: saved.value.schema, backup: id, step: 'armed', sums: saved.value.sums, keyId: '', hadScanner: false } as const;
  state.write({ ...before, trial });
}
const keeper = createTrialKeeper({
  state,
  installed: '0.1.0',
  isThere: () => true,
  takeFault: () => null,
  restore: (backup) => restoreBackup(dataDir, backup, files),
  nowMs: () => 0,
  pause: () => {},
});
const launch = keeper.next();
if (launch.isTrial) {
  fs.writeFileSync(`${dataDir}/counts.sqlite`, 'spoilt by the program on trial');
  fs.writeFileSync(`${dataDir}/counts.sqlite-wal`, 'as well');
  fs.writeFileSync(`${dataDir}/counts.copy.sqlite`, 'as well');
  fs.writeFileSync(`${dataDir}/settings.json`, 'as well');
  keeper.judged(false);
}
fs.writeSync(1, String(count));
