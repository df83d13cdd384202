import { readdirSync, readFileSync } from 'node:fs';

/** A process of the system, with what its command line begins with: a type of Chromium's, or its program. */
export interface Descendant {
  readonly id: number;
  readonly parent: number;
  readonly command: string;
}

/** These processes and all that descend from them; Chromium's utilities, which come and go by themselves, are left out. */
export function descendants(...roots: readonly number[]): readonly Descendant[] {
  const all = readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((name) => {
      try {
        const [, state, parent] = /\) (\S) (\d+)/.exec(readFileSync(`/proc/${name}/stat`, 'utf8')) ?? [];
        const command = readFileSync(`/proc/${name}/cmdline`, 'utf8');
        if (state === 'Z' || command.includes('--type=utility')) return [];
        return [{ id: Number(name), parent: Number(parent), command: /--type=\S+/.exec(command)?.[0] ?? command.replaceAll('\0', ' ').trim() }];
      } catch {
        return [];
      }
    });
  const found = new Set(roots);
  for (let size = -1; size !== found.size; ) {
    size = found.size;
    for (const { id, parent } of all) if (found.has(parent)) found.add(id);
  }
  return all.filter(({ id }) => found.has(id));
}
