import { sign } from 'node:crypto';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import canonicalize from 'canonicalize';
import fc from 'fast-check';
import { afterEach, describe, expect, it } from 'vitest';
import { fetchUpdate } from '../../../main/trust/repository/fetch_update.ts';
import type { TrustStore } from '../../../main/trust/repository/trust_store.ts';
import { UPDATE_ERROR_WORDS } from '../../../main/trust/repository/update_fault.ts';
import { fetchFrom, makeStore, mustBeOk, mustFetch, mustUpdate, openSource } from './fetch.ts';
import {
  type AuthorityKeys,
  DAY_MS,
  type Edits,
  everyKind,
  instant,
  keysTarget,
  makeAuthorityKeys,
  makeKey,
  makeRepository,
  metaOf,
  NOW,
  type RoleKey,
  removeFolders,
  revocationsTarget,
  rootContent,
  rulesTarget,
  sha256,
  signMetadata,
  type Target,
  type TestRepository,
  textTarget,
} from './make_repository.ts';

const made: string[] = [];
afterEach(() => removeFolders(...made.splice(0)));

/** A publisher with one update, and a kiosk that has not seen it yet. */
function setUp(keys?: AuthorityKeys, targets: readonly Target[] = everyKind()) {
  const repository = makeRepository(keys);
  const store = makeStore(repository.root);
  made.push(repository.folder, store.folder);
  repository.publish(targets);
  return { repository, store };
}

/** The same, with a kiosk that has applied it. */
async function setUpApplied(keys?: AuthorityKeys) {
  const both = setUp(keys);
  await mustUpdate(both.store, both.repository.folder);
  return both;
}

const signedOf = (repository: TestRepository, name: string) =>
  JSON.parse(readFileSync(repository.file(`metadata/${name}`), 'utf8'));
const edit = (repository: TestRepository, name: string, change: (bytes: Buffer) => Buffer | string) => {
  const file = repository.file(name);
  writeFileSync(file, change(readFileSync(file)));
};
const targetFile = (repository: TestRepository, path: string) => {
  const folder = path.includes('/') ? `targets/${path.split('/')[0]}` : 'targets';
  const name = readdirSync(repository.file(folder)).find((one) => one.endsWith(path.split('/').at(-1) ?? ''));
  return `${folder}/${name}`;
};
/** Nothing of what was refused may be left, and the door goes on as before. */
async function expectRefusal(repository: TestRepository, store: TrustStore, expected: string, nowMs = NOW) {
  const before = mustBeOk(store.load());
  expect(await fetchFrom(store, repository.folder, nowMs)).toBe(expected);
  expect(store.load()).toEqual({ ok: true, value: before });
  expect(readdirSync(store.folder).sort()).toEqual(['blobs', 'current.json', 'current_copy.json', 'states']);
  expect(UPDATE_ERROR_WORDS).toHaveProperty(expected.split(' ')[0] ?? '');
}
const keyed = (changes: Partial<Record<keyof AuthorityKeys, AuthorityKeys['root']>>, base: AuthorityKeys) => ({
  ...base,
  ...changes,
});

