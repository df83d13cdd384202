import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { PassThrough } from 'node:stream';
import { afterAll, beforeAll } from 'vitest';
import { type KeyKind, makeKeyFile } from '../../../main/authority/passctl/key_file.ts';
import { runPassctl } from '../../../main/authority/passctl/run_passctl.ts';
import { buildCommand } from '../../../native/setup/build.mjs';

export const PASSPHRASE = 'correct horse battery staple';
export const ISSUER = 'Riverside Arena';

export interface Run {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export type JsonRun = Readonly<Record<string, unknown>> & { readonly status: number | null };

/** A folder in which the real command is run. */
export interface Desk {
  readonly folder: string;
  file(name: string): string;
  read(name: string): string;
  write(name: string, content: string | Uint8Array): void;
  makeKey(name: string, kind?: KeyKind): void;
  /** The real command as a process of its own. */
  run(args: readonly string[], env?: Readonly<Record<string, string>>): Run;
  /** The same within the test, which takes a fraction of the time. */
  call(args: readonly string[], env?: Readonly<Record<string, string>>): Promise<Run>;
  /** Each with --json: the one object that is printed, and the exit code. */
  ask(args: readonly string[], env?: Readonly<Record<string, string>>): JsonRun;
  callJson(args: readonly string[], env?: Readonly<Record<string, string>>): Promise<JsonRun>;
}

/** Builds the command before the tests of a file, and removes the folder after them. */
export function openDesk(): Desk {
  const folder = mkdtempSync(path.join(tmpdir(), 'passctl-'));
  let command = '';
  beforeAll(async () => {
    command = await buildCommand('passctl');
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  const file = (name: string) => path.join(folder, name);
  function run(args: readonly string[], env: Readonly<Record<string, string>> = {}): Run {
    const { status, stderr, stdout } = spawnSync(process.execPath, [command, ...args], {
      cwd: folder,
      encoding: 'utf8',
      input: '',
      env: { ...process.env, INIT_CWD: folder, PASSCTL_PASSPHRASE: PASSPHRASE, ...env },
    });
    return { status, stderr, stdout };
  }
  async function call(args: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<Run> {
    const { exitCode, stderr, stdout } = await runPassctl(args, {
      resolve: (name) => path.resolve(folder, name),
      nowMs: Date.now(),
      environment: { PASSCTL_PASSPHRASE: PASSPHRASE, ...env },
      // Standard input that is no terminal.
      input: new PassThrough() as unknown as NodeJS.ReadStream,
      screen: { write: () => true },
    });
    return { status: exitCode, stderr, stdout };
  }
  return {
    folder,
    file,
    read: (name) => readFileSync(file(name), 'utf8'),
    write: (name, content) => writeFileSync(file(name), content),
    makeKey(name, kind = 'Ed25519') {
      writeFileSync(
        file(`${name}.key.json`),
        JSON.stringify(makeKeyFile(name, kind, PASSPHRASE, Date.now())),
      );
    },
    run,
    call,
    ask: (args, env) => jsonOf(run([...args, '--json'], env)),
    callJson: async (args, env) => jsonOf(await call([...args, '--json'], env)),
  };
}

function jsonOf({ status, stderr, stdout }: Run): JsonRun {
  if (stderr !== '' || stdout.trimEnd().includes('\n'))
    throw new Error(`More than one object: ${stdout}${stderr}`);
  return { ...JSON.parse(stdout), status };
}
