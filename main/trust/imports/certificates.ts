import { hash } from 'node:crypto';
import { fail, ok } from '../../pass/result.ts';
import { signerFromCertificate } from '../certificate_authority.ts';
import { keyFromCertificate } from '../x509_key.ts';
import { createCollector } from './collector.ts';
import { exportKey } from './exported_key.ts';
import { type ImportedKey, type Importer, MAX_IMPORT_BYTES } from './importer.ts';
import { MAX_ITEMS } from './input.ts';
import { readPem } from './pem.ts';

const FINGERPRINT_CHARACTERS = 16;

/** Certificates of those who sign passes: HC1, or with that format ICAO's barcodes. */
export const certificates: Importer = {
  about: 'X.509 certificates of signers (PEM or DER), for HC1 or, with --format vds_nc, ICAO barcodes',
  needs: [],
  heeds: ['format', 'issuer', 'specimen'],

  read(content, { format = 'hc1', issuer, specimen = false }) {
    if (content.length > MAX_IMPORT_BYTES) return fail('too_large');
    if (format !== 'hc1' && format !== 'vds_nc') return fail('wrong_format');
    const read = format === 'hc1' ? readHc1 : readBarcodeSigner;
    const blocks = readPem(content);
    if (blocks.length > MAX_ITEMS) return fail('too_many_items');
    if (blocks.length === 0 && keyFromCertificate(content) === null) return fail('wrong_shape');
    const collector = createCollector({ specimen });
    for (const { der, label } of blocks.length === 0 ? [{ label: 'CERTIFICATE', der: content }] : blocks) {
      const name = `${label} ${hash('sha256', der).slice(0, FINGERPRINT_CHARACTERS)}`;
      const key = label === 'CERTIFICATE' ? read(der, issuer) : null;
      if (key !== null) collector.takeKey(name, key);
      else if (label.includes('PRIVATE KEY')) collector.leaveOut(label, 'private_key');
      else collector.leaveOut(name, label === 'CERTIFICATE' ? 'unusable_certificate' : 'not_a_key');
    }
    return ok(collector.finish({}));
  },
};

function readHc1(der: Uint8Array, issuer: string | undefined): ImportedKey | null {
  if (keyFromCertificate(der) === null) return null;
  const x509 = Buffer.from(der).toString('base64');
  return { format: 'hc1', x509, ...(issuer !== undefined && { issuer }) };
}

function readBarcodeSigner(der: Uint8Array, issuer: string | undefined): ImportedKey | null {
  const key = signerFromCertificate(der);
  return key === null ? null : exportKey({ ...key, issuer: issuer ?? key.issuer }, 'vds_nc');
}