describe('an update', () => {
  it('brings all kinds of targets to an empty kiosk', async () => {
    const { repository, store } = setUp();
    const staged = await mustFetch(store, repository.folder);
    expect(staged.targets.map(({ path }) => path)).toEqual(everyKind().map(({ path }) => path));
    expect(staged.downloaded.files).toBe(5);
    expect(staged.expiresAtMs).toBe(NOW + 2 * DAY_MS);
    expect(staged.files.trustLists.map(({ name }) => name)).toEqual(['keys/world.json']);
  });

  it('downloads only what changed', async () => {
    const { repository, store } = await setUpApplied();
    const [, ...others] = everyKind();
    repository.publish([keysTarget(['DE k1', 'IT k3']), ...others]);
    const staged = await mustFetch(store, repository.folder);
    expect(staged.downloaded.files).toBe(1);
    expect(staged.targets).toHaveLength(5);
  });

  it('is the same again where nothing was published', async () => {
    const { repository, store } = await setUpApplied();
    const staged = await mustFetch(store, repository.folder);
    expect(staged.downloaded).toEqual({ files: 0, bytes: 0 });
    expect(staged.files).toEqual(mustBeOk(store.load()).files);
  });

  it('downloads again what the disk damaged', async () => {
    const { repository, store } = await setUpApplied();
    const name = `${store.folder}/blobs/${sha256(everyKind()[3]?.content ?? Buffer.of())}`;
    writeFileSync(name, 'x');
    expect((await mustFetch(store, repository.folder)).downloaded.files).toBe(1);
  });

  it('may be asked for twice at once', async () => {
    const { repository, store } = setUp();
    const both = await Promise.all([mustFetch(store, repository.folder), mustFetch(store, repository.folder)]);
    expect(both.map(({ targets }) => targets.length)).toEqual([5, 5]);
  });

  it('cannot be applied once it has expired', async () => {
    const { repository, store } = setUp();
    const staged = await mustFetch(store, repository.folder);
    for (const nowMs of [staged.expiresAtMs, Number.NaN]) {
      expect(store.apply(staged, nowMs)).toEqual({ ok: false, error: 'frozen' });
    }
    expect(store.apply(staged, staged.expiresAtMs - 1).ok).toBe(true);
  });

  it('goes by the time that it is given, not by the clock of the machine', async () => {
    const { repository, store } = setUp(makeAuthorityKeys(), everyKind());
    const past = NOW - 5000 * DAY_MS;
    repository.publish(everyKind(), { timestamp: () => ({ expires: instant(past + DAY_MS) }) });
    expect(typeof (await fetchFrom(store, repository.folder, past))).toBe('object');
    expect(await fetchFrom(store, repository.folder)).toBe('frozen metadata/timestamp.json');
    expect(await fetchFrom(store, repository.folder, Number.NaN)).toBe('frozen null');
  });

  it('needs a kiosk that was set up', async () => {
    const { repository, store } = setUp();
    removeFolders(store.folder);
    expect(await fetchFrom(store, repository.folder)).toBe('not_set_up null');
  });

  it('needs a repository', async () => {
    const { store } = setUp();
    const empty = makeRepository();
    made.push(empty.folder);
    expect(await fetchFrom(store, empty.folder)).toBe('no_repository metadata/timestamp.json');
    expect(await fetchFrom(store, `${empty.folder}/not/there`)).toBe('unreachable metadata/2.root.json');
  });
});

describe('an older repository', () => {
  /** The files of an update, to be put back later. */
  const copy = (repository: TestRepository, names: readonly string[]) => {
    const files = names.map((name) => [name, readFileSync(repository.file(`metadata/${name}`))] as const);
    return () => files.forEach(([name, bytes]) => writeFileSync(repository.file(`metadata/${name}`), bytes));
  };

  it('is refused by its timestamp', async () => {
    const { repository, store } = setUp();
    const putBack = copy(repository, ['timestamp.json']);
    repository.publish([keysTarget(['DE k1'])]);
    await mustUpdate(store, repository.folder);
    putBack();
    await expectRefusal(repository, store, 'older metadata/timestamp.json');
  });

  it('is refused by its timestamp even after the previous state was restored', async () => {
    const { repository, store } = await setUpApplied();
    const putBack = copy(repository, ['timestamp.json']);
    repository.publish([keysTarget(['DE k1'])]);
    await mustUpdate(store, repository.folder);
    mustBeOk(store.restorePrevious());
    putBack();
    await expectRefusal(repository, store, 'older metadata/timestamp.json');
  });

  it('is refused by the snapshot that a new timestamp names', async () => {
    const { repository, store } = setUp();
    repository.publish(everyKind());
    await mustUpdate(store, repository.folder);
    repository.versions = { ...repository.versions, snapshot: 0 };
    repository.publish(everyKind());
    await expectRefusal(repository, store, 'older metadata/timestamp.json');
  });

  it('is refused by the targets that a new snapshot names', async () => {
    const { repository, store } = setUp();
    repository.publish(everyKind());
    await mustUpdate(store, repository.folder);
    repository.versions = { ...repository.versions, targets: 0 };
    repository.publish(everyKind());
    await expectRefusal(repository, store, 'older metadata/3.snapshot.json');
  });

  it('is refused by a root under a newer name', async () => {
    const { repository, store } = setUp();
    writeFileSync(repository.file('metadata/2.root.json'), repository.root);
    await expectRefusal(repository, store, 'older metadata/2.root.json');
  });

  it('is refused with the same number and other content, which changes nothing', async () => {
    const { repository, store } = await setUpApplied();
    repository.versions = { timestamp: 0, snapshot: 0, targets: 0 };
    repository.publish([keysTarget(['ZZ evil'])]);
    const staged = await mustFetch(store, repository.folder);
    expect(staged.files).toEqual(mustBeOk(store.load()).files);
  });
});

