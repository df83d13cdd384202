import { createHash, X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { AsnConvert, OctetString } from '@peculiar/asn1-schema';
import { Certificate, ExtendedKeyUsage, Extension, Extensions, id_ce_extKeyUsage } from '@peculiar/asn1-x509';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { keyFromCertificate } from '../../main/trust/x509_key.ts';
import { certificateOf } from './certificates.ts';

const der = certificateOf('hcert_derived', 'hcert-derived/baseline');

describe('keyFromCertificate', () => {
  it('reads the key, its id and its end', () => {
    const key = keyFromCertificate(der);
    expect(key).toMatchObject({
      format: 'hc1',
      issuer: 'XX',
      keyId: createHash('sha256').update(der).digest().subarray(0, 8).toString('base64'),
      algorithms: ['ES256'],
      uses: null,
      notBefore: null,
      notAfter: Date.parse('2034-01-01T00:00:00Z'),
      specimen: false,
    });
    expect(keyFromCertificate(der, true)?.specimen).toBe(true);
  });

  it('agrees with the platform on every certificate of the conformance cases', () => {
    const certificates = new Set<string>();
    for (const name of ['hcert_dgc-testdata', 'hcert_dcc-quality-assurance']) {
      const lines = readFileSync(path.resolve(import.meta.dirname, `../vectors/${name}.jsonl`), 'utf8')
        .trim()
        .split('\n');
      for (const { keys } of lines.map((line) => JSON.parse(line)))
        for (const { value } of keys) certificates.add(value);
    }
    let compared = 0;
    for (const value of certificates) {
      const platform = new X509Certificate(Buffer.from(value, 'base64'));
      const key = keyFromCertificate(Buffer.from(value, 'base64'));
      if (platform.publicKey.asymmetricKeyDetails?.modulusLength === 1024) {
        expect(key).toBeNull();
        continue;
      }
      expect(key?.publicKey.equals(platform.publicKey)).toBe(true);
      expect(key?.notAfter).toBe(Date.parse(platform.validTo));
      compared += 1;
    }
    expect(compared).toBeGreaterThan(50);
  });

  const arc = '1.3.6.1.4.1.1847.2021.1';
  const mistaken = '1.3.6.1.4.1.0.1847.2021.1';
  it.each([
    ['none', [], null],
    ['one', [`${arc}.2`], ['vaccination']],
    ['all', [`${arc}.1`, `${arc}.2`, `${arc}.3`], ['test', 'vaccination', 'recovery']],
    ['one under the mistaken arc', [`${mistaken}.3`], ['recovery']],
    ['one beside a foreign one', [`${mistaken}.1`, '1.3.6.1.5.5.7.3.2'], ['test']],
    ['foreign ones only', ['2.23.136.1.1.14.2'], null],
  ])('reads an extended key usage of %s', (_what, oids, uses) => {
    const certificate = AsnConvert.parse(der, Certificate);
    certificate.tbsCertificate.extensions = new Extensions([
      new Extension({
        extnID: id_ce_extKeyUsage,
        extnValue: new OctetString(AsnConvert.serialize(new ExtendedKeyUsage(oids))),
      }),
    ]);
    expect(keyFromCertificate(new Uint8Array(AsnConvert.serialize(certificate)))?.uses).toEqual(uses);
  });

  it('answers null for anything else, and never throws', () => {
    expect(keyFromCertificate(new Uint8Array())).toBeNull();
    expect(keyFromCertificate(der.subarray(0, -1))).toBeNull();
    fc.assert(
      fc.property(fc.nat(der.length - 1), fc.nat(255), (at, byte) => {
        const altered = Buffer.from(der);
        altered[at] = byte;
        const key = keyFromCertificate(altered);
        if (key !== null && !altered.equals(der)) expect(key.keyId).not.toBe(keyFromCertificate(der)?.keyId);
      }),
    );
  });
});
