import { hash } from 'node:crypto';
import type { Certificate } from './certificate.ts';
import type { RevocationName } from './revocation.ts';

const HASH_BYTES = 16;

/**
 * The name under which a revocation list withdraws a certificate, and every pass that it signed: its issuer's
 * name and its serial number (RFC 5280 section 5.1.2.6), whichever of the issuer's keys signed either.
 */
export function certificateSerialName({
  issuer,
  serialNumber,
}: Pick<Certificate, 'issuer' | 'serialNumber'>): RevocationName {
  const start = serialNumber.findIndex((byte) => byte !== 0);
  const digest = hash('sha256', serialNumber.subarray(start === -1 ? serialNumber.length : start), 'buffer');
  return { scope: issuer.text, kind: 'certificate_serial', hash: digest.subarray(0, HASH_BYTES) };
}
