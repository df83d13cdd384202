import { spawnSync } from 'node:child_process';
import { createPrivateKey, createPublicKey, generateKeyPairSync } from 'node:crypto';
import { cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { buildSync } from 'esbuild';
import { afterAll, afterEach, describe, expect, it } from 'vitest';
import { findTargetFaults, readRepository } from '../../../main/authority/repository/read_repository.ts';
import { metadataSigner, repositoryKey } from '../../../main/authority/repository/repository_key.ts';
import {
  initRepository,
  publishTargets,
  refreshTimestamp,
  rotateRoot,
} from '../../../main/authority/repository/sign_repository.ts';
import {
  addText,
  type Holder,
  initWith,
  makeFolder,
  makeHolder,
  makeKiosk,
  NOW_MS,
  rolesOf,
  SIGNING,
  signersOf,
  stateOf,
} from './make_repository.ts';

const DAY_MS = 86_400_000;
const base = mkdtempSync(path.join(tmpdir(), 'signing-'));
const open: string[] = [];

afterEach(() => {
  for (const place of open.splice(0)) rmSync(place, { recursive: true });
});
afterAll(() => rmSync(base, { recursive: true }));

function newRepository(holders: readonly Holder[], threshold = 1) {
  const made = makeFolder();
  open.push(made.path);
  initWith(made.folder, holders, threshold);
  return made;
}

describe('a repository', () => {
  it('is what a kiosk takes, from the empty one on, and each version follows on the one before', async () => {
    const holders = [makeHolder()];
    const { folder, path: place } = newRepository(holders);
    const kiosk = makeKiosk(place);
    expect(await kiosk.fetch()).toEqual([]);
    const targets = [addText(folder, 'texts/a.json', 'A')];
    expect(
      publishTargets(folder, stateOf(folder), targets, { ...SIGNING, signers: signersOf(holders) }).ok,
    ).toBe(true);
    expect(await kiosk.fetch()).toEqual(['texts/a.json']);
    expect(refreshTimestamp(folder, stateOf(folder), { ...SIGNING, signers: signersOf(holders) }).ok).toBe(
      true,
    );
    expect(await kiosk.fetch()).toEqual(['texts/a.json']);
    const { snapshot, targets: list, timestamp } = stateOf(folder);
    expect([timestamp, snapshot, list].map(({ signed }) => signed.version)).toEqual([3, 2, 2]);
    expect(readdirSync(path.join(place, 'metadata')).sort()).toEqual([
      '1.root.json',
      '1.snapshot.json',
      '1.targets.json',
      '2.snapshot.json',
      '2.targets.json',
      'timestamp.json',
    ]);
    kiosk.close();
  });

  it('ends on the days that were asked for', async () => {
    const holders = [makeHolder()];
    const made = makeFolder();
    open.push(made.path);
    const days = { root: 40, targets: 30, snapshot: 20, timestamp: 10 };
    initRepository(made.folder, rolesOf(holders), { days, nowMs: NOW_MS, signers: signersOf(holders) });
    const kiosk = makeKiosk(made.path);
    expect(await kiosk.fetch(NOW_MS + 10 * DAY_MS - 1)).toEqual([]);
    expect(await kiosk.fetch(NOW_MS + 10 * DAY_MS)).toBe('frozen metadata/timestamp.json');
    kiosk.close();
  });

  it('needs as many keys as each role asks for, and is untouched where one is missing', async () => {
    const holders = [makeHolder(), makeHolder(), makeHolder()];
    const { folder, path: place } = newRepository(holders, 2);
    const before = readdirSync(place, { recursive: true }).sort();
    const targets = [addText(folder, 'texts/a.json', 'A')];
    const state = stateOf(folder);
    const one = { ...SIGNING, signers: signersOf(holders.slice(0, 1)) };
    expect(publishTargets(folder, state, [], one)).toEqual({ ok: false, error: { role: 'targets' } });
    expect(refreshTimestamp(folder, state, one)).toEqual({ ok: false, error: { role: 'timestamp' } });
    expect(rotateRoot(folder, state, rolesOf(holders, 2), one)).toEqual({
      ok: false,
      error: { role: 'root' },
    });
    const strangers = { ...SIGNING, signers: signersOf([makeHolder(), makeHolder()]) };
    expect(publishTargets(folder, state, [], strangers)).toEqual({ ok: false, error: { role: 'targets' } });
    expect(
      readdirSync(place, { recursive: true })
        .filter((name) => String(name).includes('metadata'))
        .sort(),
    ).toEqual(before.filter((name) => String(name).includes('metadata')));
    const two = { ...SIGNING, signers: signersOf(holders.slice(1)) };
    expect(publishTargets(folder, state, targets, two)).toEqual({ ok: true, value: null });
  });

  it('is handed on to other keys, and a kiosk with the first root follows', async () => {
    const [first, second, third] = [makeHolder(), makeHolder(), makeHolder()];
    const { folder, path: place } = newRepository([first]);
    const kiosk = makeKiosk(place);
    expect(await kiosk.fetch()).toEqual([]);
    const both = { ...SIGNING, signers: signersOf([first, second]) };
    expect(rotateRoot(folder, stateOf(folder), rolesOf([second]), both).ok).toBe(true);
    expect(await kiosk.fetch()).toEqual([]);
    // The one who was dismissed signs for nobody.
    const targets = [addText(folder, 'texts/a.json', 'A')];
    expect(
      publishTargets(folder, stateOf(folder), targets, { ...SIGNING, signers: signersOf([first]) }).ok,
    ).toBe(false);
    expect(
      publishTargets(folder, stateOf(folder), targets, { ...SIGNING, signers: signersOf([second]) }).ok,
    ).toBe(true);
    const later = { ...SIGNING, signers: signersOf([second, third]) };
    expect(rotateRoot(folder, stateOf(folder), rolesOf([second, third], 2), later).ok).toBe(true);
    expect(await kiosk.fetch()).toEqual(['texts/a.json']);
    expect(stateOf(folder).root.signed.version).toBe(3);
    kiosk.close();
    const newcomer = makeKiosk(place);
    expect(await newcomer.fetch()).toEqual(['texts/a.json']);
    newcomer.close();
  });

  it('gets a root that lasts longer with its keys alone', () => {
    const holders = [makeHolder()];
    const { folder } = newRepository(holders);
    const before = stateOf(folder);
    expect(rotateRoot(folder, before, rolesOf(holders), { ...SIGNING, signers: signersOf(holders) }).ok).toBe(
      true,
    );
    const after = stateOf(folder);
    expect(after.root.signed.version).toBe(2);
    expect(after.timestamp.signed.version).toBe(before.timestamp.signed.version);
    expect(after.firstFingerprint).toBe(before.fingerprint);
    expect(after.fingerprint).not.toBe(before.fingerprint);
  });
});

describe('a repository whose authority is killed while it signs', () => {
  const child = path.join(base, 'publishing_child.mjs');
  const keys = path.join(base, 'keys.json');
  const pems = [0, 1].map(() =>
    generateKeyPairSync('ed25519').privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
  );
  const holders = pems.map((pem): Holder => {
    const key = repositoryKey(createPublicKey(pem));
    if (key === null) throw new Error('No Ed25519 key');
    return { key, signer: metadataSigner(key.keyID, createPrivateKey(pem)) };
  });

  function signUntilKilled(command: string, place: string, writes: number): void {
    if (!existsSync(child)) {
      writeFileSync(keys, JSON.stringify(pems));
      buildSync({
        entryPoints: [path.join(import.meta.dirname, 'publishing_child.ts')],
        outfile: child,
        bundle: true,
        platform: 'node',
        format: 'esm',
        banner: {
          js: "import{createRequire as makeRequire}from'node:module';const require=makeRequire(import.meta.url);",
        },
      });
    }
    const { signal, stderr } = spawnSync(process.execPath, [child, command, place, keys, String(writes)], {
      encoding: 'utf8',
    });
    expect({ signal, stderr }).toEqual({ signal: 'SIGKILL', stderr: '' });
  }

  it.each([0, 1, 2])('is what it was after %i files of a publication, and then takes it', async (writes) => {
    const { folder, path: place } = newRepository(holders.slice(0, 1));
    const old = [addText(folder, 'texts/old.json', 'Old')];
    const signing = { ...SIGNING, signers: signersOf(holders) };
    expect(publishTargets(folder, stateOf(folder), old, signing).ok).toBe(true);
    const kiosk = makeKiosk(place);
    signUntilKilled('publish', place, writes);
    expect(await kiosk.fetch()).toEqual(['texts/old.json']);
    const fresh = [addText(folder, 'texts/new.json', 'New')];
    expect(publishTargets(folder, stateOf(folder), fresh, signing).ok).toBe(true);
    expect(await kiosk.fetch()).toEqual(['texts/new.json']);
    kiosk.close();
  });

  it.each([0, 1, 2, 3])(
    'is good under the old keys or the new after %i files of a hand-over',
    async (writes) => {
      const { folder, path: place } = newRepository(holders.slice(0, 1));
      const kiosk = makeKiosk(place);
      expect(await kiosk.fetch()).toEqual([]);
      signUntilKilled('rotate', place, writes);
      expect(await kiosk.fetch()).toEqual([]);
      const signing = { ...SIGNING, signers: signersOf(holders) };
      expect(rotateRoot(folder, stateOf(folder), rolesOf(holders.slice(1)), signing).ok).toBe(true);
      expect(await kiosk.fetch()).toEqual([]);
      expect(stateOf(folder).root.signed.version).toBe(2);
      kiosk.close();
    },
  );
});

describe('reading a repository before it is gone on from', () => {
  it('names the file that is not as it was signed', () => {
    const holders = [makeHolder()];
    const { folder, path: place } = newRepository(holders);
    const target = addText(folder, 'texts/a.json', 'A');
    publishTargets(folder, stateOf(folder), [target], { ...SIGNING, signers: signersOf(holders) });
    const copy = path.join(base, 'copy');
    for (const [file, code] of [
      ['metadata/1.root.json', 'bad_signatures'],
      ['metadata/timestamp.json', 'bad_signatures'],
      ['metadata/2.snapshot.json', 'changed'],
      ['metadata/2.targets.json', 'changed'],
    ] as const) {
      cpSync(place, copy, { recursive: true });
      const text = readFileSync(path.join(copy, file), 'utf8');
      writeFileSync(path.join(copy, file), text.replace(/"expires": "2/, '"expires": "3'));
      expect(readRepository({ ...folder, read: (name, most) => readAt(copy, name, most) }, null)).toEqual({
        ok: false,
        error: { file, code },
      });
      rmSync(path.join(copy, file));
      expect(readRepository({ ...folder, read: (name, most) => readAt(copy, name, most) }, null)).toEqual({
        ok: false,
        error: { file, code: 'missing' },
      });
      rmSync(copy, { recursive: true });
    }
    expect(readRepository(folder, 'ab'.repeat(32))).toEqual({
      ok: false,
      error: { file: 'metadata/1.root.json', code: 'wrong_root' },
    });
    expect(findTargetFaults(folder, [target])).toEqual([]);
    const file = `targets/texts/${target.hashes.sha256}.a.json`;
    writeFileSync(path.join(place, file), 'other');
    expect(findTargetFaults(folder, [target])).toEqual([{ file, code: 'changed' }]);
    rmSync(path.join(place, file));
    expect(findTargetFaults(folder, [target])).toEqual([{ file, code: 'missing' }]);
  });
});

function readAt(place: string, name: string, maxBytes: number): Uint8Array | 'too_large' | null {
  const file = path.join(place, name);
  if (!existsSync(file)) return null;
  const content = readFileSync(file);
  return content.length > maxBytes ? 'too_large' : content;
}
