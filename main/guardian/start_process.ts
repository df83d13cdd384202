import { spawn } from 'node:child_process';
import type { KioskProcess, Launch } from './guardian.ts';

/** Starts a kiosk process that answers on an IPC channel and shares the guardian's output. */
export function startProcess({ args, program }: Launch): KioskProcess {
  const child = spawn(...withoutCoreFile(program, args), { stdio: ['ignore', 'inherit', 'inherit', 'ipc'], windowsHide: false });
  const isThere = () => child.exitCode === null && child.signalCode === null;
  return {
    onMessage: (hear) => child.on('message', hear),
    onEnd(hear) {
      child.on('exit', hear);
      // Not started at all: nothing else is told.
      child.on('error', () => {
        if (child.pid === undefined) hear();
      });
    },
    end() {
      if (isThere()) child.kill('SIGTERM');
    },
    kill() {
      if (isThere()) child.kill('SIGKILL');
    },
  };
}

/** A core file of a process that crashes holds its memory, and with it the pass that was just shown. */
function withoutCoreFile(program: string, args: readonly string[]): [string, string[]] {
  if (process.platform === 'win32') return [program, [...args]];
  return ['/bin/sh', ['-c', 'ulimit -c 0; exec "$0" "$@"', program, ...args]];
}