describe('a repository that somebody holds back', () => {
  const expired = () => ({ expires: instant(NOW - 1000) });
  it.each<[string, Edits, string]>([
    ['timestamp', { timestamp: expired }, 'frozen metadata/timestamp.json'],
    ['snapshot', { snapshot: expired }, 'frozen metadata/snapshot.json'],
    ['targets', { targets: expired }, 'frozen metadata/targets.json'],
  ])('is refused when its %s has expired', async (_role, edits, expected) => {
    const { repository, store } = await setUpApplied();
    repository.publish(everyKind(), edits);
    await expectRefusal(repository, store, expected);
  });

  it('is refused when its root has expired', async () => {
    const { repository, store } = await setUpApplied();
    repository.rotate(repository.keys, { changes: expired() });
    repository.publish(everyKind());
    await expectRefusal(repository, store, 'frozen metadata/root.json');
  });

  it('is refused in the millisecond in which it expires, and not before', async () => {
    const { repository, store } = await setUpApplied();
    await expectRefusal(repository, store, 'frozen metadata/timestamp.json', NOW + 2 * DAY_MS);
    expect(typeof (await fetchFrom(store, repository.folder, NOW + 2 * DAY_MS - 1))).toBe('object');
  });

  it('is refused with a date of expiry that is none', async () => {
    for (const expires of ['never', '', '2026-13-01T00:00:00Z', '2099-01-01']) {
      const { repository, store } = await setUpApplied();
      repository.publish(everyKind(), { timestamp: () => ({ expires }) });
      await expectRefusal(repository, store, 'bad_metadata metadata/timestamp.json');
    }
  });
});

describe('a mixture', () => {
  it('of an old snapshot under the new name is refused', async () => {
    const { repository, store } = await setUpApplied();
    const old = readFileSync(repository.file('metadata/1.snapshot.json'));
    repository.publish([keysTarget(['DE k1'])]);
    writeFileSync(repository.file('metadata/2.snapshot.json'), old);
    await expectRefusal(repository, store, 'mixed metadata/2.snapshot.json');
  });

  it('of old targets under the new name is refused', async () => {
    const { repository, store } = await setUpApplied();
    const old = readFileSync(repository.file('metadata/1.targets.json'));
    repository.publish([keysTarget(['DE k1'])]);
    writeFileSync(repository.file('metadata/2.targets.json'), old);
    await expectRefusal(repository, store, 'mixed metadata/2.targets.json');
  });

  it('is refused by the versions where no hash is given', async () => {
    const { repository, store } = await setUpApplied();
    const old = readFileSync(repository.file('metadata/1.snapshot.json'));
    repository.publish([keysTarget(['DE k1'])], { timestamp: () => ({ meta: { 'snapshot.json': { version: 2 } } }) });
    writeFileSync(repository.file('metadata/2.snapshot.json'), old);
    await expectRefusal(repository, store, 'mixed metadata/2.snapshot.json');

    const other = await setUpApplied();
    const oldTargets = readFileSync(other.repository.file('metadata/1.targets.json'));
    const noHash = { 'targets.json': { version: 2 } };
    other.repository.publish([keysTarget(['DE k1'])], {
      snapshot: () => ({ meta: noHash }),
      timestamp: () => ({ meta: { 'snapshot.json': { version: 2 } } }),
    });
    writeFileSync(other.repository.file('metadata/2.targets.json'), oldTargets);
    await expectRefusal(other.repository, other.store, 'mixed metadata/2.targets.json');
  });

  it('of two targets under each other’s names is refused', async () => {
    const { repository, store } = setUp(undefined, [textTarget('aa', 'texts/a.json'), textTarget('bb', 'texts/b.json')]);
    const [a, b] = [targetFile(repository, 'texts/a.json'), targetFile(repository, 'texts/b.json')];
    const [first, second] = [readFileSync(repository.file(a)), readFileSync(repository.file(b))];
    writeFileSync(repository.file(a), second);
    writeFileSync(repository.file(b), first);
    await expectRefusal(repository, store, 'tampered texts/a.json');
  });
});

