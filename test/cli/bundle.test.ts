import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { buildSync } from 'esbuild';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { bundleFrames } from '../../main/support/bundle_frames.ts';
import { buildSupportBundle } from '../../main/support/support_bundle.ts';
import { givenWith } from '../support/make_given.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'kiosk-bundle-'));
const { facts, zip } = buildSupportBundle(givenWith(() => 'a text'));
const frames = bundleFrames(zip);

beforeAll(() => {
  buildSync({
    entryPoints: [path.resolve(import.meta.dirname, '../../main/cli/bundle.ts')],
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node20',
    outfile: path.join(folder, 'bundle.mjs'),
  });
});
afterAll(() => rmSync(folder, { recursive: true }));

function run(args: readonly string[], input: string | Uint8Array = '') {
  const { status, stderr, stdout } = spawnSync(process.execPath, [path.join(folder, 'bundle.mjs'), ...args], {
    input,
    cwd: folder,
    encoding: 'utf8',
    env: { ...process.env, INIT_CWD: folder },
  });
  return { status, stderr, stdout };
}

it('prints a bundle from its zip and from the codes that a phone took', () => {
  writeFileSync(path.join(folder, 'support.zip'), zip);
  expect(JSON.parse(run(['support.zip']).stdout)).toEqual(facts);
  const lines = ['Scanned today:', ...frames.toReversed(), ...frames].join('\r\n');
  const read = run(['-'], lines);
  expect([read.status, JSON.parse(read.stdout)]).toEqual([0, facts]);
});

it('says what is the matter with anything else', () => {
  expect(run(['-'], frames.slice(1).join('\n'))).toMatchObject({ status: 1, stdout: '', stderr: 'Still missing: 1.\n' });
  expect(run(['-'], 'hello')).toMatchObject({ status: 1, stderr: expect.stringContaining('neither') });
  expect(run(['-'], zip.subarray(0, 200))).toMatchObject({ status: 1, stderr: expect.stringContaining('no support bundle') });
  expect(run(['-'], Buffer.alloc(5_000_000, 65))).toMatchObject({ status: 1 });
  expect(run(['absent.zip'])).toMatchObject({ status: 2, stderr: expect.stringContaining('ENOENT') });
  expect(run([])).toMatchObject({ status: 2, stderr: expect.stringContaining('Usage') });
});
