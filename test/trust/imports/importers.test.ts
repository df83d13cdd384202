import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { IMPORT_ERROR_WORDS } from '../../../main/trust/imports/importer.ts';
import { LEFT_OUT_WORDS } from '../../../main/trust/imports/import_report.ts';
import { IMPORTERS, type ImportKind, isImportKind } from '../../../main/trust/imports/importers.ts';
import { importFile } from './make_imports.ts';

const kinds = Object.keys(IMPORTERS) as ImportKind[];
/** Names that the importers look for, so that made-up JSON gets somewhere. */
const names = [
  'id',
  'kid',
  'iss',
  'issuer',
  'keys',
  'kty',
  'crv',
  'x',
  'y',
  'use',
  'alg',
  'x5c',
  'slug',
  'country',
  'rawData',
  'valid_keys',
  'pretix_sig1',
  'issuerInfo',
  'verificationMethod',
  'assertionMethod',
  'publicKeyJwk',
  'publicKeyPem',
];
const values = [
  'did:web:a:trustlist',
  'did:web:a:trustlist:DCC:PRT:DSC#AA==',
  'EC',
  'P-256',
  'sig',
  'ES256',
  'AAAA',
  '',
];
const json = fc.letrec((tie) => ({
  value: fc.oneof(
    { maxDepth: 5, withCrossShrink: true },
    fc.constantFrom<unknown>(...values, 0, 1e308, true, null),
    fc.string(),
    fc.array(tie('value'), { maxLength: 4 }),
    fc.dictionary(fc.constantFrom(...names), tie('value'), { maxKeys: 6 }),
  ),
})).value;
const options = fc.record(
  {
    issuer: fc.string(),
    keyId: fc.string(),
    format: fc.constantFrom('hc1', 'shc', 'nzcp', 'vds_nc', 'claim169', 'pretix', 'divoc', 'venue'),
    signer: fc.uint8Array(),
    signerFingerprint: fc.string(),
    directory: fc.uint8Array(),
  },
  { requiredKeys: [] },
);

describe('every importer', () => {
  it.each(kinds)('%s never throws, and what it takes reads back', (kind) => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.uint8Array(),
          json.map((value) => JSON.stringify(value) ?? ''),
        ),
        options,
        (content, given) => {
          const read = importFile(kind, content, given as never);
          if (typeof read === 'string') expect(IMPORT_ERROR_WORDS).toHaveProperty(read);
          else for (const { reason } of read.report.leftOut) expect(LEFT_OUT_WORDS).toHaveProperty(reason);
        },
      ),
    );
  });

  it.each(kinds)('%s bears what is deep or large', (kind) => {
    const signer = Buffer.from('AAAA');
    for (const content of [
      '['.repeat(200_000),
      '{"keys":'.repeat(100_000),
      Buffer.alloc(8 * 1024 * 1024 + 1, '['),
      '-----BEGIN PUBLIC KEY-----\n'.repeat(100_000),
      Buffer.from('30820000'.repeat(100_000), 'hex'),
      Buffer.from('3080'.repeat(100_000), 'hex'),
    ]) {
      expect(typeof importFile(kind, content, { issuer: 'a', signer, keyId: 'AA==' })).toBe('string');
    }
  });
});

describe('isImportKind', () => {
  it('knows the names of the table only', () => {
    expect(kinds.every(isImportKind)).toBe(true);
    expect(['', 'toString', '__proto__', 'WHO'].some(isImportKind)).toBe(false);
  });
});