describe('a repository that somebody changed', () => {
  const flip = (from: string, to: string) => (bytes: Buffer) => bytes.toString('utf8').replace(from, to);

  it.each([
    ['timestamp.json', 'tampered'],
    ['1.snapshot.json', 'tampered'],
    ['1.targets.json', 'tampered'],
  ])('is refused by its %s', async (name, code) => {
    const { repository, store } = setUp();
    edit(repository, `metadata/${name}`, flip('"version":1', '"version":7'));
    await expectRefusal(repository, store, `${code} metadata/${name}`);
  });

  it('is refused by a newer root', async () => {
    const { repository, store } = setUp();
    repository.rotate(repository.keys);
    edit(repository, 'metadata/2.root.json', flip('"threshold":2', '"threshold":1'));
    await expectRefusal(repository, store, 'tampered metadata/2.root.json');
  });

  it.each(everyKind().map(({ path }) => path))('is refused by its %s', async (path) => {
    const { repository, store } = setUp();
    const file = targetFile(repository, path);
    edit(repository, file, (bytes) => {
      bytes[bytes.length >> 1] = (bytes[bytes.length >> 1] ?? 0) ^ 1;
      return bytes;
    });
    await expectRefusal(repository, store, `tampered ${path}`);
    edit(repository, file, (bytes) => bytes.subarray(0, -1));
    await expectRefusal(repository, store, `truncated ${path}`);
    edit(repository, file, (bytes) => Buffer.concat([bytes, Buffer.alloc(2)]));
    await expectRefusal(repository, store, `oversized ${path}`);
  });

  it.each(['timestamp.json', '1.snapshot.json', '1.targets.json', '2.root.json'])(
    'is refused by a %s that is cut short, too deep or too large',
    async (name) => {
      const { repository, store } = setUp();
      if (name === '2.root.json') repository.rotate(repository.keys);
      const file = `metadata/${name}`;
      const original = readFileSync(repository.file(file));
      for (const length of [0, 1, original.length >> 1, original.length - 1]) {
        edit(repository, file, () => original.subarray(0, length));
        await expectRefusal(repository, store, `truncated ${file}`);
      }
      const deep = 2_000;
      edit(repository, file, () => `{"signed":${'{"a":'.repeat(deep)}1${'}'.repeat(deep)},"signatures":[]}`);
      await expectRefusal(repository, store, `bad_metadata ${file}`);
      edit(repository, file, () => Buffer.alloc(2 * 1024 * 1024, 0x20));
      await expectRefusal(repository, store, `oversized ${file}`);
    },
  );

  it('is refused where a file that was promised is not there', async () => {
    for (const name of ['metadata/1.snapshot.json', 'metadata/1.targets.json']) {
      const { repository, store } = setUp();
      removeFolders(repository.file(name));
      await expectRefusal(repository, store, `incomplete ${name}`);
    }
    const { repository, store } = setUp();
    removeFolders(repository.file(targetFile(repository, 'keys/world.json')));
    await expectRefusal(repository, store, 'incomplete keys/world.json');
  });

  it('is never taken, wherever a byte of its metadata differs', async () => {
    const { repository, store } = setUp();
    const names = ['timestamp.json', '1.snapshot.json', '1.targets.json'];
    const originals = names.map((name) => readFileSync(repository.file(`metadata/${name}`)));
    const expected = (await mustFetch(store, repository.folder)).files;
    await fc.assert(
      fc.asyncProperty(fc.nat(2), fc.nat(), fc.integer({ min: 1, max: 255 }), async (which, at, mask) => {
        names.forEach((name, index) => {
          const bytes = Buffer.from(originals[index] ?? '');
          const place = at % bytes.length;
          if (index === which) bytes[place] = (bytes[place] ?? 0) ^ mask;
          writeFileSync(repository.file(`metadata/${name}`), bytes);
        });
        const fetched = await fetchFrom(store, repository.folder);
        // A change that leaves the content as it was signed, such as of the case of a signature's digits.
        if (typeof fetched === 'object') expect(fetched.files).toEqual(expected);
        expect(Object.keys(UPDATE_ERROR_WORDS)).toContain(
          typeof fetched === 'object' ? 'tampered' : fetched.split(' ')[0],
        );
      }),
      { numRuns: 150 },
    );
  });
});

