import { crc32, deflateRawSync } from 'node:zlib';

/** What goes into a ZIP file of one entry, so that a test can put anything there. */
export interface Zip {
  readonly name: string;
  readonly localName: string;
  readonly content: Uint8Array;
  readonly packed: Uint8Array;
  readonly method: number;
  readonly localMethod: number;
  readonly flags: number;
  readonly localFlags: number;
  readonly crc: number;
  readonly localCrc: number;
  readonly size: number;
  readonly packedSize: number;
  readonly localExtra: Uint8Array;
  readonly extra: Uint8Array;
  readonly comment: Uint8Array;
  readonly entryComment: Uint8Array;
  readonly descriptor: Uint8Array;
  readonly before: Uint8Array;
  readonly between: Uint8Array;
  readonly after: Uint8Array;
  readonly disks: number;
  readonly entriesHere: number;
  readonly entries: number;
  readonly entryDisk: number;
  readonly entryOffset: number;
}

const NOTHING = new Uint8Array();

/** A ZIP file (APPNOTE.TXT 6.3.10) with one deflated entry, changed as the test likes. */
export function makeZip(content: Uint8Array, changes: Partial<Zip> = {}): Uint8Array {
  const packed = changes.packed ?? deflateRawSync(content);
  const crc = changes.crc ?? crc32(content);
  const zip: Zip = {
    name: 'certificate.json',
    localName: changes.name ?? 'certificate.json',
    content,
    packed,
    method: 8,
    localMethod: changes.method ?? 8,
    flags: 0,
    localFlags: changes.flags ?? 0,
    crc,
    localCrc: crc,
    size: content.length,
    packedSize: packed.length,
    localExtra: NOTHING,
    extra: NOTHING,
    comment: NOTHING,
    entryComment: NOTHING,
    descriptor: NOTHING,
    before: NOTHING,
    between: NOTHING,
    after: NOTHING,
    disks: 0,
    entriesHere: 1,
    entries: 1,
    entryDisk: 0,
    entryOffset: 0,
    ...changes,
  };
  const local = Buffer.concat([
    u32(0x04034b50),
    u16(20, zip.localFlags, zip.localMethod, 0, 0),
    u32(zip.localCrc, zip.packedSize, zip.size),
    u16(zip.localName.length, zip.localExtra.length),
    Buffer.from(zip.localName, 'latin1'),
    zip.localExtra,
    zip.packed,
    zip.descriptor,
    zip.between,
  ]);
  const directory = Buffer.concat([
    u32(0x02014b50),
    u16(20, 20, zip.flags, zip.method, 0, 0),
    u32(zip.crc, zip.packedSize, zip.size),
    u16(zip.name.length, zip.extra.length, zip.entryComment.length, zip.entryDisk, 0),
    u32(0, zip.entryOffset),
    Buffer.from(zip.name, 'latin1'),
    zip.extra,
    zip.entryComment,
  ]);
  const end = Buffer.concat([
    u32(0x06054b50),
    u16(zip.disks, zip.disks, zip.entriesHere, zip.entries),
    u32(directory.length, local.length),
    u16(zip.comment.length),
    zip.comment,
  ]);
  return Buffer.concat([zip.before, local, directory, end, zip.after]);
}

export function u16(...values: readonly number[]): Uint8Array {
  return Buffer.from(values.flatMap((value) => [value & 0xff, (value >> 8) & 0xff]));
}

export function u32(...values: readonly number[]): Uint8Array {
  return Buffer.from(values.flatMap((value) => [0, 8, 16, 24].map((shift) => (value >>> shift) & 0xff)));
}
