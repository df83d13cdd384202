import { createPublicKey, generateKeyPairSync, verify } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { kioskKeyRecord, openKioskKey } from '../../main/settings/kiosk_key.ts';
import { sealedJson } from '../../main/settings/sealed_json.ts';
import { noKeyStore } from '../helpers/key_stores.ts';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'kiosk-key-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const file = () => path.join(folder, 'kiosk_key.json');
const open = () => openKioskKey(sealedJson(file(), kioskKeyRecord, { keyStore: noKeyStore })) ?? expect.fail('no key');
const change = (changes: object) => writeFileSync(file(), JSON.stringify({ ...JSON.parse(readFileSync(file(), 'utf8')), ...changes }));

describe('the kiosk’s own key', () => {
  it('is made once, and signs for its own public key', () => {
    const made = open();
    const again = open();
    expect(again.id).toBe(made.id);
    const content = Buffer.from('counted');
    const publicKey = createPublicKey({ key: Buffer.from(made.publicKey), format: 'der', type: 'spki' });
    expect(verify(null, content, publicKey, again.sign(content))).toBe(true);
  });

  it.each([
    ['no key at all', () => ({ privateKey: 'AAAA' })],
    ['of another kind', () => ({ privateKey: generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey.export({ type: 'pkcs8', format: 'der' }).toString('base64') })],
    ['another one’s', () => ({ publicKey: generateKeyPairSync('ed25519').publicKey.export({ type: 'spki', format: 'der' }).toString('base64') })],
  ])('is the one before it where the file holds %s, which is set aside', (_what, changes) => {
    const made = open();
    change(changes());
    expect(open().id).toBe(made.id);
    expect(readdirSync(folder)).toContain('kiosk_key.json.broken');
  });

  it('is a new one where both files are damaged', () => {
    const made = open();
    for (const name of readdirSync(folder)) writeFileSync(path.join(folder, name), '{}');
    expect(open().id).not.toBe(made.id);
  });
});
