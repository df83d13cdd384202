/** One field of a message as the wire has it; numbers of fixed length stay bytes. */
export type ProtobufField =
  | { readonly number: number; readonly type: 'varint'; readonly value: bigint }
  | { readonly number: number; readonly type: 'bytes' | 'fixed32' | 'fixed64'; readonly value: Uint8Array };

const MAX_VARINT_BYTES = 10;
const MAX_FIELD_NUMBER = 0x1fff_ffff;

/**
 * The fields of one protobuf message in their order (protobuf encoding, wire types 0, 1, 2 and 5). Null for
 * anything malformed: groups, varints of more than 64 bits, field number 0, and lengths beyond the end.
 */
export function readProtobuf(bytes: Uint8Array): readonly ProtobufField[] | null {
  const fields: ProtobufField[] = [];
  let at = 0;

  function readVarint(): bigint | null {
    let value = 0n;
    for (let i = 0; i < MAX_VARINT_BYTES; i += 1) {
      const byte = bytes[at];
      if (byte === undefined) return null;
      at += 1;
      value |= BigInt(byte & 0x7f) << BigInt(7 * i);
      if (byte < 0x80) return value === BigInt.asUintN(64, value) ? value : null;
    }
    return null;
  }

  function readBytes(length: number): Uint8Array | null {
    if (length > bytes.length - at) return null;
    const start = at;
    at += length;
    return bytes.subarray(start, at);
  }

  function readField(number: number, wireType: number): ProtobufField | null {
    if (wireType === 0) {
      const value = readVarint();
      return value === null ? null : { number, type: 'varint', value };
    }
    const type = wireType === 2 ? 'bytes' : wireType === 1 ? 'fixed64' : wireType === 5 ? 'fixed32' : null;
    if (type === null) return null;
    const length = type === 'bytes' ? Number(readVarint() ?? Number.NaN) : type === 'fixed64' ? 8 : 4;
    const value = Number.isNaN(length) ? null : readBytes(length);
    return value === null ? null : { number, type, value };
  }

  while (at < bytes.length) {
    const key = Number(readVarint() ?? 0);
    const number = Math.floor(key / 8);
    if (number === 0 || number > MAX_FIELD_NUMBER) return null;
    const field = readField(number, key % 8);
    if (field === null) return null;
    fields.push(field);
  }
  return fields;
}
