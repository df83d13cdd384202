import { type CborTag, type CborValue, decodeCbor } from './cbor.ts';
import { fail, ok, type Result } from './result.ts';
import type { SignatureAlgorithm } from './trust_list.ts';

/** A COSE_Sign1 whose signature has not been looked at: nothing in `payload` may be believed yet. */
export interface UnverifiedSign1 {
  readonly algorithm: SignatureAlgorithm;
  /** Protected wins over unprotected. */
  readonly keyId: Uint8Array | null;
  readonly keyIdIsProtected: boolean;
  readonly payload: Uint8Array;
  readonly signature: Uint8Array;
  /** The Sig_structure that was signed (RFC 9052 section 4.4). */
  readonly signedBytes: Uint8Array;
}

export type Sign1Error = 'bad_cbor' | 'bad_envelope' | 'bad_algorithm' | 'unknown_critical_header';

const TAG_SIGN1 = 18;
const TAG_CWT = 61;
const LABEL_ALGORITHM = 1;
const LABEL_CRITICAL = 2;
const LABEL_KEY_ID = 4;
const ALGORITHM_OF_LABEL: ReadonlyMap<CborValue, SignatureAlgorithm> = new Map([
  [-7, 'ES256'],
  [-8, 'EdDSA'],
  [-35, 'ES384'],
  [-36, 'ES512'],
  [-37, 'PS256'],
]);

/**
 * Opens a COSE_Sign1 (RFC 9052 section 4.2), bare or under tag 18 or CWT tag 61; `tagRequired` asks for tag
 * 18. The algorithm counts only where it is signed, in the protected header, unless `unprotectedAlgorithm`.
 */
export function openSign1(
  bytes: Uint8Array,
  options: {
    readonly externalAad?: Uint8Array;
    readonly tagRequired?: boolean;
    readonly unprotectedAlgorithm?: boolean;
    /** Takes the UTF-8 bytes of a key id that is a text, which RFC 9052 does not have. */
    readonly textKeyId?: boolean;
  } = {},
): Result<UnverifiedSign1, Sign1Error> {
  const decoded = decodeCbor(bytes);
  if (decoded === null) return fail('bad_cbor');
  const body = untag(decoded, options.tagRequired ?? false);
  if (!Array.isArray(body) || body.length !== 4) return fail('bad_envelope');
  const [protectedBytes, unprotectedHeader, payload, signature] = body as readonly CborValue[];
  if (!(protectedBytes instanceof Uint8Array) || !(unprotectedHeader instanceof Map))
    return fail('bad_envelope');
  if (!(payload instanceof Uint8Array) || !(signature instanceof Uint8Array)) return fail('bad_envelope');
  const protectedHeader = protectedBytes.length === 0 ? new Map() : decodeCbor(protectedBytes);
  if (!(protectedHeader instanceof Map)) return fail('bad_envelope');
  // No critical header is understood here, so that any is refused (RFC 9052 section 3.1).
  if (protectedHeader.has(LABEL_CRITICAL) || unprotectedHeader.has(LABEL_CRITICAL)) {
    return fail('unknown_critical_header');
  }
  const label =
    protectedHeader.has(LABEL_ALGORITHM) || !options.unprotectedAlgorithm
      ? protectedHeader
      : unprotectedHeader;
  const algorithm = ALGORITHM_OF_LABEL.get(label.get(LABEL_ALGORITHM));
  if (algorithm === undefined) return fail('bad_algorithm');
  const protectedKeyId = protectedHeader.get(LABEL_KEY_ID);
  let keyId = protectedKeyId ?? unprotectedHeader.get(LABEL_KEY_ID) ?? null;
  if (options.textKeyId && typeof keyId === 'string') keyId = Buffer.from(keyId);
  if (keyId !== null && !(keyId instanceof Uint8Array)) return fail('bad_envelope');
  // An empty protected header is signed as a zero-length string, however it was sent (RFC 9052 section 4.4).
  const signedHeader = protectedHeader.size === 0 ? new Uint8Array() : protectedBytes;
  return ok({
    algorithm,
    keyId,
    keyIdIsProtected: protectedKeyId !== undefined && protectedKeyId !== null,
    payload,
    signature,
    signedBytes: sigStructure(signedHeader, options.externalAad ?? new Uint8Array(), payload),
  });
}

function untag(decoded: CborValue, tagRequired: boolean): CborValue {
  const cwt = isTag(decoded, TAG_CWT) ? decoded.content : decoded;
  if (isTag(cwt, TAG_SIGN1)) return cwt.content;
  return tagRequired || cwt !== decoded ? null : cwt;
}

function isTag(value: CborValue, tag: number): value is CborTag {
  return typeof value === 'object' && value !== null && 'tag' in value && value.tag === tag;
}

const SIGNATURE1 = Buffer.concat([Buffer.from([0x84, 0x6a]), Buffer.from('Signature1')]);
const MAX_HEAD_BYTES = 5;

function sigStructure(header: Uint8Array, externalAad: Uint8Array, payload: Uint8Array): Uint8Array {
  const contentBytes = header.length + externalAad.length + payload.length;
  const bytes = Buffer.allocUnsafe(SIGNATURE1.length + 3 * MAX_HEAD_BYTES + contentBytes);
  bytes.set(SIGNATURE1);
  let at = writeByteString(bytes, SIGNATURE1.length, header);
  at = writeByteString(bytes, at, externalAad);
  at = writeByteString(bytes, at, payload);
  return bytes.subarray(0, at);
}

/** Writes a byte string behind its shortest head (RFC 8949 section 4.2.1) and returns where it ends. */
function writeByteString(bytes: Buffer, start: number, content: Uint8Array): number {
  const at = writeHead(bytes, start, content.length);
  bytes.set(content, at);
  return at + content.length;
}

function writeHead(bytes: Buffer, at: number, length: number): number {
  if (length < 24) return bytes.writeUInt8(0x40 | length, at);
  if (length < 0x100) return bytes.writeUInt16BE(0x5800 | length, at);
  if (length < 0x10000) return bytes.writeUInt16BE(length, bytes.writeUInt8(0x59, at));
  return bytes.writeUInt32BE(length, bytes.writeUInt8(0x5a, at));
}