describe('signatures', () => {
  /** Signs a file of the repository again with other keys, whatever its hash was. */
  const resign = (repository: TestRepository, name: string, keys: readonly RoleKey[]) =>
    edit(repository, `metadata/${name}`, (bytes) => signMetadata(JSON.parse(bytes.toString('utf8')).signed, keys));
  const noHashes: Edits = {
    snapshot: () => ({ meta: { 'targets.json': { version: 2 } } }),
    timestamp: () => ({ meta: { 'snapshot.json': { version: 2 } } }),
  };

  it('must be as many as the threshold says', async () => {
    const { repository, store } = await setUpApplied();
    repository.publish(everyKind(), noHashes);
    resign(repository, '2.targets.json', repository.keys.targets.keys.slice(0, 1));
    await expectRefusal(repository, store, 'wrongly_signed metadata/2.targets.json');
    resign(repository, '2.targets.json', repository.keys.targets.keys);
    expect(typeof (await fetchFrom(store, repository.folder))).toBe('object');
  });

  it('must be by the keys of the role, not by those of another', async () => {
    const { repository, store } = await setUpApplied();
    repository.publish(everyKind(), noHashes);
    resign(repository, '2.targets.json', [...repository.keys.timestamp.keys, ...repository.keys.snapshot.keys]);
    await expectRefusal(repository, store, 'wrongly_signed metadata/2.targets.json');
  });

  it('of one key count once, however often they are there', async () => {
    const { repository, store } = await setUpApplied();
    repository.publish(everyKind(), noHashes);
    resign(repository, '2.targets.json', repository.keys.targets.keys.slice(0, 1));
    edit(repository, 'metadata/2.targets.json', (bytes) => {
      const file = JSON.parse(bytes.toString('utf8'));
      return JSON.stringify({ ...file, signatures: [...file.signatures, ...file.signatures] });
    });
    await expectRefusal(repository, store, 'wrongly_signed metadata/2.targets.json');
  });

  it('of one key under two ids count for nothing', async () => {
    const key = makeKey();
    const twin = { ...key, id: `${key.id.slice(0, -1)}x` };
    const keys = makeAuthorityKeys({ targets: { keys: [key, twin], threshold: 2 } });
    const repository = makeRepository(makeAuthorityKeys());
    const store = makeStore(repository.root);
    made.push(repository.folder, store.folder);
    repository.rotate({ ...keys, root: repository.keys.root });
    repository.publish(everyKind());
    await expectRefusal(repository, store, 'bad_metadata metadata/2.root.json');
  });

  it('by nobody whom the kiosk knows are another authority’s', async () => {
    const { repository, store } = setUp();
    const other = makeRepository();
    made.push(other.folder);
    other.publish(everyKind());
    await expectRefusal(other, store, 'unknown_root metadata/timestamp.json');
    other.rotate(makeAuthorityKeys());
    await expectRefusal(other, store, 'unknown_root metadata/2.root.json');
    // One file of the other authority among the own ones.
    writeFileSync(
      repository.file('metadata/1.snapshot.json'),
      readFileSync(other.file('metadata/1.snapshot.json')),
    );
    await expectRefusal(repository, store, 'tampered metadata/1.snapshot.json');
  });

  it('are asked before lengths and hashes of an empty list could help', async () => {
    const { repository, store } = setUp();
    repository.publish(everyKind(), {
      targets: ({ targets }) => ({
        targets: Object.fromEntries(
          Object.entries(targets as object).map(([path, facts]) => [path, { ...facts, hashes: {} }]),
        ),
      }),
    });
    await expectRefusal(repository, store, 'bad_metadata metadata/2.targets.json');
  });
});

