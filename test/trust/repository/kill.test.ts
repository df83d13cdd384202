import { spawn } from 'node:child_process';
import { cpSync, readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { serialize } from 'node:v8';
import { build } from 'esbuild';
import { expect, it } from 'vitest';
import { openTrustStore } from '../../../main/trust/repository/trust_store.ts';
import { makeStore, mustBeOk, mustFetch, mustUpdate } from './fetch.ts';
import { everyKind, keysTarget, makeFolder, makeRepository, NOW, removeFolders } from './make_repository.ts';

const CHILD = path.join(import.meta.dirname, `../../../.build/test/updating_child-${process.pid}.cjs`);
const SHOWN_STATES = ['second', 'third', 'second', 'third'];

it('an update killed before every other of its operations leaves the old state or the new one, never a mixture', async () => {
  await build({
    entryPoints: [path.join(import.meta.dirname, 'updating_child.ts')],
    outfile: CHILD,
    bundle: true,
    platform: 'node',
    format: 'cjs',
  });
  const repository = makeRepository();
  const store = makeStore(repository.root);
  for (const name of ['first', 'second']) {
    repository.publish([keysTarget([`DE ${name}`]), ...everyKind().slice(1)]);
    await mustUpdate(store, repository.folder);
  }
  // A new root as well, so that every kind of metadata is replaced.
  repository.rotate(repository.keys);
  const third = [keysTarget(['DE third']), keysTarget(['FR third'], { file: 'keys/more.json' }), ...everyKind().slice(1)];
  repository.publish(third);

  const updateFile = path.join(makeFolder('update'), 'update');
  writeFileSync(updateFile, serialize(await mustFetch(store, repository.folder)));

  const whole = await run(Number.POSITIVE_INFINITY);
  const operations = Number(whole.output.replaceAll('.', ''));
  expect(operations).toBeGreaterThanOrEqual(200);

  const seen = new Set<string>();
  let next = 1;
  const worker = async () => {
    while (next <= operations) {
      const n = next;
      next += 2;
      const { folder, output, signal } = await run(n);
      expect(signal, `operation ${n}`).toBe('SIGKILL');
      const { names, store: after } = look(folder);
      // The state that was shown last, or the one that was being made.
      const shown = SHOWN_STATES.slice(output.length, output.length + 2);
      const [name = ''] = names;
      expect(shown, `operation ${n}`).toContain(name);
      // All files are of one state: the third has two lists of keys.
      expect(names, `operation ${n}`).toEqual(name === 'third' ? ['third', 'third'] : [name]);
      expect(mustBeOk(after.load()).rootVersion).toBe(name === 'third' ? 2 : 1);
      seen.add(name);

      await mustUpdate(after, repository.folder);
      expect(look(folder).names).toEqual(['third', 'third']);
      mustBeOk(after.restorePrevious());
      expect(look(folder).names).toEqual(['second']);
      expect((await mustFetch(after, repository.folder)).rootVersion).toBe(2);
      expect(readdirSync(folder).sort()).toEqual(['blobs', 'current.json', 'current_copy.json', 'states']);
      removeFolders(folder);
    }
  };
  await Promise.all([worker(), worker()]);
  expect([...seen].sort()).toEqual(['second', 'third']);
  removeFolders(repository.folder, store.folder, whole.folder, path.dirname(updateFile), CHILD);

  function look(folder: string) {
    const opened = openTrustStore(folder);
    const loaded = mustBeOk(opened.load());
    expect(loaded.fellBack).toBe(false);
    const names = loaded.files.trustLists.flatMap(({ content }) =>
      JSON.parse(Buffer.from(content).toString('utf8')).keys.map((key: { keyId: string }) => key.keyId),
    );
    return { store: opened, names };
  }

  function run(n: number): Promise<{ folder: string; output: string; signal: string | null }> {
    const folder = makeFolder('killed');
    cpSync(store.folder, folder, { recursive: true });
    const child = spawn(process.execPath, [CHILD, folder, updateFile, String(NOW), String(n)], {
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { ...process.env, ELECTRON_RUN_AS_NODE: '1' },
    });
    let output = '';
    let errors = '';
    child.stdout.on('data', (chunk) => {
      output += chunk;
    });
    child.stderr.on('data', (chunk) => {
      errors += chunk;
    });
    return new Promise((resolve, reject) => {
      child.on('close', (code, signal) => {
        if (signal === null && code !== 0) reject(new Error(errors));
        else resolve({ folder, output, signal });
      });
    });
  }
});
