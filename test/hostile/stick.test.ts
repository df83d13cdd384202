import { spawnSync } from 'node:child_process';
import { lstatSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { createExportTargets } from '../../main/export_targets.ts';
import { sticksAmong } from '../../main/mounted_sticks.ts';
import { readUpTo } from '../../main/read_up_to.ts';
import { openRepository } from '../../main/trust/repository/repository_source.ts';
import { readSetupFile } from '../../main/trust/setup_code.ts';

const MAX_BYTES = 1_000;
const SECRET = 'what the kiosk keeps';

let stick = '';
let kiosk = '';
beforeEach(() => {
  stick = mkdtempSync(path.join(tmpdir(), 'stick-'));
  kiosk = mkdtempSync(path.join(tmpdir(), 'kiosk-'));
  writeFileSync(path.join(kiosk, 'pin.json'), SECRET);
});

/** Whatever a stick can bring under a name that the kiosk looks for. */
const THINGS: Readonly<Record<string, (file: string) => void>> = {
  'a pipe': (file) => void spawnSync('mkfifo', [file]),
  'a link to a pipe': (file) => {
    spawnSync('mkfifo', [`${file}.pipe`]);
    symlinkSync(`${file}.pipe`, file);
  },
  'a link to an endless device': (file) => symlinkSync('/dev/zero', file),
  'a link to a terminal': (file) => symlinkSync('/dev/tty', file),
  'a link to a folder': (file) => symlinkSync('/', file),
  'a link to itself': (file) => symlinkSync(file, file),
  'a link to nothing': (file) => symlinkSync('/nowhere', file),
  'a folder': (file) => mkdirSync(file),
  'a file of a terabyte': (file) => {
    writeFileSync(file, '');
    truncateSync(file, 2 ** 40);
  },
  'a socket': (file) =>
    void spawnSync(process.execPath, ['-e', `require('net').createServer().listen(process.argv[1], () => process.kill(process.pid, 'SIGKILL'))`, file]),
};

describe('a stick that brings', () => {
  it.each(Object.keys(THINGS))('%s in the place of a file is not read, and holds nothing up', async (thing) => {
    const file = path.join(stick, 'setup.txt');
    THINGS[thing]?.(file);
    expect(lstatSync(file).isFile()).toBe(thing === 'a file of a terabyte');
    expect(readUpTo(file, MAX_BYTES)).toBeNull();
    const source = openRepository(stick);
    if (!source.ok) throw new Error(source.error);
    expect(await source.value.read('setup.txt', MAX_BYTES)).toMatchObject({ ok: false });
  });

  it.each(Object.keys(THINGS))('%s in the place of an export writes the export beside it, and changes nothing of the kiosk', (thing) => {
    const name = 'venue-pass-figures.csv';
    for (const taken of [name, `${name}.unfinished`]) {
      if (thing === 'a folder' && taken.endsWith('.unfinished')) continue;
      THINGS[thing]?.(path.join(stick, taken));
    }
    const targets = createExportTargets({ sticks: () => [stick], documents: kiosk });
    const written = targets.write(stick, name, Buffer.from('the figures'));
    expect(written).toMatchObject({ ok: true });
    if (written.ok) expect([lstatSync(written.value.file).isFile(), readFileSync(written.value.file, 'utf8')]).toEqual([true, 'the figures']);
  });

  it('links to what the kiosk keeps gets nothing of it, and writes nothing into it', async () => {
    const name = 'venue-pass-figures.csv';
    for (const link of [`${name}.unfinished`, 'root.json']) symlinkSync(path.join(kiosk, 'pin.json'), path.join(stick, link));
    createExportTargets({ sticks: () => [stick], documents: kiosk }).write(stick, name, Buffer.from('the figures'));
    expect(readFileSync(path.join(kiosk, 'pin.json'), 'utf8')).toBe(SECRET);
    const source = openRepository(stick);
    if (!source.ok) throw new Error(source.error);
    expect(await source.value.read('root.json', MAX_BYTES)).toEqual({ ok: false, error: 'outside' });
  });

  it('a folder where an export is being written says so, and loses nothing', () => {
    mkdirSync(path.join(stick, 'a.csv.unfinished'));
    const targets = createExportTargets({ sticks: () => [stick], documents: kiosk });
    expect(targets.write(stick, 'a.csv', Buffer.from('x'))).toEqual({ ok: false, error: 'not_saved' });
    expect(readdirSync(stick)).toEqual(['a.csv.unfinished']);
  });

  it('thousands of files of every name is only looked at where the kiosk looks', async () => {
    for (let index = 0; index < 5_000; index += 1) writeFileSync(path.join(stick, `venue-pass-figures-${index}.csv`), '');
    const targets = createExportTargets({ sticks: () => [stick], documents: kiosk });
    expect(targets.write(stick, 'venue-pass-figures.csv', Buffer.from('x'))).toMatchObject({ ok: true });
    expect(targets.list()).toHaveLength(2);
  });

  it.each(['../pin.json', '..\\pin.json', '/etc/passwd', 'a/../../pin.json', 'C:\\pin.json', 'a\0b', '.hidden', 'a//b', '%2e%2e/pin.json', 'ａ', '']) (
    'a list that names %j as its file is read no further',
    async (name) => {
      const source = openRepository(stick);
      if (!source.ok) throw new Error(source.error);
      expect(await source.value.read(name, MAX_BYTES)).toEqual({ ok: false, error: 'outside' });
    },
  );

  it('a label with controls in it is still one folder, by its name', () => {
    expect(sticksAmong(['/dev/sdb1 /media/\\033[2J vfat rw 0 0', 'garbage', '', '/dev/sdd1'].join('\n'))).toEqual(['/media/\x1b[2J']);
  });

  it.each(['', '{}', 'VPS1:', '\0'.repeat(100), `${'VPS1:'}${'A'.repeat(100_000)}`, '../../etc/passwd'])('%j as its set-up code sets nothing up', (text) => {
    expect(readSetupFile(Buffer.from(text))).toMatchObject({ ok: false });
  });
});
