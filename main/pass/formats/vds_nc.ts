import { hash } from 'node:crypto';
import canonicalize from 'canonicalize';
import { readCertificate } from '../certificate.ts';
import { certificateSerialName } from '../certificate_serial.ts';
import { toAlpha2 } from '../country_code.ts';
import { NO_LIMITS, type PassReader } from '../pass_reader.ts';
import { fail, ok } from '../result.ts';
import { isJsonObject, type JsonObject, parseStrictJson } from '../strict_json.ts';
import type { KeyUse } from '../trust_list.ts';
import { readTestProof, readVaccinationProof } from './vds_nc_facts.ts';
import { chainedSigner, fingerprintOf, joseAlgorithms } from './vds_nc_signer.ts';

const ICAO_SEAL = /^[ \t\r\n]*\{[^]*"t"[ \t\r\n]*:[ \t\r\n]*"icao\./;
const STATE = /^[A-Z]{1,3}$/;
const VERSION = 1;
const REVOCATION_HASH_BYTES = 16;

/** The uses of which a signer's certificate tells, by the type of the seal. */
const USE_OF_TYPE: ReadonlyMap<unknown, KeyUse> = new Map<unknown, KeyUse>([
  ['icao.vacc', 'vaccination'],
  ['icao.test', 'test'],
]);

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/**
 * ICAO Visible Digital Seal for non-constrained environments (technical report VDS-NC, 2021): JSON whose
 * `data`, in its canonical form (RFC 8785), is signed by a state's barcode signer, whose certificate travels
 * within.
 */
export const vdsNcReader = {
  format: 'vds_nc',

  recognises: ({ text }) => text !== null && ICAO_SEAL.test(text),

  open({ text }) {
    const seal = parseStrictJson(text ?? '')?.value;
    if (!isJsonObject(seal)) return fail('bad_encoding');
    const { data, sig } = seal;
    if (!isJsonObject(data) || !isJsonObject(data.hdr) || !isJsonObject(sig)) return fail('bad_envelope');
    const { alg, cer, sigvl } = sig;
    const state = data.hdr.is;
    if (typeof state !== 'string' || !STATE.test(state)) return fail('bad_envelope');
    if (alg !== 'ES256' && alg !== 'ES384' && alg !== 'ES512') return fail('bad_algorithm');
    const signature = decodeBase64Url(sigvl);
    if (signature === null) return fail('bad_encoding');
    const certificate = cer === undefined ? undefined : decodeBase64Url(cer);
    if (certificate === null) return fail('bad_certificate');
    // Whatever its order and spacing, one content has one canonical form.
    const signedBytes = Buffer.from(canonicalize(data) ?? '');
    return ok({
      issuer: toAlpha2(state),
      keyId: certificate === undefined ? '' : fingerprintOf(certificate),
      algorithm: alg,
      signedBytes,
      signature,
      payload: signedBytes,
      ...(certificate && { certificate }),
    });
  },

  findKeys({ certificate: der, issuer, keyId }, trust, now) {
    // A signer whom the list itself names needs no authority.
    const named = trust.findKeys('vds_nc', issuer, keyId);
    if (named.length > 0 || der === undefined) {
      return ok(named.map((key) => ({ ...key, algorithms: joseAlgorithms(key) })));
    }
    const certificate = readCertificate(der);
    if (certificate === null) return fail('bad_certificate');
    return chainedSigner(certificate, { keyId, state: issuer ?? '' }, trust, now);
  },

  readClaims({ issuer, payload }) {
    const data = parseStrictJson(utf8.decode(payload))?.value;
    if (!isJsonObject(data) || !isJsonObject(data.hdr) || !isJsonObject(data.msg)) return fail('bad_claims');
    const { t, v } = data.hdr;
    const use = USE_OF_TYPE.get(t);
    if (use === undefined || v !== VERSION) return fail('content_not_supported');
    const facts = use === 'vaccination' ? readVaccinationProof(data.msg) : readTestProof(data.msg);
    if (facts === null) return fail('bad_claims');
    return ok({ ...NO_LIMITS, issuer, use, facts: { ...facts, payload: data } });
  },

  revocationNames({ certificate: der }, { facts, issuer }) {
    const names = [{ scope: issuer ?? '', kind: 'vds_nc_id', hash: shortHash(facts.passId ?? '') }];
    const certificate = der === undefined ? null : readCertificate(der);
    return certificate === null ? names : [...names, certificateSerialName(certificate)];
  },
} as const satisfies PassReader;

/** With or without its padding, and null unless an encoder would have written exactly this text. */
function decodeBase64Url(text: JsonObject[string] | undefined): Uint8Array | null {
  if (typeof text !== 'string') return null;
  const bytes = Buffer.from(text, 'base64url');
  const unpadded = bytes.toString('base64url');
  const padded = unpadded.padEnd(Math.ceil(unpadded.length / 4) * 4, '=');
  return text === unpadded || text === padded ? bytes : null;
}

function shortHash(text: string): Uint8Array {
  return hash('sha256', text, 'buffer').subarray(0, REVOCATION_HASH_BYTES);
}
