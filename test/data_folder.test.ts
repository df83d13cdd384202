import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { diskRoom, listDataFolder } from '../main/data_folder.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'kiosk-folder-'));
afterAll(() => rmSync(folder, { recursive: true }));

it('sums up folders, and follows no link', () => {
  mkdirSync(path.join(folder, 'trust/blobs'), { recursive: true });
  writeFileSync(path.join(folder, 'trust/blobs/a'), 'abc');
  writeFileSync(path.join(folder, 'trust/b'), 'de');
  writeFileSync(path.join(folder, 'pin.json'), '{}');
  symlinkSync('/', path.join(folder, 'link'));
  const listed = listDataFolder(folder).map(({ bytes, files, name }) => [name, files, bytes]);
  expect(listed.toSorted()).toEqual([
    ['link', 1, 1],
    ['pin.json', 1, 2],
    ['trust', 2, 5],
  ]);
  expect(listDataFolder(path.join(folder, 'absent'))).toEqual([]);
});

it('says how much room there is', () => {
  const room = diskRoom(folder);
  expect(room?.freeBytes).toBeGreaterThan(0);
  expect(room?.totalBytes).toBeGreaterThanOrEqual(room?.freeBytes ?? 0);
  expect(diskRoom(path.join(folder, 'absent'))).toBeNull();
});
