import fc from 'fast-check';
import { crc32, deflateRawSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { MAX_INFLATED_BYTES } from '../../main/pass/inflate.ts';
import { readOnlyZipEntry } from '../../main/pass/zip_entry.ts';
import { makeZip, u32, type Zip } from './make_zip.ts';

const content = Buffer.from('{"a":"the content of the only entry, the content of the only entry"}');
const packed = deflateRawSync(content);
const sizes = [crc32(content), packed.length, content.length] as const;
const streamed = { flags: 1 << 3, localCrc: 0 };

function read(zip: Uint8Array): string | null {
  const entry = readOnlyZipEntry(zip, 'certificate.json');
  return entry === null ? null : Buffer.from(entry).toString();
}

describe('readOnlyZipEntry', () => {
  it.each<[string, Partial<Zip>]>([
    ['deflated', {}],
    ['stored', { method: 0, packed: content }],
    ['with its name in UTF-8', { flags: 1 << 11 }],
    ['with fields of other programs', { localExtra: Buffer.alloc(8), extra: Buffer.alloc(12) }],
    ['streamed', { ...streamed, descriptor: u32(...sizes) }],
    ['streamed, with a marked descriptor', { ...streamed, descriptor: u32(0x08074b50, ...sizes) }],
  ])('reads an entry that is %s', (_what, changes) => {
    expect(read(makeZip(content, changes))).toBe(content.toString());
  });

  it('reads an empty entry, and one of the largest size', () => {
    expect(read(makeZip(new Uint8Array()))).toBe('');
    const large = Buffer.alloc(MAX_INFLATED_BYTES, 'a');
    expect(read(makeZip(large))).toBe(large.toString());
    expect(read(makeZip(Buffer.alloc(MAX_INFLATED_BYTES + 1, 'a')))).toBe(null);
  });

  it.each<[string, Partial<Zip>]>([
    ['of another name', { name: 'other.json' }],
    ['whose name is longer', { name: 'certificate.json\0' }],
    ['whose two names differ', { localName: 'Certificate.json' }],
    ['of a wrong CRC', { crc: 1 }],
    ['whose own header says another CRC', { localCrc: 1 }],
    ['that is larger than it says', { size: content.length - 1 }],
    ['that is smaller than it says', { size: content.length + 1 }],
    ['that is said to be empty', { size: 0 }],
    ['whose packed size is too small', { packedSize: packed.length - 1 }],
    ['whose packed size is too large', { packedSize: packed.length + 1 }],
    ['whose packed size is huge', { packedSize: 0xffff_ffff }],
    ['that says to be of ZIP64', { packedSize: 0xffff_ffff, size: 0xffff_ffff }],
    ['that is encrypted', { flags: 1 }],
    ['that is encrypted, as its own header has it', { localFlags: 1 }],
    ['that is a patch', { flags: 1 << 5 }],
    ['that is strongly encrypted', { flags: 1 << 6 }],
    ['of another method', { method: 12 }],
    ['of two methods', { localMethod: 0 }],
    ['that is stored and said to be deflated', { packed: content }],
    ['that is deflated and said to be stored', { method: 0 }],
    ['followed by packed bytes', { packed: Buffer.concat([packed, Buffer.of(0)]) }],
    ['that is cut short', { packed: packed.subarray(0, -1) }],
    ['with bytes before it', { before: Buffer.of(0) }],
    ['with bytes behind it', { between: Buffer.of(0) }],
    ['with bytes behind all', { after: Buffer.of(0) }],
    ['with a line end behind all', { after: Buffer.from('\r\n') }],
    ['with a comment', { comment: Buffer.from('x') }],
    ['with a comment of its own', { entryComment: Buffer.from('x') }],
    ['of two', { entriesHere: 2, entries: 2 }],
    ['of none', { entriesHere: 0, entries: 0 }],
    ['on another disk', { disks: 1 }],
    ['that begins on another disk', { entryDisk: 1 }],
    ['that begins elsewhere', { entryOffset: 1 }],
    ['streamed without descriptor', streamed],
    ['streamed, with another descriptor', { ...streamed, descriptor: u32(1, packed.length, content.length) }],
    ['streamed, with half a descriptor', { ...streamed, descriptor: u32(...sizes).subarray(0, 11) }],
    ['streamed, with another mark', { ...streamed, descriptor: u32(0x08074b51, ...sizes) }],
    ['with a descriptor though not streamed', { descriptor: u32(...sizes) }],
  ])('refuses an entry %s', (_what, changes) => {
    expect(read(makeZip(content, changes))).toBe(null);
  });

  it('refuses two entries, whichever the directory names', () => {
    const one = Buffer.from(makeZip(content));
    const directory = one.indexOf(u32(0x02014b50));
    const twice = Buffer.concat([one.subarray(0, directory), one]);
    expect(read(twice)).toBe(null);
  });

  it('never throws, and never reads what was changed', () => {
    const good = makeZip(content);
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.nat(good.length - 1), fc.nat(255)), { maxLength: 4 }), (changes) => {
        const changed = Buffer.from(good);
        for (const [place, value] of changes) changed[place] = value;
        expect([null, content.toString()]).toContain(read(changed));
      }),
    );
    const isRefused = (bytes: Uint8Array) => read(bytes) === null;
    fc.assert(fc.property(fc.nat(good.length - 1), (length) => isRefused(good.subarray(0, length))));
    fc.assert(fc.property(fc.uint8Array({ maxLength: 200 }), isRefused));
  });
});
