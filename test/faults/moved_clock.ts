import { execFileSync } from 'node:child_process';
import { closeSync, mkdtempSync, openSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { PROJECT_DIR } from '../../native/setup/paths.mjs';

/** The clock of the programs that are started with its environment. */
export interface MovedClock {
  readonly environment: Readonly<Record<string, string>>;
  /** From now on it differs from the computer's by so many seconds. */
  move(seconds: number): void;
  remove(): void;
}

/** A clock that can be set as somebody sets the computer's, while the computer's own goes on. Needs a C compiler. */
export function makeMovedClock(): MovedClock {
  const folder = mkdtempSync(path.join(tmpdir(), 'moved-clock-'));
  const library = path.join(folder, 'moved_clock.so');
  const file = path.join(folder, 'seconds');
  // Written in place: the programs have it mapped.
  const descriptor = openSync(file, 'w');
  execFileSync('cc', ['-shared', '-fPIC', '-O2', '-Wall', '-Werror', '-o', library, path.join(PROJECT_DIR, 'test/faults/moved_clock.c'), '-ldl']);

  function move(seconds: number): void {
    const bytes = Buffer.alloc(8);
    bytes.writeBigInt64LE(BigInt(seconds));
    writeSync(descriptor, bytes, 0, bytes.length, 0);
  }
  function remove(): void {
    closeSync(descriptor);
    rmSync(folder, { recursive: true, force: true });
  }

  move(0);
  return { environment: { LD_PRELOAD: library, MOVED_CLOCK: file }, move, remove };
}
