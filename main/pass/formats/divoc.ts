import { hash } from 'node:crypto';
import { toCanonicalNQuads } from '../canonical_n_quads.ts';
import { openLinkedDataProof } from '../linked_data_signature.ts';
import { statementsOf } from '../linked_data_shape.ts';
import type { PassReader } from '../pass_reader.ts';
import { fail, ok } from '../result.ts';
import type { ScannedCode } from '../scanned_code.ts';
import { isJsonObject, type JsonValue, parseStrictJson } from '../strict_json.ts';
import { readOnlyZipEntry } from '../zip_entry.ts';
import { readDivocClaims } from './divoc_claims.ts';
import { CREDENTIALS_CONTEXT, DIVOC_CERTIFICATE, DIVOC_CONTEXTS } from './divoc_contexts.ts';

const ZIP_MAGIC = Buffer.from('PK\x03\x04', 'latin1');
const ZIP_ENTRY = 'certificate.json';
const PROOF_TYPES = ['"RsaSignature2018"', '"Ed25519Signature2018"'];
const HASH_BYTES = 16;

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/**
 * DIVOC certificates (India, Sri Lanka, the Philippines, Indonesia): a W3C verifiable credential with a
 * linked data proof, as `certificate.json` within a ZIP or as it is. What counts is its canonical N-Quads: they
 * are what the proof signs, and equal for every way to write the same JSON.
 */
export const divocReader = {
  format: 'divoc',

  recognises: ({ bytes, text }) =>
    isZip(bytes) || (text !== null && /^\s*\{/.test(text) && PROOF_TYPES.some((type) => text.includes(type))),

  open(code) {
    const json = jsonOf(code);
    if (json === null) return fail('bad_compression');
    const document = parseStrictJson(json)?.value;
    if (!isJsonObject(document)) return fail('bad_envelope');
    const { '@context': context, proof, ...certificate } = document;
    if (proof === undefined) return fail('unsigned');
    if (!isKnownContext(context)) return fail('content_not_supported');
    const statements = statementsOf(certificate, DIVOC_CERTIFICATE);
    const canonical = statements === null ? null : toCanonicalNQuads(statements);
    // Not all of it would be signed: not the person, where Sri Lanka and the Philippines give a relative id.
    if (canonical === null) return fail('content_not_supported');
    const payload = Buffer.from(canonical);
    const opened = openLinkedDataProof(proof, payload);
    if (!opened.ok) return opened;
    const { issuer } = certificate;
    if (typeof issuer !== 'string') return fail('bad_envelope');
    return ok({ ...opened.value, issuer, payload });
  },

  readClaims({ payload }) {
    const read = readDivocClaims(payload);
    return read.ok ? ok(read.value.claims) : read;
  },

  revocationNames({ payload, signer }) {
    const read = readDivocClaims(payload);
    const ids = read.ok ? read.value.certificateIds : [];
    return ids.map((id) => ({
      scope: signer.issuer,
      kind: 'divoc_certificate',
      hash: hash('sha256', id, 'buffer').subarray(0, HASH_BYTES),
    }));
  },
} as const satisfies PassReader;

function isZip(bytes: Uint8Array): boolean {
  return ZIP_MAGIC.equals(bytes.subarray(0, ZIP_MAGIC.length));
}

function jsonOf({ bytes, text }: ScannedCode): string | null {
  if (!isZip(bytes)) return text;
  const entry = readOnlyZipEntry(withoutTerminator(bytes), ZIP_ENTRY);
  try {
    return entry === null ? null : utf8.decode(entry);
  } catch {
    return null;
  }
}

/** The scanner's own: a ZIP without a comment ends in two zero bytes. */
function withoutTerminator(bytes: Uint8Array): Uint8Array {
  let end = bytes.length;
  while (end > 0 && (bytes[end - 1] === 0x0d || bytes[end - 1] === 0x0a)) end -= 1;
  return bytes.subarray(0, end);
}

function isKnownContext(context: JsonValue | undefined): boolean {
  if (!Array.isArray(context)) return false;
  const [first, second, ...others] = context as readonly JsonValue[];
  return first === CREDENTIALS_CONTEXT && DIVOC_CONTEXTS.has(second) && others.length === 0;
}
