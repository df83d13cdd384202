import * as fs from 'node:fs';
import type { StoreFiles } from '../../../main/trust/repository/trust_store.ts';

export type Operation = keyof StoreFiles;

/** Only what changes the disk can leave it half-way; the rest may fail, but cannot be torn. */
export const WRITING: readonly Operation[] = [
  'closeSync',
  'fsyncSync',
  'mkdirSync',
  'openSync',
  'renameSync',
  'rmSync',
  'writeSync',
];

/**
 * The real file system, told of each operation before it happens. A write happens in two halves, so that
 * something can come between them. Syncing is left out: what a process wrote outlives it anyway.
 */
export function watchFiles(onOperation: (operation: Operation, args: readonly unknown[]) => void): StoreFiles {
  const watched = Object.fromEntries(
    [...WRITING, 'readdirSync', 'readFileSync', 'statSync'].map((name) => [
      name,
      (...args: unknown[]) => {
        onOperation(name as Operation, args);
        if (name === 'fsyncSync') return undefined;
        const original = fs[name as Operation] as (...all: unknown[]) => unknown;
        if (name !== 'writeSync') return original(...args);
        const [descriptor, content, from] = args as [number, Uint8Array, number];
        const half = Math.ceil((content.length - from) / 2);
        return fs.writeSync(descriptor, content, from, half);
      },
    ]),
  );
  return watched as unknown as StoreFiles;
}
