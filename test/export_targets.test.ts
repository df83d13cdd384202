import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { createExportTargets, type ExportTargets } from '../main/export_targets.ts';
import { sticksAmong } from '../main/mounted_sticks.ts';

let base = '';
let stick = '';
let documents = '';
let targets: ExportTargets;
beforeEach(() => {
  base = mkdtempSync(path.join(tmpdir(), 'targets-'));
  stick = path.join(base, 'STICK A');
  documents = path.join(base, 'Documents');
  for (const folder of [stick, documents]) mkdirSync(folder);
  targets = createExportTargets({ sticks: () => [stick], documents });
});

const CONTENT = Buffer.from('a,b\r\n1,2\r\n');

describe('export targets', () => {
  it('are the sticks, then the documents, and only what is there', () => {
    expect(targets.list()).toEqual([
      { id: stick, name: 'STICK A' },
      { id: documents, name: 'Documents' },
    ]);
    rmSync(stick, { recursive: true });
    expect(targets.list().map(({ id }) => id)).toEqual([documents]);
    writeFileSync(stick, 'a file in its place');
    expect(targets.list().map(({ id }) => id)).toEqual([documents]);
  });

  it('take a file whole, and leave nothing else beside it', () => {
    const large = Buffer.alloc(3_000_000, 'figures ');
    expect(targets.write(stick, 'figures.csv', large)).toEqual({ ok: true, value: { file: path.join(stick, 'figures.csv') } });
    expect(readFileSync(path.join(stick, 'figures.csv')).equals(large)).toBe(true);
    expect(readdirSync(stick)).toEqual(['figures.csv']);
  });

  it('never write over a file: the new one gets a number', () => {
    writeFileSync(path.join(documents, 'figures.csv'), 'older');
    const written = [1, 2].map(() => targets.write(documents, 'figures.csv', CONTENT));
    expect(written.map((one) => (one.ok ? path.basename(one.value.file) : one.error))).toEqual(['figures-2.csv', 'figures-3.csv']);
    expect(readFileSync(path.join(documents, 'figures.csv'), 'utf8')).toBe('older');
    expect(readdirSync(documents).sort()).toEqual(['figures-2.csv', 'figures-3.csv', 'figures.csv']);
  });

  it('say so when the stick is gone, or was never on the list', () => {
    rmSync(stick, { recursive: true });
    expect(targets.write(stick, 'figures.csv', CONTENT)).toEqual({ ok: false, error: 'no_target' });
    expect(targets.write(base, 'figures.csv', CONTENT)).toEqual({ ok: false, error: 'no_target' });
    expect(targets.write(`${documents}/..`, 'figures.csv', CONTENT)).toEqual({ ok: false, error: 'no_target' });
    expect(readdirSync(base)).toEqual(['Documents']);
  });

  it('say so when the disk refuses, and leave nothing behind', () => {
    // A folder where the unfinished file would be: refused for root too.
    mkdirSync(path.join(documents, 'figures.csv.unfinished'));
    const refused = targets.write(documents, 'figures.csv', CONTENT);
    expect(refused).toEqual({ ok: false, error: 'not_saved' });
    expect(readdirSync(documents)).toEqual(['figures.csv.unfinished']);
  });

  it.each(['../figures.csv', 'a/b.csv', '.figures.csv', 'figures', 'a b.csv', ''])('take no such name: %s', (name) => {
    expect(() => targets.write(documents, name, CONTENT)).toThrow(RangeError);
    expect(readdirSync(base).sort()).toEqual(['Documents', 'STICK A']);
  });

  it('can be read by whoever gets the stick', () => {
    targets.write(documents, 'figures.csv', CONTENT);
    expect(statSync(path.join(documents, 'figures.csv')).mode & 0o444).not.toBe(0);
  });
});

describe('what is mounted', () => {
  it('is known by its place, with its name as it was, and only where it may be written', () => {
    const mounts = [
      'sysfs /sys sysfs rw,nosuid 0 0',
      '/dev/sda2 / ext4 rw,relatime 0 0',
      '/dev/sdb1 /media/door/STICK\\040A vfat rw,nosuid 0 0',
      '/dev/sdc1 /run/media/door/票站 exfat rw 0 0',
      '/dev/sdd1 /mnt ext4 rw 0 0',
      '/dev/sr0 /media/door/CD iso9660 ro,nosuid 0 0',
      '/dev/sde1 /mediator/x vfat rw 0 0',
      '/dev/sdf1 /home/door ext4 rw,nosuid 0 0',
      '',
    ].join('\n');
    expect(sticksAmong(mounts)).toEqual(['/media/door/STICK A', '/run/media/door/票站', '/mnt']);
  });
});