describe('a new root', () => {
  it('is followed from the first to the third, by old and new keys', async () => {
    const { repository, store } = await setUpApplied();
    repository.rotate(makeAuthorityKeys());
    repository.rotate(makeAuthorityKeys());
    repository.publish(everyKind());
    const staged = await mustUpdate(store, repository.folder);
    expect(staged.rootVersion).toBe(3);
    expect(mustBeOk(store.load()).rootVersion).toBe(3);
  });

  it('is not found where one between is missing, and what it signed is refused', async () => {
    const { repository, store } = await setUpApplied();
    repository.rotate(makeAuthorityKeys());
    repository.rotate(makeAuthorityKeys());
    repository.publish(everyKind());
    removeFolders(repository.file('metadata/2.root.json'));
    await expectRefusal(repository, store, 'unknown_root metadata/timestamp.json');
  });

  it('is refused with another version than its name', async () => {
    const { repository, store } = await setUpApplied();
    repository.rotate(repository.keys);
    const bytes = repository.rotate(repository.keys);
    writeFileSync(repository.file('metadata/2.root.json'), bytes);
    await expectRefusal(repository, store, 'mixed metadata/2.root.json');
  });

  it('is refused unless old and new keys signed it, each to their threshold', async () => {
    const next = makeAuthorityKeys();
    const old = makeAuthorityKeys();
    const cases: readonly (readonly [readonly RoleKey[], string])[] = [
      [next.root.keys, 'unknown_root'],
      [[...old.root.keys.slice(0, 1), ...next.root.keys], 'wrongly_signed'],
      [old.root.keys, 'wrongly_signed'],
      [[...old.root.keys, ...next.root.keys.slice(0, 1)], 'wrongly_signed'],
      [old.targets.keys, 'unknown_root'],
    ];
    for (const [signers, code] of cases) {
      const { repository, store } = await setUpApplied(old);
      repository.rotate(next, { signers });
      await expectRefusal(repository, store, `${code} metadata/2.root.json`);
    }
  });

  it('is refused with a new signature by the right key over something else', async () => {
    const { repository, store } = await setUpApplied();
    const next = makeAuthorityKeys();
    const forged = signMetadata(rootContent(next, 9), next.root.keys);
    repository.rotate(next, { signers: repository.keys.root.keys });
    edit(repository, 'metadata/2.root.json', (bytes) => {
      const file = JSON.parse(bytes.toString('utf8'));
      return JSON.stringify({ ...file, signatures: [...file.signatures, ...JSON.parse(forged.toString()).signatures] });
    });
    await expectRefusal(repository, store, 'wrongly_signed metadata/2.root.json');
  });

  it('stays known though the rest of its update was refused', async () => {
    const { repository, store } = await setUpApplied();
    const stolen = repository.keys;
    const oldFiles = ['timestamp.json'].map((name) => readFileSync(repository.file(`metadata/${name}`)));
    repository.rotate({ ...makeAuthorityKeys(), root: stolen.root });
    edit(repository, 'metadata/timestamp.json', () => '{}');
    expect(await fetchFrom(store, repository.folder)).toBe('bad_metadata metadata/timestamp.json');
    // Whoever has the old keys now hides the new root.
    removeFolders(repository.file('metadata/2.root.json'));
    repository.keys = stolen;
    writeFileSync(repository.file('metadata/timestamp.json'), oldFiles[0] ?? '');
    repository.publish([keysTarget(['ZZ evil'])]);
    expect(await fetchFrom(store, repository.folder)).toBe('unknown_root metadata/timestamp.json');
    expect(mustBeOk(store.load()).state).toBe(1);
  });

  it('with new keys for timestamp and snapshot lets versions that ran away begin anew', async () => {
    const { repository, store } = setUp();
    repository.versions = { timestamp: 2 ** 40, snapshot: 2 ** 40, targets: 2 ** 40 };
    repository.publish(everyKind());
    await mustUpdate(store, repository.folder);
    repository.versions = { timestamp: 1, snapshot: 1, targets: 1 };
    repository.publish([keysTarget(['DE k1'])]);
    await expectRefusal(repository, store, 'older metadata/timestamp.json');

    const { snapshot, timestamp } = makeAuthorityKeys();
    repository.rotate(keyed({ snapshot, timestamp }, repository.keys));
    repository.publish([keysTarget(['DE k1'])]);
    const staged = await mustUpdate(store, repository.folder);
    expect(staged.targets).toHaveLength(1);
    expect(mustBeOk(store.load()).state).toBe(2);
  });

  it('with other algorithms, without consistent snapshots or without thresholds is refused', async () => {
    const { keys } = rootContent(makeAuthorityKeys(), 2);
    const rsa = Object.fromEntries(
      Object.entries(keys).map(([id, key]) => [id, { ...key, keytype: 'rsa', scheme: 'rsassa-pss-sha256' }]),
    );
    for (const changes of [{ consistent_snapshot: false }, { keys: rsa }]) {
      const { repository, store } = await setUpApplied();
      repository.rotate(repository.keys, { changes });
      await expectRefusal(repository, store, 'bad_metadata metadata/2.root.json');
    }
    const { repository, store } = await setUpApplied();
    const signed = rootContent(repository.keys, 2);
    for (const threshold of [0, -1, 0.5, '1', null]) {
      const changed = { ...signed, roles: { ...signed.roles, targets: { ...signed.roles.targets, threshold } } };
      const signatures = repository.keys.root.keys.map(({ id, privateKey }) => ({
        keyid: id,
        sig: sign(null, Buffer.from(canonicalize(changed) ?? ''), privateKey).toString('hex'),
      }));
      writeFileSync(repository.file('metadata/2.root.json'), JSON.stringify({ signed: changed, signatures }));
      await expectRefusal(repository, store, 'bad_metadata metadata/2.root.json');
    }
  });
});

