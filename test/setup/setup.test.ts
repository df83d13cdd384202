import { existsSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { deflateRawSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { requireIntegrity } from '../../native/setup/fetch_package.mjs';
import { refuseRelease } from '../../native/setup/release_guard.mjs';
import { readZip } from '../../native/setup/zip_reader.mjs';

const dir = mkdtempSync(path.join(tmpdir(), 'setup-'));

/** A ZIP with one deflated member. */
function zipOf(name: string, content: Buffer): Buffer {
  const packed = deflateRawSync(content);
  const label = Buffer.from(name);
  const local = Buffer.alloc(30);
  local.writeUInt32LE(0x04034b50);
  local.writeUInt16LE(label.length, 26);
  const entry = Buffer.alloc(46);
  entry.writeUInt32LE(0x02014b50);
  entry.writeUInt16LE(8, 10);
  entry.writeUInt32LE(packed.length, 20);
  entry.writeUInt32LE(content.length, 24);
  entry.writeUInt16LE(label.length, 28);
  entry.writeUInt32LE((0o755 << 16) >>> 0, 38);
  const before = local.length + label.length + packed.length;
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50);
  end.writeUInt16LE(1, 10);
  end.writeUInt32LE(entry.length + label.length, 12);
  end.writeUInt32LE(before, 16);
  return Buffer.concat([local, label, packed, entry, label, end]);
}

function read(bytes: Uint8Array): readonly (readonly [string, number, string])[] {
  const file = path.join(dir, 'a.zip');
  writeFileSync(file, bytes);
  const members: (readonly [string, number, string])[] = [];
  readZip(file, (entry) => members.push([entry.name, entry.mode, entry.read().toString()]));
  return members;
}

describe('the set-up', () => {
  it('unpacks a ZIP', () => {
    expect(read(zipOf('a/b', Buffer.from('hello')))).toEqual([['a/b', 0o755, 'hello']]);
  });

  it.each(['../b', '/b', 'a/../../b'])('refuses a member called %s', (name) => {
    expect(() => read(zipOf(name, Buffer.from('x')))).toThrow('leaves the folder');
  });

  it('takes a damaged ZIP for what it is, and never for more than it says', () => {
    const good = zipOf('a', Buffer.alloc(1_000, 7));
    fc.assert(
      fc.property(fc.nat(good.length - 1), fc.integer({ min: 0, max: 255 }), (at, value) => {
        const bytes = Buffer.from(good);
        bytes[at] = value;
        try {
          for (const [, , content] of read(bytes)) expect(content.length).toBeLessThanOrEqual(70_000);
        } catch (error) {
          expect(error).toBeInstanceOf(Error);
        }
      }),
    );
  });

  it('deletes a download whose hash is not the pinned one', () => {
    const file = path.join(dir, 'download.tgz');
    writeFileSync(file, 'not what was pinned');
    expect(() => requireIntegrity(file, 'sha512-AAAA')).toThrow('expected hash');
    expect(existsSync(file)).toBe(false);
  });

  it('makes no release from the test runtime or with an addon compiled here', () => {
    const declared = { declared: true, version: '45.4.1' };
    const machine = { electron: declared, declaredVersion: '45.4.1', compiledSqlite: false };
    expect(refuseRelease(machine)).toBeNull();
    expect(refuseRelease({ ...machine, electron: { declared: false, version: '33.2.1' } })).toContain('45.4.1 only');
    expect(refuseRelease({ ...machine, compiledSqlite: true })).toContain('SQLite addon');
    expect(refuseRelease({ ...machine, electron: null })).toContain('no Electron');
  });
});
