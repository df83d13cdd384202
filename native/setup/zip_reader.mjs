import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import { inflateRawSync } from 'node:zlib';

/**
 * @typedef {{ readonly name: string, readonly mode: number, read(): Buffer }} ZipEntry
 */

const END_OF_DIRECTORY_BYTES = 22;
const MAX_COMMENT_BYTES = 65_535;

/**
 * Reads the members of a ZIP file one after the other (APPNOTE 6.3.10; no ZIP64, no encryption). Throws on a
 * damaged file, and on a name that leaves the folder it is unpacked to.
 * @param {string} file
 * @param {(entry: ZipEntry) => void} visit
 */
export function readZip(file, visit) {
  const fd = openSync(file, 'r');
  try {
    const size = fstatSync(fd).size;
    /** @param {number} position @param {number} length */
    const readAt = (position, length) => {
      const bytes = Buffer.alloc(length);
      if (position < 0 || readSync(fd, bytes, 0, length, position) !== length) throw new Error('zip: cut short');
      return bytes;
    };
    const tailLength = Math.min(size, END_OF_DIRECTORY_BYTES + MAX_COMMENT_BYTES);
    const tail = readAt(size - tailLength, tailLength);
    const end = tail.lastIndexOf(Buffer.from('PK\x05\x06', 'latin1'));
    if (end < 0 || tail.length - end < END_OF_DIRECTORY_BYTES) throw new Error('zip: no directory');
    const count = tail.readUInt16LE(end + 10);
    const directory = readAt(tail.readUInt32LE(end + 16), tail.readUInt32LE(end + 12));
    let at = 0;
    for (let i = 0; i < count; i += 1) {
      if (directory.readUInt32LE(at) !== 0x02014b50) throw new Error('zip: bad directory entry');
      const method = directory.readUInt16LE(at + 10);
      const packed = directory.readUInt32LE(at + 20);
      const unpacked = directory.readUInt32LE(at + 24);
      const nameLength = directory.readUInt16LE(at + 28);
      const mode = (directory.readUInt32LE(at + 38) >>> 16) & 0o777;
      const offset = directory.readUInt32LE(at + 42);
      const name = directory.toString('utf8', at + 46, at + 46 + nameLength);
      if (name.startsWith('/') || name.split('/').includes('..')) throw new Error('zip: name leaves the folder');
      at += 46 + nameLength + directory.readUInt16LE(at + 30) + directory.readUInt16LE(at + 32);
      visit({
        name,
        mode: mode === 0 ? 0o644 : mode,
        read() {
          const local = readAt(offset, 30);
          const start = offset + 30 + local.readUInt16LE(26) + local.readUInt16LE(28);
          const bytes = readAt(start, packed);
          const content = method === 0 ? bytes : inflateRawSync(bytes, { maxOutputLength: Math.max(1, unpacked) });
          if (content.length !== unpacked) throw new Error('zip: wrong length');
          return content;
        },
      });
    }
  } finally {
    closeSync(fd);
  }
}