describe('what the authority signed', () => {
  it.each<[string, Target]>([
    ['a trust list', { path: 'keys/world.json', content: Buffer.from('{}') }],
    ['a trust list', { path: 'keys/world.json', content: keysTarget(['DE k1']).content.subarray(1) }],
    ['a rule pack', rulesTarget({ version: 2 })],
    ['a revocation list', revocationsTarget(['not hex'])],
    ['a text', textTarget('x'.repeat(501))],
    ['a text', textTarget('right\u202eleft')],
    ['a policy', { path: 'policy.json', content: Buffer.from('{"version":1,"ages":{}}') }],
    ['an unknown kind', { path: 'programs/run.js', content: Buffer.from('1') }],
    ['another name', { path: 'keys/deeper/world.json', content: keysTarget(['DE k1']).content }],
  ])('and is not %s refuses the whole update', async (_kind, target) => {
    const { repository, store } = await setUpApplied();
    repository.publish([keysTarget(['AT k9'], { file: 'keys/others.json' }), target]);
    await expectRefusal(repository, store, `bad_target ${target.path}`);
  });

  it.each(['../keys/a.json', 'keys/../../a.json', '/etc/passwd', 'keys\\a.json', 'keys/a.json/', 'keys/%2e%2e/a.json'])(
    'cannot lead elsewhere by the path %s',
    async (path) => {
      const { repository, store } = await setUpApplied();
      repository.publish([], {
        targets: () => ({
          targets: { [path]: { length: 1, hashes: { sha256: '0'.repeat(64) }, custom: { issuedAt: instant(NOW) } } },
        }),
      });
      await expectRefusal(repository, store, `bad_target ${path}`);
    },
  );

  it('may not be too long, too many or from others', async () => {
    const facts = (length: number) => ({
      length,
      hashes: { sha256: '0'.repeat(64) },
      custom: { issuedAt: instant(NOW) },
    });
    const many = Object.fromEntries(Array.from({ length: 401 }, (_, at) => [`texts/${at}.json`, facts(1)]));
    const cases: readonly (readonly [object, string])[] = [
      [{ targets: { 'keys/a.json': facts(17 * 1024 * 1024) } }, 'oversized keys/a.json'],
      [{ targets: { 'keys/a.json': facts(2 ** 52) } }, 'oversized null'],
      [{ targets: many }, 'oversized null'],
      [{ targets: { 'keys/a.json': { ...facts(1), custom: {} } } }, 'bad_metadata metadata/2.targets.json'],
      [{ delegations: { keys: {}, roles: [] } }, 'bad_metadata metadata/2.targets.json'],
    ];
    for (const [changes, expected] of cases) {
      const { repository, store } = await setUpApplied();
      repository.publish([], { targets: () => changes });
      await expectRefusal(repository, store, expected);
    }
  });

  it('may promise a huge file, of which no more than the limit is read', async () => {
    const { repository, store } = await setUpApplied();
    repository.publish(everyKind(), { timestamp: () => ({ meta: { 'snapshot.json': { version: 2, length: 2 ** 50 } } }) });
    edit(repository, 'metadata/2.snapshot.json', () => Buffer.alloc(70 * 1024, 0x20));
    await expectRefusal(repository, store, 'oversized metadata/2.snapshot.json');
  });

  it('has lengths and hashes that must be right', async () => {
    const { repository, store } = setUp();
    repository.publish(everyKind(), {
      timestamp: ({ meta }) => ({ meta: { 'snapshot.json': { ...meta['snapshot.json'], length: 5 } } }),
    });
    await expectRefusal(repository, store, 'mixed metadata/2.snapshot.json');
    repository.publish(everyKind(), {
      timestamp: ({ meta }) => ({ meta: { 'snapshot.json': { ...meta['snapshot.json'], length: 5000 } } }),
    });
    await expectRefusal(repository, store, 'mixed metadata/3.snapshot.json');
    repository.publish(everyKind(), {
      snapshot: ({ meta }) => ({ meta: { 'targets.json': { ...meta['targets.json'], ...metaOf(4, Buffer.from('x')), length: undefined } } }),
    });
    await expectRefusal(repository, store, 'mixed metadata/4.targets.json');
  });

  it('is overtaken by an update that was applied in between', async () => {
    const { repository, store } = await setUpApplied();
    const early = await mustFetch(store, repository.folder);
    repository.publish([keysTarget(['DE k1'])]);
    await mustUpdate(store, repository.folder);
    expect(store.apply(early, NOW)).toEqual({ ok: false, error: 'overtaken' });
    expect(mustBeOk(store.load()).files.rulePacks).toEqual([]);
  });
});

it('reports a disk that takes no update', async () => {
  const { repository, store } = setUp();
  writeFileSync(`${store.folder}/staging`, 'x');
  const locked = { ...store, folder: `${store.folder}/current.json` };
  const fetched = await fetchUpdate({ source: openSource(repository.folder), store: locked, nowMs: NOW });
  expect(fetched).toEqual({ ok: false, error: { code: 'disk_failed', file: null } });
});
