import { hash } from 'node:crypto';
import { expect } from 'vitest';
import type { TrustList } from '../../../main/pass/trust_list.ts';
import type { Imported, ImportError, ImportOptions } from '../../../main/trust/imports/importer.ts';
import { IMPORTERS, type ImportKind } from '../../../main/trust/imports/importers.ts';
import { readTrustListFile } from '../../../main/trust/trust_list_file.ts';
import {
  CERTIFICATE_SIGN_AND_LIST_SIGN,
  type CertificateContent,
  type CertificateSigner,
  COMMON_NAME,
  COUNTRY,
  ecSigner,
  extensions,
  makeCertificate,
  makeName,
} from '../../pass/make_certificate.ts';

/** What an importer makes of a file: every item accounted for, and all that was taken read back. */
export function importFile(
  kind: ImportKind,
  content: Uint8Array | string | object,
  options: ImportOptions = {},
): (Imported & { readonly list: TrustList }) | ImportError {
  const isJson = typeof content === 'object' && !(content instanceof Uint8Array);
  const bytes = isJson ? Buffer.from(JSON.stringify(content)) : Buffer.from(content as string);
  const read = IMPORTERS[kind].read(bytes, options);
  if (!read.ok) return read.error;
  const { anchors, keys, report } = read.value;
  expect(report.read).toBe(report.taken + report.leftOut.length);
  expect(report.taken).toBe(keys.length + anchors.length);
  const dates = { issuedAt: '2026-03-01T00:00:00Z', validUntil: '2026-04-01T00:00:00Z' };
  const file = Buffer.from(JSON.stringify({ version: 1, ...dates, keys, anchors }));
  const list = readTrustListFile(file);
  if (!list.ok) throw new Error(`does not read back: ${list.error}`);
  expect(list.value.keyCount).toBe(report.taken);
  return { ...read.value, list: list.value };
}

/** As `importFile`, where it must succeed. */
export function takeFile(
  ...given: Parameters<typeof importFile>
): Exclude<ReturnType<typeof importFile>, string> {
  const imported = importFile(...given);
  if (typeof imported === 'string') throw new Error(imported);
  return imported;
}

/** The reasons for which items were left out, by their names. */
export function leftOutOf(...given: Parameters<typeof importFile>): Readonly<Record<string, string>> {
  const { report } = takeFile(...given);
  return Object.fromEntries(report.leftOut.map(({ name, reason }) => [name, reason]));
}

export function keyIdOfCertificate(der: Uint8Array): string {
  return hash('sha256', der, 'buffer').subarray(0, 8).toString('base64');
}

/** A signing authority that can issue, with its own certificate. */
export interface Authority {
  readonly signer: CertificateSigner;
  readonly certificate: Buffer;
  issue(content?: Partial<CertificateContent>): Buffer;
}

/** A country's signing authority; its signers are new keys on P-256 unless the content says otherwise. */
export function makeAuthority(country = 'UT', signer = ecSigner('P-256')): Authority {
  const name = makeName([COUNTRY, country], [COMMON_NAME, `CSCA ${country}`]);
  const issuer = { issuer: name, subject: name };
  const usage = [extensions.authority(), extensions.keyUsage(CERTIFICATE_SIGN_AND_LIST_SIGN)];
  return {
    signer,
    certificate: makeCertificate(signer, { ...issuer, extensions: usage }),
    issue: (content = {}) =>
      makeCertificate(signer, {
        issuer: name,
        subject: makeName([COUNTRY, country], [COMMON_NAME, 'Signer']),
        spki: ecSigner('P-256').spki,
        ...content,
      }),
  };
}

export function toPem(label: string, der: Uint8Array): string {
  const body = Buffer.from(der)
    .toString('base64')
    .replace(/(.{64})/g, '$1\n');
  return `-----BEGIN ${label}-----\n${body}\n-----END ${label}-----\n`;
}
