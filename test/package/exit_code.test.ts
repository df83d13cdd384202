import { spawnSync } from 'node:child_process';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, it } from 'vitest';
import { PROJECT_DIR } from '../helpers/launch_kiosk.ts';

const SCRIPT = `
  const { findElectron } = await import('./native/setup/electron_runtime.mjs');
  const { packageKiosk } = await import('./native/setup/package_kiosk.mjs');
  await packageKiosk({ electron: findElectron(), unpacked: true, output: process.argv[1] });
  process.exitCode = 3;
`;

it('leaves the exit code to whoever packages, so that what fails afterwards is heard', () => {
  const output = mkdtempSync(path.join(tmpdir(), 'exit-code-'));
  const { status, stderr } = spawnSync(process.execPath, ['--input-type=module', '--eval', SCRIPT, output], { cwd: PROJECT_DIR, encoding: 'utf8' });
  expect(status, stderr).toBe(3);
});
