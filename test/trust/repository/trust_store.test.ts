import { cpSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { openTrustStore, type StagedUpdate, type TrustStore } from '../../../main/trust/repository/trust_store.ts';
import { type Operation, watchFiles, WRITING } from './counting_files.ts';
import { fetchFrom, makeStore, mustBeOk, mustFetch, mustUpdate } from './fetch.ts';
import {
  DAY_MS,
  everyKind,
  HOUR_MS,
  instant,
  keysTarget,
  makeAuthorityKeys,
  makeFolder,
  makeRepository,
  NOW,
  policyTarget,
  removeFolders,
  revocationsTarget,
  rootContent,
  rulesTarget,
  sha256,
  signMetadata,
  type TestRepository,
} from './make_repository.ts';

const made: string[] = [];
afterEach(() => removeFolders(...made.splice(0)));

function setUp(): { repository: TestRepository; store: TrustStore } {
  const repository = makeRepository();
  const store = makeStore(repository.root);
  made.push(repository.folder, store.folder);
  return { repository, store };
}

/** A kiosk that has applied two updates; `names` are the keys of each. */
async function setUpTwice() {
  const { repository, store } = setUp();
  repository.publish([keysTarget(['DE first']), ...everyKind().slice(1)]);
  await mustUpdate(store, repository.folder);
  repository.publish([keysTarget(['DE second']), ...everyKind().slice(1)]);
  await mustUpdate(store, repository.folder);
  return { repository, store };
}

const keysOf = (store: TrustStore) =>
  mustBeOk(store.load()).files.trustLists.flatMap(({ content }) =>
    JSON.parse(Buffer.from(content).toString('utf8')).keys.map((key: { keyId: string }) => key.keyId),
  );
const blobsOf = (store: TrustStore) => readdirSync(path.join(store.folder, 'blobs'));
const statesOf = (store: TrustStore) => readdirSync(path.join(store.folder, 'states')).sort();
const damage = (file: string) => {
  const bytes = readFileSync(file);
  bytes[bytes.length >> 1] = (bytes[bytes.length >> 1] ?? 0) ^ 1;
  writeFileSync(file, bytes);
};
const blobOf = (store: TrustStore, content: Uint8Array) => path.join(store.folder, 'blobs', sha256(content));
const at = (store: TrustStore, name: string) => path.join(store.folder, name);

describe('an empty folder', () => {
  it('is not set up, and then holds nothing but the root of trust', () => {
    const { root, folder: other } = makeRepository();
    const folder = makeFolder('store');
    made.push(other, folder);
    const store = openTrustStore(path.join(folder, 'deeper', 'still'));
    expect(store.load()).toEqual({ ok: false, error: 'not_set_up' });
    expect(store.trustedMetadata()).toEqual({ ok: false, error: 'not_set_up' });
    expect(store.restorePrevious()).toEqual({ ok: false, error: 'not_set_up' });
    expect(store.init(root, NOW)).toEqual({ ok: true, value: { fingerprint: sha256(root) } });
    const loaded = mustBeOk(store.load());
    expect(loaded).toMatchObject({
      state: 0,
      rootVersion: 1,
      fingerprint: sha256(root),
      files: { trustLists: [], rulePacks: [], revocationLists: [] },
      issuedAtMs: { keys: null, rules: null, revocations: null },
      hasPrevious: false,
      fellBack: false,
    });
    expect(store.restorePrevious()).toEqual({ ok: false, error: 'no_previous' });
    expect(store.init(root, NOW)).toEqual({ ok: false, error: 'already_set_up' });
  });

  it('takes no root that its own keys did not sign', () => {
    const keys = makeAuthorityKeys();
    const store = openTrustStore(makeFolder('store'));
    made.push(store.folder);
    const good = signMetadata(rootContent(keys, 1), keys.root.keys);
    const roots = [
      Buffer.of(),
      Buffer.from('{}'),
      good.subarray(0, -1),
      Buffer.from(good.toString().replace('"version":1', '"version":2')),
      signMetadata(rootContent(keys, 1), keys.root.keys.slice(0, 1)),
      signMetadata(rootContent(keys, 1), makeAuthorityKeys().root.keys),
    ];
    for (const root of roots) expect(store.init(root, NOW)).toEqual({ ok: false, error: 'bad_root' });
    expect(store.init(good, NOW).ok).toBe(true);
  });
});

describe('an applied update', () => {
  it('is what the door judges by', async () => {
    const { repository, store } = setUp();
    repository.publish(everyKind());
    mustBeOk(store.apply(await mustFetch(store, repository.folder), NOW + 5));
    const loaded = mustBeOk(openTrustStore(store.folder).load());
    expect(loaded).toMatchObject({ state: 1, appliedAtMs: NOW + 5, hasPrevious: false, fellBack: false });
    expect(loaded.authorityPolicy?.ages.keys).toEqual({ warnAfterHours: 24, stopAfterHours: 96 });
    expect(loaded.venueTexts.map(({ lines }) => lines.en)).toEqual(['Doors open at nine.']);
    expect([...loaded.files.trustLists, ...loaded.files.rulePacks].map(({ name }) => name)).toEqual([
      'keys/world.json',
      'rules/any.json',
    ]);
  });

  it('keeps no blob and no state that nobody needs', async () => {
    const { repository, store } = await setUpTwice();
    const kept = blobsOf(store).length;
    for (let round = 3; round < 6; round += 1) {
      repository.publish([keysTarget([`DE round${round}`]), ...everyKind().slice(1)]);
      await mustUpdate(store, repository.folder);
    }
    expect(blobsOf(store)).toHaveLength(kept);
    expect(statesOf(store)).toEqual(['4.json', '5.json']);
    writeFileSync(at(store, 'blobs/stray.new'), 'x');
    repository.publish([keysTarget(['DE round6']), ...everyKind().slice(1)]);
    await mustUpdate(store, repository.folder);
    expect(blobsOf(store)).toHaveLength(kept);
  });

  it('that only renews signatures leaves the previous state to go back to', async () => {
    const { repository, store } = await setUpTwice();
    for (let day = 0; day < 3; day += 1) {
      repository.publish([keysTarget(['DE second']), ...everyKind().slice(1)]);
      await mustUpdate(store, repository.folder);
    }
    expect(mustBeOk(store.load()).state).toBe(5);
    mustBeOk(store.restorePrevious());
    expect(keysOf(store)).toEqual(['first']);
  });
});

describe('the previous state', () => {
  it('is restored in one step, and again', async () => {
    const { store } = await setUpTwice();
    expect(store.restorePrevious()).toEqual({ ok: true, value: { state: 1 } });
    expect(keysOf(store)).toEqual(['first']);
    expect(mustBeOk(store.load()).hasPrevious).toBe(true);
    expect(store.restorePrevious()).toEqual({ ok: true, value: { state: 2 } });
    expect(keysOf(store)).toEqual(['second']);
  });

  it('is followed by the update that was left, or by a newer one', async () => {
    const { repository, store } = await setUpTwice();
    mustBeOk(store.restorePrevious());
    const again = await mustUpdate(store, repository.folder);
    expect(again.downloaded.files).toBe(0);
    expect(keysOf(store)).toEqual(['second']);
    mustBeOk(store.restorePrevious());
    expect(keysOf(store)).toEqual(['first']);
    repository.publish([keysTarget(['DE third'])]);
    await mustUpdate(store, repository.folder);
    expect(keysOf(store)).toEqual(['third']);
    mustBeOk(store.restorePrevious());
    expect(keysOf(store)).toEqual(['first']);
  });

  it('is not restored where it is damaged', async () => {
    const { store } = await setUpTwice();
    damage(blobOf(store, keysTarget(['DE first']).content));
    expect(store.restorePrevious()).toEqual({ ok: false, error: 'damaged' });
    expect(keysOf(store)).toEqual(['second']);
  });
});

describe('the age of each kind', () => {
  const issued = (hours: number) => ({ issuedAt: instant(NOW - hours * HOUR_MS) });
  const publish = (repository: TestRepository, keys: number, rules: number, revocations: number) =>
    repository.publish([
      { ...keysTarget([`DE k${keys}`]), ...issued(keys) },
      { ...keysTarget(['FR k2'], { file: 'keys/older.json' }), ...issued(keys + 100) },
      { ...rulesTarget(), ...issued(rules) },
      { ...revocationsTarget([]), ...issued(revocations) },
    ]);
  const hours = (store: TrustStore) => {
    const { keys, revocations, rules } = mustBeOk(store.load()).issuedAtMs;
    return [keys, rules, revocations].map((at) => (NOW - (at ?? Number.NaN)) / HOUR_MS);
  };

  it('is since the authority last vouched for it, whenever it was applied or restored', async () => {
    const { repository, store } = setUp();
    publish(repository, 50, 40, 30);
    await mustUpdate(store, repository.folder, NOW);
    expect(hours(store)).toEqual([50, 40, 30]);
    publish(repository, 5, 4, 3);
    await mustUpdate(store, repository.folder, NOW + DAY_MS);
    expect(hours(store)).toEqual([5, 4, 3]);
    mustBeOk(store.restorePrevious());
    expect(hours(store)).toEqual([50, 40, 30]);
    const copy = makeFolder('copy');
    made.push(copy);
    cpSync(store.folder, copy, { recursive: true });
    expect(hours(openTrustStore(copy))).toEqual([50, 40, 30]);
  });

  it('is nobody’s where there is nothing of a kind', async () => {
    const { repository, store } = setUp();
    repository.publish([policyTarget()]);
    await mustUpdate(store, repository.folder);
    expect(mustBeOk(store.load()).issuedAtMs).toEqual({ keys: null, rules: null, revocations: null });
  });
});

describe('a damaged disk', () => {
  it('falls back to the previous state, whichever file of the current one is damaged, and says so', async () => {
    const { repository, store } = await setUpTwice();
    const files = [
      at(store, 'states/2.json'),
      blobOf(store, keysTarget(['DE second']).content),
      ...['timestamp.json', '2.snapshot.json', '2.targets.json'].map((name) =>
        blobOf(store, readFileSync(repository.file(`metadata/${name}`))),
      ),
    ];
    for (const file of files) {
      for (const hurt of [damage, (name: string) => writeFileSync(name, ''), (name: string) => rmSync(name)]) {
        const before = readFileSync(file);
        hurt(file);
        expect(mustBeOk(store.load())).toMatchObject({ state: 1, fellBack: true, hasPrevious: false });
        expect(keysOf(store)).toEqual(['first']);
        writeFileSync(file, before);
      }
    }
    expect(mustBeOk(store.load())).toMatchObject({ state: 2, fellBack: false });
  });

  it('is healed by the next update, which keeps what was used meanwhile', async () => {
    const { repository, store } = await setUpTwice();
    damage(blobOf(store, keysTarget(['DE second']).content));
    repository.publish([keysTarget(['DE third']), ...everyKind().slice(1)]);
    await mustUpdate(store, repository.folder);
    expect(mustBeOk(store.load())).toMatchObject({ state: 3, fellBack: false });
    mustBeOk(store.restorePrevious());
    expect(keysOf(store)).toEqual(['first']);
  });

  it('with both states damaged judges nobody, and is healed by the next update', async () => {
    const { repository, store } = await setUpTwice();
    for (const name of blobsOf(store)) if (name !== sha256(repository.root)) damage(at(store, `blobs/${name}`));
    expect(store.load()).toEqual({ ok: false, error: 'damaged' });
    expect(store.restorePrevious()).toEqual({ ok: false, error: 'damaged' });
    await mustUpdate(store, repository.folder);
    expect(keysOf(store)).toEqual(['second']);
  });

  it('reads the copy of the pointer, and nothing without both', async () => {
    const { repository, store } = await setUpTwice();
    damage(at(store, 'current.json'));
    expect(mustBeOk(store.load())).toMatchObject({ state: 2, fellBack: false });
    rmSync(at(store, 'current.json'));
    expect(mustBeOk(store.load())).toMatchObject({ state: 2, fellBack: false });
    damage(at(store, 'current_copy.json'));
    expect(store.load()).toEqual({ ok: false, error: 'damaged' });
    expect(store.init(repository.root, NOW)).toEqual({ ok: false, error: 'damaged' });
    expect(await fetchFrom(store, repository.folder)).toBe('damaged null');
  });

  it('still refuses what is older, by whatever metadata it has left', async () => {
    const { repository, store } = await setUpTwice();
    const older = readFileSync(repository.file('metadata/timestamp.json'));
    repository.publish([keysTarget(['DE third'])]);
    await mustUpdate(store, repository.folder);
    damage(blobOf(store, keysTarget(['DE third']).content));
    writeFileSync(repository.file('metadata/timestamp.json'), older);
    expect(await fetchFrom(store, repository.folder)).toBe('older metadata/timestamp.json');
  });
});

describe('every operation on the disk', () => {
  const fault = (code: string) => Object.assign(new Error(code), { code });

  /** Applies with a disk whose n-th writing operation fails, and all after it where `forGood`. */
  function applyFailing(folder: string, update: StagedUpdate, n: number, code: string, forGood: boolean) {
    let count = 0;
    const files = watchFiles((operation) => {
      if (!WRITING.includes(operation)) return;
      count += 1;
      // A descriptor that is not closed would be left by the test, not by the store.
      if (operation !== 'closeSync' && (count === n || (forGood && count > n))) throw fault(code);
    });
    const applied = openTrustStore(folder, files).apply(update, NOW);
    return { applied, count };
  }

  it.each([
    ['ENOSPC', 'disk_full'],
    ['EROFS', 'disk_failed'],
    ['EIO', 'disk_failed'],
  ])('may fail with %s: the old state stays or the new one is there, and the next update works', async (code, error) => {
    const { repository, store } = await setUpTwice();
    repository.publish([keysTarget(['DE third']), ...everyKind().slice(1)]);
    const update = await mustFetch(store, repository.folder);
    const seen = new Set<string>();
    let operations = 0;
    for (const forGood of [false, true]) {
      for (let n = 1, total = 1; n <= total; n += 1) {
        const folder = makeFolder('failing');
        cpSync(store.folder, folder, { recursive: true });
        const { applied, count } = applyFailing(folder, update, n, code, forGood);
        total = Math.max(total, forGood ? operations : count + 1);
        operations = Math.max(operations, count);
        if (!applied.ok) expect(applied.error).toBe(error);
        const after = openTrustStore(folder);
        const [key] = keysOf(after);
        expect(['second', 'third']).toContain(key);
        if (applied.ok) expect(key).toBe('third');
        seen.add(`${applied.ok} ${key}`);
        expect(mustBeOk(after.load()).fellBack).toBe(false);
        const healed = openTrustStore(folder, watchFiles(() => undefined));
        if (key === 'second') mustBeOk(healed.apply(update, NOW));
        expect(keysOf(healed)).toEqual(['third']);
        mustBeOk(healed.restorePrevious());
        expect(keysOf(healed)).toEqual(['second']);
        removeFolders(folder);
      }
    }
    expect([...seen].sort()).toEqual(['false second', 'false third', 'true third']);
    expect(operations).toBeGreaterThan(40);
  });

  it('is in the order that survives a loss of power: synced, renamed, and the folder synced', async () => {
    const { repository, store } = await setUpTwice();
    repository.publish([keysTarget(['DE third']), ...everyKind().slice(1)]);
    const update = await mustFetch(store, repository.folder);
    const log: { operation: Operation; name: string }[] = [];
    const names = new Map<unknown, string>();
    const plain = watchFiles(() => undefined);
    const files = {
      ...watchFiles((operation, [first, second]) => {
        if (!WRITING.includes(operation)) return;
        const name = typeof first === 'number' ? (names.get(first) ?? '') : String(first);
        log.push({ operation, name: path.relative(store.folder, operation === 'renameSync' ? String(second) : name) });
      }),
      openSync: ((name: string, flags: string, mode?: number) => {
        const descriptor = plain.openSync(name, flags, mode);
        names.set(descriptor, name);
        return descriptor;
      }) as typeof plain.openSync,
    };
    mustBeOk(openTrustStore(store.folder, files).apply(update, NOW));
    const text = log.map(({ name, operation }) => `${operation} ${name}`);
    const renamed = log.flatMap(({ name, operation }, index) => (operation === 'renameSync' ? [{ index, name }] : []));
    expect(renamed.length).toBeGreaterThan(5);
    for (const { index, name } of renamed) {
      expect(text[index - 2], name).toBe(`fsyncSync ${name}.new`);
      expect(text[index - 3], name).toBe(`writeSync ${name}.new`);
    }
    const pointer = text.indexOf('renameSync current.json');
    for (const folder of ['blobs', 'states']) {
      const last = renamed.findLast(({ name }) => name.startsWith(`${folder}/`))?.index ?? Number.NaN;
      const synced = text.indexOf(`fsyncSync ${folder}`, last);
      expect(synced).toBeGreaterThan(last);
      expect(synced).toBeLessThan(pointer);
    }
    const removed = text.findIndex((line) => line.startsWith('rmSync'));
    expect(text.indexOf('fsyncSync ', pointer)).toBeGreaterThan(pointer);
    expect(text.indexOf('fsyncSync ', pointer)).toBeLessThan(removed);
    expect(text.indexOf('renameSync current_copy.json')).toBeLessThan(removed);
  });
});
