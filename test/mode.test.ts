import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, it } from 'vitest';
import { chooseMode } from '../main/mode.ts';
import { packagedForTests } from '../main/packaged_for_tests.ts';

it('runs a demo from its sources or where it was packaged for tests, and never for a venue', () => {
  const demo = ['program', '--demo'];
  expect(chooseMode({ packaged: false, forTests: false, argv: demo })).toBe('demo');
  expect(chooseMode({ packaged: true, forTests: true, argv: demo })).toBe('demo');
  expect(chooseMode({ packaged: true, forTests: false, argv: demo })).toBeNull();
  for (const packaged of [true, false]) {
    for (const forTests of [true, false]) expect(chooseMode({ packaged, forTests, argv: ['program'] })).toBe('venue');
  }
});

it.each([
  ['{"packagedForTests":true}', true],
  ['{"packagedForTests":false}', false],
  ['{"packagedForTests":"true"}', false],
  ['{"name":"venue-pass-kiosk"}', false],
])('knows by its package.json %s whether it was packaged for tests', (manifest, expected) => {
  const folder = mkdtempSync(path.join(tmpdir(), 'mode-'));
  writeFileSync(path.join(folder, 'package.json'), manifest);
  expect(packagedForTests(folder)).toBe(expected);
  rmSync(folder, { recursive: true });
});
