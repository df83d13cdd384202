import { hash } from 'node:crypto';
import { readCertificate } from '../../pass/certificate.ts';
import { fail, ok } from '../../pass/result.ts';
import { authorityFromCertificate } from '../certificate_authority.ts';
import { type Collector, createCollector } from './collector.ts';
import { type Importer, MAX_IMPORT_BYTES } from './importer.ts';
import { MAX_ITEMS } from './input.ts';
import { readPem } from './pem.ts';

const FINGERPRINT_CHARACTERS = 16;

/** Certificates of countries' signing authorities (CSCA), for certificates within ICAO passes. */
export const authorityCertificates: Importer = {
  about: 'certificates of country signing authorities (CSCA, PEM or DER)',
  needs: [],
  heeds: [],

  read(content) {
    if (content.length > MAX_IMPORT_BYTES) return fail('too_large');
    const blocks = readPem(content);
    if (blocks.length > MAX_ITEMS) return fail('too_many_items');
    if (blocks.length === 0 && readCertificate(content) === null) return fail('wrong_shape');
    const collector = createCollector({});
    if (blocks.length === 0) importAuthority(content, collector);
    for (const { der, label } of blocks) {
      if (label === 'CERTIFICATE') importAuthority(der, collector);
      else collector.leaveOut(label, label.includes('PRIVATE KEY') ? 'private_key' : 'not_a_key');
    }
    return ok(collector.finish({}));
  },
};

/** Takes a certificate (DER) as that of an authority, named by its country and its fingerprint's beginning. */
export function importAuthority(der: Uint8Array, collector: Collector): void {
  const certificate = readCertificate(der);
  const fingerprint = hash('sha256', der).slice(0, FINGERPRINT_CHARACTERS);
  const name = `${certificate?.subject.country ?? '?'} ${fingerprint}`;
  if (certificate === null) collector.leaveOut(name, 'unusable_certificate');
  else if (authorityFromCertificate(der) === null) collector.leaveOut(name, 'not_an_authority');
  else collector.takeAnchor(name, der);
}
