import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import Database from 'better-sqlite3';
import { describe, expect, it } from 'vitest';
import { backUpCounts } from '../../main/counts/back_up_counts.ts';
import { backUp, isWholeBackup, restoreBackup } from '../../main/update/back_up.ts';
import { contentsOf, FILES, makeData, sumsOf } from './data_folder_of.ts';

const ID = '2026-11-28T00-00-00-000Z';
const save = (dataDir: string, id = ID) => backUp({ dataDir, id, copyCounts: (to) => backUpCounts(path.join(dataDir, 'counts.sqlite'), to) });

describe('a backup', () => {
  it('holds the counts, the settings, the keys and the trust, and no programs', () => {
    const dataDir = makeData();
    expect(save(dataDir)).toMatchObject({ ok: true, value: { schema: 40, sums: sumsOf(dataDir) } });
    const backup = path.join(dataDir, 'backups', ID);
    expect(sumsOf(backup)).toEqual(sumsOf(dataDir));
    expect(contentsOf(backup)).toEqual(FILES);
    expect(existsSync(path.join(backup, 'programs'))).toBe(false);
  });

  it('brings everything back, and leaves no log or copy that is of other counts', () => {
    const dataDir = makeData();
    const before = sumsOf(dataDir);
    save(dataDir);
    const database = new Database(path.join(dataDir, 'counts.sqlite'));
    database.pragma('journal_mode = WAL');
    database.exec('DELETE FROM tally');
    writeFileSync(path.join(dataDir, 'counts.copy.sqlite'), 'other');
    writeFileSync(path.join(dataDir, 'settings.json'), 'other');
    rmSync(path.join(dataDir, 'trust'), { recursive: true });
    expect(restoreBackup(dataDir, ID)).toBe('restored');
    database.close();
    expect(contentsOf(dataDir)).toEqual(FILES);
    expect(readdirSync(dataDir).filter((name) => name.startsWith('counts'))).toEqual(['counts.sqlite']);
    expect(sumsOf(dataDir)).toEqual(before);
  });

  it.each(['counts.sqlite', 'settings.json', 'backup.json', 'trust/blobs/aa'])('of which %s was changed is put over nothing', (name) => {
    const dataDir = makeData();
    save(dataDir);
    const file = path.join(dataDir, 'backups', ID, name);
    const bytes = readFileSync(file);
    bytes[Math.floor(bytes.length / 2)] = (bytes[Math.floor(bytes.length / 2)] ?? 0) ^ 1;
    writeFileSync(file, bytes);
    writeFileSync(path.join(dataDir, 'settings.json'), 'newer');
    expect(isWholeBackup(dataDir, ID)).toBe(false);
    expect(restoreBackup(dataDir, ID)).toBe('damaged');
    expect(readFileSync(path.join(dataDir, 'settings.json'), 'utf8')).toBe('newer');
  });

  it('is one of the last three', () => {
    const dataDir = makeData();
    for (const minute of ['01', '02', '03', '04', '05']) expect(save(dataDir, `2026-11-28T00-${minute}-00-000Z`).ok).toBe(true);
    expect(readdirSync(path.join(dataDir, 'backups'))).toEqual(['03', '04', '05'].map((minute) => `2026-11-28T00-${minute}-00-000Z`));
  });

  it('is refused where the counts cannot be read whole', () => {
    const dataDir = makeData();
    const file = path.join(dataDir, 'counts.sqlite');
    const bytes = readFileSync(file);
    bytes.fill(0xa5, 4_096, 40_960);
    writeFileSync(file, bytes);
    expect(save(dataDir)).toEqual({ ok: false, error: 'counts_not_copied' });
    expect(existsSync(path.join(dataDir, 'backups', ID))).toBe(false);
  });
});
