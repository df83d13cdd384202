import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import Database from 'better-sqlite3';
import { build } from 'esbuild';
import { beforeAll, beforeEach, expect, it } from 'vitest';
import { createEventLog } from '../../main/counts/event_log.ts';
import { openDatabase } from '../../main/counts/open_database.ts';
import { kioskKeyRecord, openKioskKey } from '../../main/settings/kiosk_key.ts';
import { sealedJson } from '../../main/settings/sealed_json.ts';
import { noKeyStore } from '../helpers/key_stores.ts';

const root = path.resolve(import.meta.dirname, '../..');
const command = path.join(root, `.build/test/events-${process.pid}.mjs`);
let folder = '';

beforeAll(async () => {
  await build({
    entryPoints: [path.join(root, 'main/cli/events.ts')],
    outfile: command,
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node20',
    external: ['better-sqlite3'],
    banner: { js: "import{createRequire as makeRequire}from'node:module';const require=makeRequire(import.meta.url);" },
  });
});

/** A kiosk's data folder with a log of five events, as after the program ended. */
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'kiosk-events-'));
  const database = openDatabase(path.join(folder, 'counts.sqlite'));
  const key = openKioskKey(sealedJson(path.join(folder, 'kiosk_key.json'), kioskKeyRecord, { keyStore: noKeyStore }));
  if (!database.ok || key === null) throw new Error('no data folder');
  const log = createEventLog(database.value, { sign: key.sign, now: Date.now });
  log.append('kiosk_started', '', 0);
  log.append('unlocked', 'manager', 0);
  for (let i = 0; i < 3; i += 1) log.append('override', 'emergency', 1);
  database.value.close();
});

function run(...args: readonly string[]) {
  const { status, stderr, stdout } = spawnSync(process.execPath, [command, ...args], {
    encoding: 'utf8',
    cwd: folder,
    env: { ...process.env, INIT_CWD: folder, ELECTRON_RUN_AS_NODE: '1' },
  });
  return { status, stderr, answer: stdout === '' ? null : (JSON.parse(stdout) as Record<string, unknown>) };
}

function edit(sql: string): void {
  const database = new Database(path.join(folder, 'counts.sqlite'));
  database.exec(sql);
  database.close();
}

it('says of an untouched log that it holds, its head and its key, and changes nothing in the folder', () => {
  const before = readFileSync(path.join(folder, 'counts.sqlite'));
  const { answer, status, stderr } = run('.');
  expect([status, stderr]).toEqual([0, '']);
  expect(answer).toEqual({
    holds: true,
    events: 5,
    head: expect.stringMatching(/^5:[0-9a-f]{64}$/),
    key: expect.stringMatching(/^[0-9a-f]{64}$/),
  });
  expect(readFileSync(path.join(folder, 'counts.sqlite')).equals(before)).toBe(true);
  const head = String(answer?.head);
  for (const digits of [64, 32, 16]) expect(run('.', '--head', head.slice(0, 2 + digits)).status, `${digits}`).toBe(0);
  expect(run('.', '--head', head.slice(0, 2 + 14)).status).toBe(2);
  const other = head.slice(0, 17) + (head[17] === '0' ? '1' : '0');
  expect(run('.', '--head', other)).toMatchObject({ status: 1, answer: { row: 5, fault: 'replaced' } });
});

it('names the one row in which one character was edited', () => {
  edit("UPDATE event SET word = 'emergencx' WHERE sequence = 4");
  const { answer, status } = run('.');
  expect(status).toBe(1);
  expect(answer).toMatchObject({ holds: false, row: 4, fault: 'edited' });
});

it('finds a cut end, and a log that was written anew by another key, against a head that was written down', () => {
  const { answer } = run('.');
  edit('DELETE FROM event WHERE sequence > 3');
  expect(run('.').status).toBe(0);
  expect(run('.', '--head', String(answer?.head))).toMatchObject({ status: 1, answer: { row: 4, fault: 'missing' } });
  const other = mkdtempSync(path.join(tmpdir(), 'kiosk-other-'));
  openKioskKey(sealedJson(path.join(other, 'kiosk_key.json'), kioskKeyRecord, { keyStore: noKeyStore }));
  copyFileSync(path.join(other, 'kiosk_key.json'), path.join(folder, 'kiosk_key.json'));
  const foreign = run('.');
  expect(foreign).toMatchObject({ status: 1, answer: { row: 1, fault: 'foreign_signature' } });
  expect(foreign.answer?.key).not.toBe(answer?.key);
});

it('writes the log into a file, never over another, and checks that file anywhere', () => {
  expect(run('.', '--export', 'log.txt').status).toBe(0);
  expect(run('.', '--export', 'log.txt').status).toBe(2);
  const elsewhere = path.join(folder, 'elsewhere');
  mkdirSync(elsewhere);
  copyFileSync(path.join(folder, 'log.txt'), path.join(elsewhere, 'log.txt'));
  const { answer } = run('.');
  expect(run('--check', 'elsewhere/log.txt')).toMatchObject({ status: 0, answer });
  const text = readFileSync(path.join(elsewhere, 'log.txt'), 'utf8');
  writeFileSync(path.join(elsewhere, 'log.txt'), text.replace('"amount":1', '"amount":2'));
  expect(run('--check', 'elsewhere/log.txt')).toMatchObject({ status: 1, answer: { row: 3, fault: 'edited' } });
  writeFileSync(path.join(elsewhere, 'log.txt'), 'a letter\n');
  expect(run('--check', 'elsewhere/log.txt')).toMatchObject({ status: 1, stderr: 'Line 1 is not one of an exported event log.\n' });
});

it('reads the log of a kiosk that is running', () => {
  const database = openDatabase(path.join(folder, 'counts.sqlite'));
  const key = openKioskKey(sealedJson(path.join(folder, 'kiosk_key.json'), kioskKeyRecord, { keyStore: noKeyStore }));
  if (!database.ok || key === null) throw new Error('no data folder');
  createEventLog(database.value, { sign: key.sign, now: Date.now }).append('kiosk_started', '', 0);
  expect(readdirSync(folder)).toContain('counts.sqlite-wal');
  expect(run('.')).toMatchObject({ status: 0, answer: { events: 6 } });
  database.value.close();
});

it.each([
  [[], 'Name one DATA_FOLDER'],
  [['a', 'b'], 'Name one DATA_FOLDER'],
  [['.', '--check', 'x'], 'Name one DATA_FOLDER'],
  [['.', '--head', '5'], 'is not SEQUENCE:HASH'],
  [['.', '--no-such'], 'no-such'],
  [['nowhere'], 'cannot be opened'],
])('says of %j what is the matter', (args, said) => {
  const { answer, status, stderr } = run(...args);
  expect([status, answer]).toEqual([2, null]);
  expect(stderr).toContain(said);
});

it('does not take a damaged file, or one without its key, for a good one', () => {
  const file = path.join(folder, 'counts.sqlite');
  const bytes = readFileSync(file);
  writeFileSync(path.join(folder, 'kiosk_key.json'), '{}');
  expect(run('.')).toMatchObject({ status: 1, answer: null });
  bytes.fill(0x5a, 100);
  writeFileSync(file, bytes);
  expect(run('.')).toMatchObject({ status: 1, answer: null });
});
