import { generateKeyPairSync, verify } from 'node:crypto';
import { cpSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import fc from 'fast-check';
import { beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { kioskKeyRecord, openKioskKey, publicKeyIn } from '../../main/settings/kiosk_key.ts';
import { sealedJson } from '../../main/settings/sealed_json.ts';
import { createStaffLock, staffPins } from '../../main/settings/staff_lock.ts';
import { storedJson } from '../../main/settings/stored_json.ts';
import { makeKeyStore, noKeyStore } from '../helpers/key_stores.ts';

const schema = z.strictObject({ secret: z.string() });
const SECRET = { secret: 'a secret that nobody may read off the disk' };
const OTHER = { secret: 'another secret that nobody may read either' };

let dir = '';
let file = '';
beforeEach(() => {
  dir = mkdtempSync(path.join(tmpdir(), 'sealed-'));
  file = path.join(dir, 'secret.json');
});

/** Every byte of the folder. */
function disk(folder = dir): string {
  return readdirSync(folder).map((name) => readFileSync(path.join(folder, name), 'latin1')).join('\n');
}

function atFile(keyStore = makeKeyStore()) {
  return { keyStore, open: () => sealedJson(file, schema, { keyStore }) };
}

describe('a secret on the disk', () => {
  it('is sealed from its first copy on where there is a key store', () => {
    const { open } = atFile();
    const store = open();
    expect([store.read(), store.state()]).toEqual([null, 'sealed']);
    expect(store.write(SECRET)).toBe(true);
    expect(store.state()).toBe('sealed');
    expect(disk()).not.toContain('a secret');
    expect(open().read()).toEqual(SECRET);
  });

  it('is kept in plain text without one, and sealed when one comes, with every copy of it', () => {
    const before = sealedJson(file, schema, { keyStore: noKeyStore });
    expect([before.write(OTHER), before.write(SECRET), before.state()]).toEqual([true, true, 'plain']);
    expect(disk()).toContain('another secret');
    const { open } = atFile();
    const store = open();
    expect(store.read()).toEqual(SECRET);
    expect(store.state()).toBe('sealed');
    expect(disk()).not.toContain('secret that');
    expect(open().read()).toEqual(SECRET);
  });

  it('is neither read, reset nor written in plain text while the key store is locked, gone or another user’s', () => {
    const { keyStore, open } = atFile();
    open().write(SECRET);
    const there = disk();
    keyStore.lock();
    for (const other of [keyStore, noKeyStore, makeKeyStore()]) {
      const store = sealedJson(file, schema, { keyStore: other });
      expect([store.read(), store.state(), store.write(OTHER)]).toEqual([null, 'locked', false]);
      expect(disk()).toBe(there);
    }
    keyStore.unlock();
    expect(open().read()).toEqual(SECRET);
  });

  it('is not written in plain text where the key store goes while the program runs', () => {
    const { keyStore, open } = atFile();
    const store = open();
    store.write(SECRET);
    keyStore.lock();
    expect(store.write(OTHER)).toBe(false);
    keyStore.unlock();
    expect(store.write(OTHER)).toBe(true);
    expect(open().read()).toEqual(OTHER);
  });

  it('stays in plain text where a key store does not give back what it was given', () => {
    for (const open of [() => null, () => '{"secret":"wrong"}', () => 'not JSON']) {
      const store = sealedJson(file, schema, { keyStore: { seal: () => Buffer.from('sealed'), open } });
      expect([store.write(SECRET), store.read(), store.state()]).toEqual([true, SECRET, 'plain']);
    }
  });

  it('survives a power cut after each step of its sealing, and its plain text goes in the end', () => {
    const keyStore = makeKeyStore();
    sealedJson(file, schema, { keyStore: noKeyStore }).write(OTHER);
    sealedJson(file, schema, { keyStore: noKeyStore }).write(SECRET);
    // What a power cut leaves is one of the folder's states between two renames.
    const states: string[] = [];
    const keep = () => {
      const copy = mkdtempSync(path.join(tmpdir(), 'sealed-cut-'));
      cpSync(dir, copy, { recursive: true });
      states.push(copy);
    };
    keep();
    const watching = {
      seal(text: string) {
        keep();
        return keyStore.seal(text);
      },
      open(sealed: Uint8Array) {
        keep();
        return keyStore.open(sealed);
      },
    };
    const plain = storedJson(file, z.unknown());
    sealedJson(file, schema, { keyStore: watching }).read();
    keep();
    const record = plain.read();
    // After the first rename of a write, and after a write that was cut off before it.
    for (const left of [{ 'secret.json.new': '{"sea' }, { 'secret.json.new': JSON.stringify(SECRET) }, { 'secret.json.previous': JSON.stringify(SECRET) }]) {
      const copy = mkdtempSync(path.join(tmpdir(), 'sealed-cut-'));
      writeFileSync(path.join(copy, 'secret.json'), JSON.stringify(record));
      for (const [name, content] of Object.entries(left)) writeFileSync(path.join(copy, name), content);
      states.push(copy);
    }
    expect(states.length).toBeGreaterThan(5);
    for (const folder of states) {
      const after = sealedJson(path.join(folder, 'secret.json'), schema, { keyStore });
      expect([after.read(), after.state()]).toEqual([SECRET, 'sealed']);
      expect(after.write(SECRET)).toBe(true);
      expect(disk(folder)).not.toContain('secret that');
    }
  });

  it('comes back from its copy where a file of it was damaged', () => {
    const { open } = atFile();
    open().write(OTHER);
    const store = open();
    store.read();
    store.write(SECRET);
    writeFileSync(file, '{"sealed":');
    expect(open().read()).toEqual(SECRET);
  });

  it('is read as what it is, whatever the file says', () => {
    fc.assert(
      fc.property(fc.oneof(fc.json(), fc.record({ sealed: fc.base64String(), beside: fc.string() }).map((one) => JSON.stringify(one))), (text) => {
        writeFileSync(file, text);
        expect(sealedJson(file, schema, { keyStore: makeKeyStore() }).read()).toBeNull();
      }),
      { numRuns: 50 },
    );
  });
});

describe('the kiosk’s key', () => {
  const open = (keyStore = noKeyStore) => {
    const store = sealedJson(file, kioskKeyRecord, { keyStore, beside: ({ publicKey }) => publicKey });
    const key = openKioskKey(store);
    if (key === null) throw new Error('no key');
    return { key, store };
  };
  const holds = (publicKey: Uint8Array, signature: Uint8Array) =>
    verify(null, Buffer.from('row'), { key: Buffer.from(publicKey), format: 'der', type: 'spki' }, signature);

  it('stays the same when it is sealed, and its public half can be read by everybody', () => {
    const before = open().key;
    const text = readFileSync(file, 'utf8');
    const { privateKey } = kioskKeyRecord.parse(JSON.parse(text));
    expect(publicKeyIn(text)).toEqual(Buffer.from(before.publicKey));
    const keyStore = makeKeyStore();
    const { key } = open(keyStore);
    expect(key.id).toBe(before.id);
    expect(holds(before.publicKey, key.sign(Buffer.from('row')))).toBe(true);
    expect(disk()).not.toContain(privateKey);
    expect(publicKeyIn(readFileSync(file, 'utf8'))).toEqual(Buffer.from(before.publicKey));
    expect(open(keyStore).key.id).toBe(before.id);
  });

  it('lets the door go on while it is locked, by signatures that are not taken for its own', () => {
    const keyStore = makeKeyStore();
    const { key } = open(keyStore);
    keyStore.lock();
    const meanwhile = open(keyStore);
    expect(meanwhile.key.id).toBe(key.id);
    expect(meanwhile.store.state()).toBe('locked');
    expect(holds(key.publicKey, meanwhile.key.sign(Buffer.from('row')))).toBe(false);
    keyStore.unlock();
    const after = open(keyStore);
    expect(holds(key.publicKey, after.key.sign(Buffer.from('row')))).toBe(true);
  });

  it('is no other text', () => {
    const { publicKey } = generateKeyPairSync('ed25519');
    for (const text of ['', '{}', '{"sealed":"AA==","beside":null}', publicKey.export({ type: 'spki', format: 'pem' })]) {
      expect(() => publicKeyIn(String(text)), String(text)).toThrow();
    }
  });
});

describe('the PINs', () => {
  const start = (keyStore = noKeyStore, firstPins: { manager: string; supervisor: string } | null = null) =>
    createStaffLock({ store: sealedJson(file, staffPins, { keyStore }), firstPins, uptimeMs: () => 1_000, setTimer: () => () => {} });
  const SEALED = { ok: false, error: 'sealed' };

  it('are never set anew while the key store is locked, and hold again when it opens', async () => {
    const keyStore = makeKeyStore();
    expect(await start(keyStore).unlock('314159')).toEqual({ ok: true, value: 'manager' });
    expect(disk()).not.toContain('hash');
    keyStore.lock();
    for (const firstPins of [null, { manager: '2468', supervisor: '1357' }]) {
      const lock = start(keyStore, firstPins);
      expect(lock.isNew()).toBe(false);
      expect(await lock.unlock('271828')).toEqual(SEALED);
      expect(await lock.unlock('2468')).toEqual(SEALED);
      expect(await lock.check('314159', 'supervisor')).toEqual(SEALED);
      expect(await lock.setPin({ role: 'manager', current: '314159', next: '271828' })).toEqual(SEALED);
      expect(lock.role()).toBe('steward');
    }
    const lock = start(keyStore);
    expect(await lock.unlock('314159')).toEqual(SEALED);
    keyStore.unlock();
    expect(await lock.unlock('314159')).toEqual({ ok: true, value: 'manager' });
  });

  it('keep the wait after wrong ones over a key store that was locked meanwhile', async () => {
    const keyStore = makeKeyStore();
    const lock = start(keyStore);
    await lock.unlock('314159');
    for (let miss = 0; miss < 3; miss += 1) expect(await lock.check('1111', 'supervisor')).toEqual({ ok: false, error: 'wrong_pin' });
    keyStore.lock();
    const later = start(keyStore);
    expect(await later.check('314159', 'manager')).toEqual(SEALED);
    keyStore.unlock();
    expect(await later.check('314159', 'manager')).toEqual({ ok: false, error: 'wait' });
  });

  it('of an older version are sealed without being lost', async () => {
    await start().unlock('314159');
    expect(disk()).toContain('hash');
    const keyStore = makeKeyStore();
    expect(await start(keyStore).unlock('314159')).toEqual({ ok: true, value: 'manager' });
    expect(disk()).not.toContain('hash');
  });
});
