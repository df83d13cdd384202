import { crc32 } from 'node:zlib';
import { inflateRaw } from './inflate.ts';

// APPNOTE.TXT 6.3.10 sections 4.3.7, 4.3.9, 4.3.12 and 4.3.16.
const LOCAL_HEADER = 0x04034b50;
const LOCAL_HEADER_BYTES = 30;
const DATA_DESCRIPTOR = 0x08074b50;
const DATA_DESCRIPTOR_BYTES = 12;
const DIRECTORY_HEADER = 0x02014b50;
const DIRECTORY_HEADER_BYTES = 46;
const DIRECTORY_END = 0x06054b50;
const DIRECTORY_END_BYTES = 22;

const FLAG_DESCRIPTOR = 1 << 3;
/** Bits 1 and 2 tell how hard the packer tried, bit 11 that the name is UTF-8. */
const HARMLESS_FLAGS = (1 << 1) | (1 << 2) | FLAG_DESCRIPTOR | (1 << 11);
const STORED = 0;
const DEFLATED = 8;

/**
 * Unpacks a ZIP file that holds exactly one entry, of that name and of at most MAX_INFLATED_BYTES where it is
 * packed. Null where any byte is left over before, between or after its parts, where directory and entry
 * disagree, for a wrong CRC-32, and for encryption, ZIP64, several disks, comments and methods other than
 * stored and deflated.
 */
export function readOnlyZipEntry(zip: Uint8Array, name: string): Uint8Array | null {
  const bytes = Buffer.from(zip.buffer, zip.byteOffset, zip.byteLength);
  const end = bytes.length - DIRECTORY_END_BYTES;
  if (end < 0 || bytes.readUInt32LE(end) !== DIRECTORY_END) return null;
  // Numbers of disks, then of entries on this disk and in all, and the length of a comment.
  if (bytes.readUInt32LE(end + 4) !== 0 || bytes.readUInt32LE(end + 8) !== 0x0001_0001) return null;
  if (bytes.readUInt16LE(end + 20) !== 0) return null;
  const directory = bytes.readUInt32LE(end + 16);
  if (directory + bytes.readUInt32LE(end + 12) !== end) return null;
  const entry = readDirectoryEntry(bytes.subarray(directory, end));
  if (entry === null || entry.name !== name) return null;
  const packed = findPackedBytes(bytes.subarray(0, directory), entry);
  const content = packed === null || entry.method === STORED ? packed : inflateRaw(packed);
  return content !== null && content.length === entry.size && crc32(content) === entry.crc ? content : null;
}

interface DirectoryEntry {
  readonly name: string;
  readonly flags: number;
  readonly method: number;
  readonly crc: number;
  readonly packedSize: number;
  readonly size: number;
}

/** The directory's one entry, for a file that begins with it. */
function readDirectoryEntry(directory: Buffer): DirectoryEntry | null {
  if (directory.length < DIRECTORY_HEADER_BYTES) return null;
  if (directory.readUInt32LE(0) !== DIRECTORY_HEADER) return null;
  const flags = directory.readUInt16LE(8);
  const method = directory.readUInt16LE(10);
  const nameBytes = directory.readUInt16LE(28);
  const extraBytes = directory.readUInt16LE(30);
  const commentBytes = directory.readUInt16LE(32);
  if ((flags & ~HARMLESS_FLAGS) !== 0 || (method !== STORED && method !== DEFLATED)) return null;
  if (commentBytes !== 0 || directory.length !== DIRECTORY_HEADER_BYTES + nameBytes + extraBytes) return null;
  // The number of the disk, and where the entry begins.
  if (directory.readUInt16LE(34) !== 0 || directory.readUInt32LE(42) !== 0) return null;
  return {
    name: directory.toString('latin1', DIRECTORY_HEADER_BYTES, DIRECTORY_HEADER_BYTES + nameBytes),
    flags,
    method,
    crc: directory.readUInt32LE(16),
    packedSize: directory.readUInt32LE(20),
    size: directory.readUInt32LE(24),
  };
}

/** What lies between the entry's own header and the directory, once both say the same of it. */
function findPackedBytes(bytes: Buffer, entry: DirectoryEntry): Buffer | null {
  if (bytes.length < LOCAL_HEADER_BYTES || bytes.readUInt32LE(0) !== LOCAL_HEADER) return null;
  const nameEnd = LOCAL_HEADER_BYTES + bytes.readUInt16LE(26);
  const start = nameEnd + bytes.readUInt16LE(28);
  if (bytes.readUInt16LE(6) !== entry.flags || bytes.readUInt16LE(8) !== entry.method) return null;
  if (bytes.toString('latin1', LOCAL_HEADER_BYTES, nameEnd) !== entry.name) return null;
  const end = start + entry.packedSize;
  const packed = bytes.subarray(start, end);
  if (packed.length !== entry.packedSize) return null;
  if ((entry.flags & FLAG_DESCRIPTOR) === 0) {
    return bytes.length === end && describes(bytes.subarray(14), entry) ? packed : null;
  }
  // A packer that streams writes CRC and sizes behind the data, with or without a mark before them.
  const descriptor = bytes.subarray(end);
  const isMarked =
    descriptor.length === 4 + DATA_DESCRIPTOR_BYTES && descriptor.readUInt32LE(0) === DATA_DESCRIPTOR;
  const described = isMarked ? descriptor.subarray(4) : descriptor;
  return described.length === DATA_DESCRIPTOR_BYTES && describes(described, entry) ? packed : null;
}

function describes(bytes: Buffer, { crc, packedSize, size }: DirectoryEntry): boolean {
  return [crc, packedSize, size].every((value, index) => bytes.readUInt32LE(4 * index) === value);
}
