import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import fc from 'fast-check';
import { buildSync } from 'esbuild';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { terminalText } from '../../main/pass/terminal_text.ts';
import { HOSTILE_TEXTS } from './hostile_texts.ts';

/** What a terminal obeys. */
const OBEYED = /[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200b-\u200f\u2028-\u202e\u2066-\u2069\ufeff]/u;

const root = path.resolve(import.meta.dirname, '../..');
const built = path.join(root, `.build/test/terminal-${process.pid}`);

beforeAll(() => {
  buildSync({
    entryPoints: ['verify', 'passctl'].map((name) => path.join(root, 'main/cli', `${name}.ts`)),
    ...{ bundle: true, platform: 'node', format: 'esm', target: 'node20', outdir: built, outExtension: { '.js': '.mjs' } },
    banner: { js: "import{createRequire as makeRequire}from'node:module';const require=makeRequire(import.meta.url);" },
  });
});
afterAll(() => rmSync(built, { recursive: true }));

describe('what the commands write', () => {
  it('has nothing that a terminal obeys, and is the same JSON', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.constantFrom(...HOSTILE_TEXTS.map(([, text]) => text)), (text, hostile) => {
        const value = { text, hostile };
        const written = terminalText(JSON.stringify(value));
        expect(written).not.toMatch(OBEYED);
        expect(JSON.parse(written)).toEqual(JSON.parse(JSON.stringify(value)));
      }),
    );
    expect(terminalText('a line\n\tand another')).toBe('a line\n\tand another');
  });

  it.each([
    ['passctl', ['verify', '\x1b[2J\x9b31m\u202e.txt']],
    ['passctl', ['\x1b]0;title\x07']],
    ['passctl', ['verify', 'HOSTILE', '--json']],
    ['verify', ['HOSTILE']],
    ['verify', ['--\x1b[31m']],
    ['verify', ['\x9b31m']],
  ] as const)('%s %j', (command, given) => {
    const folder = mkdtempSync(path.join(tmpdir(), 'terminal-'));
    const hostile = path.join(folder, 'codes\x1b[31m\x9b\u202e');
    writeFileSync(hostile, HOSTILE_TEXTS.map(([, text]) => text.replaceAll(/[\r\n]/g, '')).join('\n'));
    const args = given.map((one) => (one === 'HOSTILE' ? hostile : one));
    const done = spawnSync(process.execPath, [path.join(built, `${command}.mjs`), ...args], { encoding: 'utf8', cwd: folder });
    expect(done.stdout + done.stderr).not.toBe('');
    expect(done.stdout + done.stderr).not.toMatch(OBEYED);
  });
});
