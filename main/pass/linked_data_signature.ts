import { hash } from 'node:crypto';
import { iriTerm, literalTerm, toCanonicalNQuads } from './canonical_n_quads.ts';
import { readIsoInstant } from './iso_instant.ts';
import { fail, ok, type Result } from './result.ts';
import { isJsonObject, type JsonObject, type JsonValue, parseStrictJson } from './strict_json.ts';
import type { SignatureAlgorithm } from './trust_list.ts';

/** A linked data proof whose signature has not been looked at: nothing it vouches for may be believed yet. */
export interface UnverifiedProof {
  readonly algorithm: SignatureAlgorithm;
  /** The id of the key: the proof's verification method. */
  readonly keyId: string;
  readonly signature: Uint8Array;
  readonly signedBytes: Uint8Array;
}

export type ProofError = 'bad_encoding' | 'bad_envelope' | 'bad_algorithm' | 'unknown_critical_header';

/** Signers of RsaSignature2018 sign with PSS, other than its specification says. */
const ALGORITHM_OF_TYPE: ReadonlyMap<JsonValue | undefined, SignatureAlgorithm> = new Map([
  ['RsaSignature2018', 'PS256'],
  ['Ed25519Signature2018', 'EdDSA'],
]);

const PROPERTIES = 'created jws proofPurpose type verificationMethod';
const HEADER_PARAMETERS = 'alg b64 crit';
const UNENCODED_PAYLOAD = 'b64';
const DETACHED = /^([A-Za-z0-9_-]+)\.\.([A-Za-z0-9_-]+)$/;
const PROOF = '_:proof';
const RDF_TYPE = '<http://www.w3.org/1999/02/22-rdf-syntax-ns#type>';
const CREATED = '<http://purl.org/dc/terms/created>';
const SECURITY = 'https://w3id.org/security#';

/**
 * Opens a proof of type RsaSignature2018 or Ed25519Signature2018 (Linked Data Proofs, W3C CCG drafts of 2018)
 * over a document's canonical N-Quads. It is a detached JWS with an unencoded payload (RFC 7515 appendix F,
 * RFC 7797): the hash of what the proof says of itself, under the context https://w3id.org/security/v2, and
 * the hash of the document. Only what signers write is accepted.
 */
export function openLinkedDataProof(
  proof: JsonValue,
  document: Uint8Array,
): Result<UnverifiedProof, ProofError> {
  if (!isJsonObject(proof)) return fail('bad_envelope');
  const { created, jws, proofPurpose, type, verificationMethod } = proof;
  const algorithm = ALGORITHM_OF_TYPE.get(type);
  if (algorithm === undefined) return fail('bad_algorithm');
  if (namesOf(proof) !== PROPERTIES || proofPurpose !== 'assertionMethod') return fail('bad_envelope');
  if (typeof created !== 'string' || typeof jws !== 'string' || typeof verificationMethod !== 'string') {
    return fail('bad_envelope');
  }
  const method = iriTerm(verificationMethod);
  if (method === null || readIsoInstant(created) === null) return fail('bad_envelope');
  const options = toCanonicalNQuads([
    { subject: PROOF, predicate: RDF_TYPE, object: `<${SECURITY}${type}>` },
    { subject: PROOF, predicate: CREATED, object: literalTerm(created, 'dateTime') },
    { subject: PROOF, predicate: `<${SECURITY}proofPurpose>`, object: `<${SECURITY}assertionMethod>` },
    { subject: PROOF, predicate: `<${SECURITY}verificationMethod>`, object: method },
  ]);
  if (options === null) return fail('bad_envelope');

  const [, header, encodedSignature] = DETACHED.exec(jws) ?? [];
  if (header === undefined || encodedSignature === undefined) return fail('bad_envelope');
  const headerBytes = decodeBase64Url(header);
  const signature = decodeBase64Url(encodedSignature);
  if (headerBytes === null || signature === null) return fail('bad_encoding');
  const parsed = parseStrictJson(headerBytes.toString('latin1'))?.value;
  if (!isJsonObject(parsed)) return fail('bad_envelope');
  const { alg, b64, crit } = parsed;
  if (alg !== algorithm) return fail('bad_algorithm');
  if (!Array.isArray(crit) || crit.length !== 1 || crit[0] !== UNENCODED_PAYLOAD) {
    return fail('unknown_critical_header');
  }
  if (b64 !== false || namesOf(parsed) !== HEADER_PARAMETERS) return fail('bad_envelope');

  const signedBytes = Buffer.concat([Buffer.from(`${header}.`), sha256(options), sha256(document)]);
  return ok({ algorithm, keyId: verificationMethod, signature, signedBytes });
}

function namesOf(object: JsonObject): string {
  return Object.keys(object).sort().join(' ');
}

/** Null unless an encoder would have written exactly this text. */
function decodeBase64Url(text: string): Buffer | null {
  const bytes = Buffer.from(text, 'base64url');
  return bytes.toString('base64url') === text ? bytes : null;
}

function sha256(content: string | Uint8Array): Buffer {
  return hash('sha256', content, 'buffer');
}
