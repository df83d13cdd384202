import { generateKeyPairSync } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { demoAuthority, demoKey, demoTrustList, makeDemoAuthority } from '../../main/authority/demo_authority.ts';
import { storedJson } from '../../main/settings/stored_json.ts';
import { readTrustListFile } from '../../main/trust/trust_list_file.ts';

const now = Date.parse('2026-03-01T10:15:00Z');
const authority = makeDemoAuthority(now);

describe('the demo authority', () => {
  it('is plain JSON, and another one each time', () => {
    expect(demoAuthority.parse(JSON.parse(JSON.stringify(authority)))).toEqual(authority);
    const other = makeDemoAuthority(now);
    expect(new Set([authority.mainKey, authority.specimenKey, other.mainKey, other.specimenKey]).size).toBe(4);
  });

  it('gives a trust list that tells its keys apart and holds no private key', () => {
    const json = JSON.stringify(demoTrustList(authority));
    const list = readTrustListFile(Buffer.from(json));
    if (!list.ok) throw new Error(list.error);
    const found = [authority.mainKey, authority.specimenKey].map((pem) => {
      const { keyId, spki } = demoKey(pem);
      const keys = list.value.findKeys('hc1', null, Buffer.from(keyId).toString('base64'));
      return keys.map(({ publicKey, specimen }) => ({
        specimen,
        same: spki.equals(publicKey.export({ type: 'spki', format: 'der' })),
      }));
    });
    expect(found).toEqual([[{ specimen: false, same: true }], [{ specimen: true, same: true }]]);
    expect(list.value.keyCount).toBe(4);
    expect(json).not.toContain('PRIVATE');
    const scalar = demoKey(authority.mainKey).privateKey.export({ format: 'jwk' }).d ?? '';
    expect(scalar).toHaveLength(43);
    expect(json).not.toContain(scalar);
  });

  it('stays the same over a restart, in a file for its owner only', () => {
    const file = path.join(mkdtempSync(path.join(tmpdir(), 'authority-')), 'authority.json');
    expect(storedJson(file, demoAuthority).write(authority)).toBe(true);
    expect(storedJson(file, demoAuthority).read()).toEqual(authority);
    expect(statSync(file).mode & 0o777).toBe(0o600);
  });

  const body = authority.mainKey.split('\n')[1] ?? '';
  const otherCurve = generateKeyPairSync('ec', { namedCurve: 'P-384' }).privateKey;
  it.each([
    ['cut off', JSON.stringify(authority).slice(0, -5)],
    ['damaged within a key', JSON.stringify(authority).replace(body, 'A'.repeat(body.length))],
    ['without a key', JSON.stringify({ ...authority, specimenKey: '' })],
    ['with a key of another curve', JSON.stringify({ ...authority, mainKey: otherCurve.export({ type: 'pkcs8', format: 'pem' }) })],
    ['with a date that is none', JSON.stringify({ ...authority, createdAt: 'yesterday' })],
  ])('is not taken from a file that is %s, which is set aside', (_what, content) => {
    const dir = mkdtempSync(path.join(tmpdir(), 'authority-'));
    const file = path.join(dir, 'authority.json');
    writeFileSync(file, content);
    expect(storedJson(file, demoAuthority).read()).toBeNull();
    expect(readdirSync(dir)).toEqual(['authority.json.broken']);
    expect(readFileSync(`${file}.broken`, 'utf8')).toBe(content);
  });
});
