import { fail, ok } from '../../pass/result.ts';
import { verifySignature } from '../../pass/signature.ts';
import { readPublicKey } from '../public_key.ts';
import { keyFromCertificate } from '../x509_key.ts';
import { createCollector } from './collector.ts';
import { MAX_IMPORT_BYTES, type ImportedKey, type Importer } from './importer.ts';
import type { LeftOutReason } from './import_report.ts';
import { decodeBase64, isObject, MAX_ITEMS, readJson } from './input.ts';
import { readPem } from './pem.ts';

const LINE_FEED = 0x0a;
const SIGNATURE_BYTES = 64;
const MAX_FIRST_LINE = 200;
const COUNTRY = /^[A-Z]{2}$/;

/**
 * Germany's signed list of document signers (`dsc-list.json`): the first line is the base64 of r||s, ECDSA on
 * P-256 with SHA-256, over all the bytes after it. A wrong signature refuses the whole.
 */
export const germanTrustList: Importer = {
  about: "Germany's signed list of health certificate signers (dsc-list.json)",
  needs: [['signer']],
  heeds: ['specimen'],

  read(content, { signer, specimen = false }) {
    if (content.length > MAX_IMPORT_BYTES) return fail('too_large');
    const end = content.subarray(0, MAX_FIRST_LINE).indexOf(LINE_FEED);
    const signature = decodeBase64(Buffer.from(content.subarray(0, Math.max(end, 0))).toString('latin1'));
    if (signature === null || signature.length !== SIGNATURE_BYTES) return fail('wrong_shape');
    if (signer === undefined) return fail('needs_signer');
    const key = readSigner(signer);
    if (key === null) return fail('bad_signer');
    const signed = content.subarray(end + 1);
    if (!verifySignature({ algorithm: 'ES256', key: key.publicKey, message: signed, signature })) {
      return fail('bad_signature');
    }

    const json = readJson(signed);
    if (!json.ok) return json;
    if (!isObject(json.value) || !Array.isArray(json.value.certificates)) return fail('wrong_shape');
    const { certificates } = json.value;
    if (certificates.length > MAX_ITEMS) return fail('too_many_items');
    const collector = createCollector({ specimen });
    for (const given of certificates) {
      const entry = readEntry(given);
      if (typeof entry === 'string') collector.leaveOut(nameOf(given), entry);
      else collector.takeKey(nameOf(given), entry);
    }
    return ok(collector.finish({ signature: 'good' }));
  },
};

/** The key that signs such lists: a public key, or that of a certificate, in PEM or DER. */
function readSigner(signer: Uint8Array): ReturnType<typeof readPublicKey> {
  const [block, ...others] = readPem(signer);
  if (others.length > 0) return null;
  const der = block?.der ?? signer;
  return readPublicKey({ spki: der }) ?? keyFromCertificate(der);
}

function readEntry(given: unknown): ImportedKey | LeftOutReason {
  if (!isObject(given) || typeof given.country !== 'string' || typeof given.kid !== 'string')
    return 'not_a_key';
  const { certificateType, country, kid: keyId } = given;
  if (certificateType !== 'DSC') return 'not_a_signer';
  if (!COUNTRY.test(country)) return 'bad_name';
  const der = decodeBase64(given.rawData);
  const key = der === null ? null : keyFromCertificate(der);
  if (der === null || key === null) return 'unusable_certificate';
  if (key.keyId !== keyId) return 'key_id_mismatch';
  return { format: 'hc1', x509: der.toString('base64'), issuer: country, keyId };
}

function nameOf(given: unknown): string {
  if (!isObject(given)) return '';
  const { certificateType, country, kid } = given;
  return [country, certificateType, kid].filter((part) => typeof part === 'string').join(' ');
}
