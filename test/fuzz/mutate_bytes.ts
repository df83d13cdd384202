import { pick, type Random, randomText } from './random.ts';

/** Heads and edges of CBOR, protobuf, zlib, ZIP, DER and UTF-8. */
const TELLING_BYTES = [0x00, 0x18, 0x1f, 0x30, 0x40, 0x5f, 0x7f, 0x80, 0x9f, 0xbf, 0xd2, 0xf6, 0xfb, 0xff];
const LETTERS = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz $%*+-./:=_,"{}[]\\\r\n';

/** One change in some bytes: a bit, a byte, an end, an insertion, a gap, or a piece of the donor. */
export function mutateBytes(given: Uint8Array, donor: Uint8Array, random: Random): Uint8Array {
  const bytes = Buffer.from(given);
  const at = random(bytes.length + 1);
  switch (random(7)) {
    case 0:
      if (at < bytes.length) bytes[at] = (bytes[at] ?? 0) ^ (1 << random(8));
      return bytes;
    case 1:
      if (at < bytes.length) bytes[at] = pick(random, TELLING_BYTES);
      return bytes;
    case 2:
      return bytes.subarray(0, at);
    case 3:
      return Buffer.concat([bytes.subarray(0, at), Uint8Array.of(random(256)), bytes.subarray(at)]);
    case 4:
      return Buffer.concat([bytes.subarray(0, at), bytes.subarray(at + 1 + random(8))]);
    case 5:
      return Buffer.concat([bytes.subarray(0, at), donor.subarray(at)]);
    default:
      donor.subarray(at, at + 1 + random(64)).forEach((byte, index) => {
        if (at + index < bytes.length) bytes[at + index] = byte;
      });
      return bytes;
  }
}

/** One change in a text. */
export function mutateText(given: string, donor: string, random: Random): string {
  const at = random(given.length + 1);
  switch (random(7)) {
    case 0:
      return given.slice(0, at) + pick(random, LETTERS) + given.slice(at + 1);
    case 1:
      return given.slice(0, at) + String.fromCharCode(random(0x250)) + given.slice(at + 1);
    case 2:
      return given.slice(0, at);
    case 3:
      return given.slice(0, at) + given.slice(at + 1 + random(3));
    case 4:
      return given.slice(0, at) + randomText(random, LETTERS, 1 + random(3)) + given.slice(at);
    case 5:
      return given.slice(0, at) + swapCase(given.slice(at, at + 1 + random(8))) + given.slice(at + 8);
    default:
      return given.slice(0, at) + donor.slice(at);
  }
}

function swapCase(text: string): string {
  return text === text.toUpperCase() ? text.toLowerCase() : text.toUpperCase();
}
