import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';

const root = path.resolve(import.meta.dirname, '../..');
const page = readFileSync(path.join(root, '.github/SECURITY.md'), 'utf8');
const ATTACKERS = ['A visitor with a malicious code', 'A stick', 'A rogue scanner', 'Someone on the local network', 'A curious steward', 'A thief of the disk'];

describe('the security page', () => {
  it.each(ATTACKERS)('says of %s what is promised, what is not, and which tests there are', (attacker) => {
    const [, section = ''] = page.split(`## ${attacker}\n`);
    const [text = ''] = section.split('\n## ');
    for (const part of ['Promised: ', 'Not promised: ', 'Tested: ']) expect(text).toContain(`\n${part}`);
    expect(text.slice(text.indexOf('Tested: '))).toMatch(/`test\/[\w/]+\.test\.ts`/);
  });

  it('names nothing that is not there', () => {
    const named = [...page.matchAll(/`((?:test|main)\/[\w./]+)`/g)].map(([, name = '']) => name);
    expect(named.length).toBeGreaterThan(30);
    expect(named.filter((name) => !existsSync(path.join(root, name)))).toEqual([]);
  });

  it('names only commands and numbers that hold', () => {
    const { scripts } = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8')) as { scripts: object };
    for (const [, name = ''] of page.matchAll(/`npm run ([\w:]+)`/g)) expect(scripts).toHaveProperty([name]);
    const lock = readFileSync(path.join(root, 'main/settings/staff_lock.ts'), 'utf8');
    expect(lock).toContain('N: 2 ** 15, r: 8');
    expect(page).toContain(`N ${2 ** 15}, r 8`);
  });
});
