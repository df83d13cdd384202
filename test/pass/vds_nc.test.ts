import { hash } from 'node:crypto';
import canonicalize from 'canonicalize';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { vdsNcReader } from '../../main/pass/formats/vds_nc.ts';
import { readScannedCode } from '../../main/pass/scanned_code.ts';
import { parseStrictJson } from '../../main/pass/strict_json.ts';
import type { TrustList } from '../../main/pass/trust_list.ts';
import { verifyPass } from '../../main/pass/verify_pass.ts';
import { signerFromCertificate } from '../../main/trust/certificate_authority.ts';
import { readCertificateRevocationList } from '../../main/trust/certificate_revocation_list.ts';
import {
  type CertificateContent,
  COMMON_NAME,
  COUNTRY,
  CERTIFICATE_SIGN_AND_LIST_SIGN,
  ecSigner,
  type EcCurve,
  extensions,
  keyIdOf,
  makeCertificate,
  makeExtension,
  makeName,
  makeRevocationList,
  rsaSigner,
} from './make_certificate.ts';
import { DAY_MS, judge, NOW, policy } from './make_pass.ts';
import {
  makeAuthority,
  makeSeal,
  makeSignerCertificate,
  type Seal,
  SIGNER_USAGE,
  testProof,
  trustInAuthorities,
  vaccinationProof,
} from './make_vds_nc.ts';

const authority = makeAuthority();
const key = ecSigner();
const certificate = makeSignerCertificate(authority, key);
const trust = trustInAuthorities([authority]);
const seal = makeSeal(key, certificate);
const good = JSON.stringify(seal);
const verify = (code: string, list: TrustList = trust) => verifyPass({ code, trust: list, policy, now: NOW });
const withCertificate = (changes: Partial<CertificateContent>, by = authority) =>
  JSON.stringify(makeSeal(key, makeSignerCertificate(by, key, changes)));
const withSig = (changes: object, given: Seal = seal) =>
  JSON.stringify({ ...given, sig: { ...given.sig, ...changes } });
const withData = (data: object) => JSON.stringify(makeSeal(key, certificate, data));
const withMessage = (changes: object) =>
  withData({ ...vaccinationProof, msg: { ...vaccinationProof.msg, ...changes } });

/** Of 64 bytes the last letter has four bits that nobody reads. */
function nextLetter(base64: string): string {
  return base64.slice(0, -1) + String.fromCharCode(base64.charCodeAt(base64.length - 1) + 1);
}

describe('a visible digital seal', () => {
  it('is admitted by the authority of its state, with what it says', async () => {
    const verdict = await verify(good);
    expect(verdict).toMatchObject({ outcome: 'admit', reason: 'valid', format: 'vds_nc', issuer: 'UT' });
    expect(verdict.facts).toMatchObject({
      holder: { familyName: 'MUSTER', givenName: 'ERIKA MARIA', dateOfBirth: '1964-08-12' },
      passId: 'U32870',
      vaccinations: [
        {
          disease: 'RA01.0',
          product: 'Comirnaty',
          doseNumber: 1,
          dosesInSeries: Number.NaN,
          date: '2026-01-10',
          country: 'UT',
        },
        {
          disease: 'RA01.0',
          product: 'Comirnaty',
          doseNumber: 2,
          dosesInSeries: Number.NaN,
          date: '2026-02-01',
          country: 'AU',
        },
      ],
      tests: [],
      payload: vaccinationProof,
    });
  });

  it('of a test says when, how and with which result', async () => {
    const { facts } = await verify(withData(testProof));
    expect(facts).toMatchObject({
      holder: { familyName: 'MUSTER', givenName: 'ERIKA' },
      passId: 'U01932',
      vaccinations: [],
      tests: [
        {
          kind: 'nucleic_acid',
          sampledAt: '2026-02-28T12:00:00+08:00',
          result: 'not_detected',
          country: 'UT',
        },
      ],
    });
    const other = { ...testProof.msg, tr: { tc: 'antigen', r: 'positive' } };
    expect((await verify(withData({ ...testProof, msg: other }))).facts?.tests).toMatchObject([
      { kind: 'antigen', result: 'detected' },
    ]);
    const unclear = { ...testProof.msg, tr: { tc: 'antibody', r: 'normal' } };
    expect((await verify(withData({ ...testProof, msg: unclear }))).facts?.tests).toMatchObject([
      { kind: 'other', result: 'other' },
    ]);
  });

  it('with one space in its name has a family name only', async () => {
    const verdict = await verify(withMessage({ pid: { n: 'NIHON HANAKO' } }));
    expect(verdict.facts?.holder).toMatchObject({
      familyName: 'NIHON HANAKO',
      givenName: '',
      dateOfBirth: null,
    });
  });

  it.each([
    ['P-256', 'ES256', 'sha256'],
    ['P-384', 'ES384', 'sha384'],
    ['P-521', 'ES512', 'sha512'],
  ] as const)('may be signed on %s as %s', async (curve, alg, hashName) => {
    const signer = ecSigner(curve);
    const code = JSON.stringify(
      makeSeal(signer, makeSignerCertificate(authority, signer), vaccinationProof, { alg, hash: hashName }),
    );
    expect(await judge(code, trust)).toBe('admit valid');
  });

  it('is the same content however its JSON is written', async () => {
    const { data, sig } = seal as Seal & { sig: { cer: string; sigvl: string } };
    const reordered = {
      sig,
      data: {
        msg: { ve: vaccinationProof.msg.ve, pid: vaccinationProof.msg.pid, uvci: 'U32870' },
        hdr: vaccinationProof.hdr,
      },
    };
    const codes = [
      good,
      JSON.stringify(seal, null, 4),
      `\n\t ${JSON.stringify(reordered)}\r\n`,
      good.replace('"U32870"', '"U3287\\u0030"').replace('"v":1', '"v":1.0e0'),
      withSig({ sigvl: `${sig.sigvl}==` }),
      withSig({ cer: sig.cer.padEnd(Math.ceil(sig.cer.length / 4) * 4, '=') }),
      JSON.stringify(makeSeal(key, certificate, data)),
    ];
    const ids = new Set<string>();
    for (const code of codes) {
      const verdict = await verify(code);
      expect(verdict.outcome).toBe('admit');
      ids.add(Buffer.from(verdict.contentId ?? []).toString('hex'));
    }
    expect(ids.size).toBe(1);
  });

  it.each([
    ['another name', { pid: { n: 'MUSTER  ERIK' } }],
    ['another id', { uvci: 'U32871' }],
    ['something more', { opt: 1 }],
  ])('is refused with %s', async (_what, changes) => {
    const altered = { ...vaccinationProof, msg: { ...vaccinationProof.msg, ...changes } };
    const verdict = await verify(JSON.stringify({ ...seal, data: altered }));
    expect(verdict).toMatchObject({
      outcome: 'refuse',
      reason: 'bad_signature',
      facts: null,
      contentId: null,
    });
  });

  it.each([
    [
      'a second value for a name',
      good.replace('"uvci":"U32870"', '"uvci":"U00000","uvci":"U32870"'),
      'refuse bad_encoding',
    ],
    [
      'a second value for a name in other letters',
      good.replace('"uvci":"U32870"', '"uvci":"U32870","\\u0075vci":"U1"'),
      'refuse bad_encoding',
    ],
    ['a second set of data', good.replace('"sig":', '"data":{},"sig":'), 'refuse bad_encoding'],
    ['something after it', `${good}{}`, 'refuse bad_encoding'],
    ['its end cut off', good.slice(0, -1), 'refuse bad_encoding'],
    ['a number beyond all', good.replace('"v":1', '"v":1e999'), 'refuse bad_encoding'],
    ['half a character', good.replace('MUSTER', 'MUS\\ud800TER'), 'refuse bad_encoding'],
    ['a bomb of arrays', good.replace('"v":1', `"v":${'['.repeat(5000)}`), 'refuse bad_encoding'],
    ['data that are no object', good.replace('"data":{', '"date":{'), 'refuse bad_envelope'],
    ['no signature', JSON.stringify({ data: seal.data }), 'refuse bad_envelope'],
    ['a signature that is a list', JSON.stringify({ data: seal.data, sig: [] }), 'refuse bad_envelope'],
    ['a state in small letters', good.replace('"UTO"', '"uto"'), 'refuse bad_envelope'],
    ['a state that is a number', good.replace('"UTO"', '1'), 'refuse bad_envelope'],
    [
      'a signature whose unused bits are set',
      withSig({ sigvl: nextLetter(String(seal.sig.sigvl)) }),
      'refuse bad_encoding',
    ],
    [
      'a signature with a byte too much',
      withSig({ sigvl: Buffer.alloc(65, 1).toString('base64url') }),
      'refuse bad_signature',
    ],
    [
      'a signature in plain base64',
      withSig({ sigvl: Buffer.alloc(64, 0xff).toString('base64') }),
      'refuse bad_encoding',
    ],
    ['a signature with space', withSig({ sigvl: ` ${seal.sig.sigvl}` }), 'refuse bad_encoding'],
    ['a signature with one padding', withSig({ sigvl: `${seal.sig.sigvl}=` }), 'refuse bad_encoding'],
    ['a signature that is no text', withSig({ sigvl: 1 }), 'refuse bad_encoding'],
    ['an empty signature', withSig({ sigvl: '' }), 'refuse bad_signature'],
    [
      'a signature of zeros',
      withSig({ sigvl: Buffer.alloc(64).toString('base64url') }),
      'refuse bad_signature',
    ],
    ['a certificate that is no text', withSig({ cer: null }), 'refuse bad_certificate'],
    ['a certificate that is none', withSig({ cer: 'AAAA' }), 'refuse bad_certificate'],
    [
      'a certificate and more',
      withSig({ cer: Buffer.concat([certificate, Uint8Array.of(0)]).toString('base64url') }),
      'refuse bad_certificate',
    ],
    [
      'half a certificate',
      withSig({ cer: certificate.subarray(0, 200).toString('base64url') }),
      'refuse bad_certificate',
    ],
  ])('is refused with %s', async (_what, code, answer) => expect(await judge(code, trust)).toBe(answer));

  it.each(['none', 'HS256', 'RS256', 'PS256', 'EdDSA', 'es256', 'ES256K', '', null, 7, ['ES256'], undefined])(
    'is refused under the algorithm %j',
    async (alg) => expect(await judge(withSig({ alg }), trust)).toBe('refuse bad_algorithm'),
  );

  it.each([
    [
      'a signature in DER',
      async () => {
        const der = makeSeal(key, certificate);
        const raw = Buffer.from(String(der.sig.sigvl), 'base64url');
        const integer = (bytes: Buffer) => Buffer.concat([Uint8Array.of(2, 33, 0), bytes]);
        const body = Buffer.concat([integer(raw.subarray(0, 32)), integer(raw.subarray(32))]);
        return withSig(
          { sigvl: Buffer.concat([Uint8Array.of(0x30, body.length), body]).toString('base64url') },
          der,
        );
      },
    ],
    [
      'the data as they were written, not in canonical form',
      async () => {
        const data = { hdr: { v: 1, t: 'icao.vacc', is: 'UTO' }, msg: vaccinationProof.msg };
        const raw = key.sign(Buffer.from(JSON.stringify(data)));
        return JSON.stringify({ data, sig: { ...seal.sig, sigvl: Buffer.from(raw).toString('base64url') } });
      },
    ],
  ])('is refused with %s under the signature', async (_what, make) => {
    expect(await judge(await make(), trust)).toBe('refuse bad_signature');
  });

  it.each<[EcCurve, string, string]>([
    ['P-256', 'ES384', 'sha384'],
    ['P-256', 'ES512', 'sha512'],
    ['P-384', 'ES256', 'sha256'],
    ['P-384', 'ES512', 'sha512'],
    ['P-521', 'ES256', 'sha256'],
  ])('on %s may not call itself %s', async (curve, alg, hashName) => {
    const signer = ecSigner(curve);
    const bytes = makeSignerCertificate(authority, signer);
    const code = JSON.stringify(makeSeal(signer, bytes, vaccinationProof, { alg, hash: hashName }));
    expect(await judge(code, trust)).toBe('refuse bad_algorithm');
    const named = signerFromCertificate(bytes);
    if (named === null) throw new Error('no signer');
    const everything = { ...named, algorithms: ['ES256', 'ES384', 'ES512'] as const };
    expect(await judge(code, trustInAuthorities([], { keys: [everything] }))).toBe('refuse bad_algorithm');
  });

  it.each([
    ['an RSA key', rsaSigner()],
    ['a Brainpool key', ecSigner('brainpoolP256r1')],
  ])('is refused with %s in its certificate', async (_what, signer) => {
    const bytes = makeSignerCertificate(authority, signer);
    expect(await judge(withSig({ cer: bytes.toString('base64url') }), trust)).toBe('refuse bad_algorithm');
  });

  it.each([
    ['another type', { ...vaccinationProof, hdr: { ...vaccinationProof.hdr, t: 'icao.visa' } }],
    ['another version', { ...vaccinationProof, hdr: { ...vaccinationProof.hdr, v: 2 } }],
    ['a version in letters', { ...vaccinationProof, hdr: { ...vaccinationProof.hdr, v: '1' } }],
  ])('of %s is genuine and not supported', async (_what, data) => {
    expect(await judge(withData(data), trust)).toBe('undecided content_not_supported');
  });

  it.each([
    ['no message', { hdr: vaccinationProof.hdr }],
    ['a test in place of a vaccination', { hdr: vaccinationProof.hdr, msg: testProof.msg }],
    ['a vaccination in place of a test', { hdr: testProof.hdr, msg: vaccinationProof.msg }],
    ['no id', { ...vaccinationProof, msg: { ...vaccinationProof.msg, uvci: '' } }],
    ['no holder', { ...vaccinationProof, msg: { ...vaccinationProof.msg, pid: null } }],
    ['a holder without a name', { ...vaccinationProof, msg: { ...vaccinationProof.msg, pid: { n: ' ' } } }],
    ['no vaccination', { ...vaccinationProof, msg: { ...vaccinationProof.msg, ve: [] } }],
    [
      'a vaccination without a dose',
      { ...vaccinationProof, msg: { ...vaccinationProof.msg, ve: [{ vd: [] }] } },
    ],
    ['a dose that is none', { ...vaccinationProof, msg: { ...vaccinationProof.msg, ve: [{ vd: [null] }] } }],
    ['no sample', { ...testProof, msg: { ...testProof.msg, dat: '2026-02-28' } }],
  ])('with %s is refused', async (_what, data) =>
    expect(await judge(withData(data), trust)).toBe('refuse bad_claims'),
  );
});

describe('its certificate', () => {
  it('is worth nothing without an authority that is known', async () => {
    expect(await judge(good, trustInAuthorities([]))).toBe('undecided trust_list_missing');
    expect(await judge(good, trustInAuthorities([makeAuthority('AU')]))).toBe('undecided unknown_key');
    expect(await judge(withSig({ cer: undefined }), trust)).toBe('undecided unknown_key');
    const selfSigned = makeCertificate(key, { extensions: [extensions.extendedKeyUsage(SIGNER_USAGE)] });
    expect(await judge(JSON.stringify(makeSeal(key, selfSigned)), trust)).toBe('undecided unknown_key');
  });

  it('is refused where an authority of the same name, key id or both did not sign it', async () => {
    const impostor = { ...makeAuthority(), anchor: authority.anchor };
    expect(
      await judge(
        withCertificate({ extensions: [extensions.extendedKeyUsage(SIGNER_USAGE)] }, impostor),
        trust,
      ),
    ).toBe('refuse bad_certificate');
    const claimed = [
      extensions.authorityKeyId(keyIdOf(authority.signer)),
      extensions.extendedKeyUsage(SIGNER_USAGE),
    ];
    expect(await judge(withCertificate({ extensions: claimed }, impostor), trust)).toBe(
      'refuse bad_certificate',
    );
    // An authority's next key is unknown, not false.
    expect(await judge(withCertificate({}, impostor), trust)).toBe('undecided unknown_key');
    expect(await judge(withCertificate({}, impostor), trustInAuthorities([authority, makeAuthority()]))).toBe(
      'undecided unknown_key',
    );
  });

  it.each(['brainpoolP256r1', 'brainpoolP384r1', 'brainpoolP512r1', 'P-521'] as const)(
    'may come from an authority on %s',
    async (curve) => {
      const other = makeAuthority('UT', ecSigner(curve, 'sha512'));
      const both = trustInAuthorities([authority, other]);
      expect(await judge(withCertificate({}, other), both)).toBe('admit valid');
    },
  );

  it('may come from an authority with an RSA key', async () => {
    const other = makeAuthority('UT', rsaSigner('sha256', 'pss'));
    expect(await judge(withCertificate({}, other), trustInAuthorities([other]))).toBe('admit valid');
  });

  it("speaks for its own state only, whatever its authority's or the seal's", async () => {
    const australia = makeAuthority('AU');
    const all = trustInAuthorities([authority, australia]);
    expect(await judge(withCertificate({}, australia), all)).toBe('refuse bad_certificate');
    const subject = makeName([COUNTRY, 'UT'], [COMMON_NAME, 'Barcode signer']);
    expect(await judge(withCertificate({ subject }, australia), all)).toBe('refuse bad_certificate');
    const relabelled = { ...australia, anchor: { ...australia.anchor, issuer: 'UT' } };
    expect(await judge(withCertificate({ subject }, australia), trustInAuthorities([relabelled]))).toBe(
      'refuse bad_certificate',
    );
    const elsewhere = { ...vaccinationProof, hdr: { ...vaccinationProof.hdr, is: 'AUS' } };
    expect(await judge(withData(elsewhere), all)).toBe('refuse bad_certificate');
    const own = JSON.stringify(makeSeal(key, makeSignerCertificate(australia, key), elsewhere));
    expect(await judge(own, all)).toBe('admit valid');
  });

  const keyId = extensions.authorityKeyId(keyIdOf(authority.signer));
  const usage = extensions.extendedKeyUsage(SIGNER_USAGE);
  it.each<[string, Partial<CertificateContent>, string]>([
    ['for barcodes', { extensions: [keyId, usage] }, 'admit valid'],
    [
      'for barcodes and more',
      { extensions: [keyId, extensions.extendedKeyUsage('1.2.3', SIGNER_USAGE)] },
      'admit valid',
    ],
    ['without a key id of its authority', { extensions: [usage] }, 'admit valid'],
    [
      'that says that it is no authority',
      { extensions: [keyId, usage, extensions.authority(false)] },
      'admit valid',
    ],
    ['for no named use, as of a passport signer', { extensions: [keyId] }, 'refuse bad_certificate'],
    [
      'for another use',
      { extensions: [keyId, extensions.extendedKeyUsage('1.3.6.1.5.5.7.3.2')] },
      'refuse bad_certificate',
    ],
    ['of an authority', { extensions: [keyId, usage, extensions.authority()] }, 'refuse bad_certificate'],
    [
      'that may not sign documents',
      { extensions: [keyId, usage, extensions.keyUsage(CERTIFICATE_SIGN_AND_LIST_SIGN)] },
      'refuse bad_certificate',
    ],
    [
      'with an unknown critical extension',
      { extensions: [keyId, usage, makeExtension('1.2.3', Uint8Array.of(5, 0), true)] },
      'refuse bad_certificate',
    ],
    ['without a country', { subject: makeName([COMMON_NAME, 'Barcode signer']) }, 'refuse bad_certificate'],
    [
      'of other documents',
      { extensions: [keyId, usage, extensions.documentTypes('P')] },
      'refuse key_not_for_this_use',
    ],
    [
      'of tests only',
      { extensions: [keyId, usage, extensions.documentTypes('NT')] },
      'refuse key_not_for_this_use',
    ],
    ['of vaccinations only', { extensions: [keyId, usage, extensions.documentTypes('NV')] }, 'admit valid'],
    ['that starts now', { notBefore: NOW }, 'admit valid'],
    ['that starts later', { notBefore: NOW + 1000 }, 'refuse key_not_in_validity'],
    ['that ends now', { notAfter: NOW }, 'admit valid'],
    ['that is over', { notAfter: NOW - 1000 }, 'refuse key_not_in_validity'],
  ])('%s', async (_what, content, answer) =>
    expect(await judge(withCertificate(content), trust)).toBe(answer),
  );

  it('is no longer than its authority', async () => {
    const over = makeAuthority('UT', authority.signer, { notAfter: NOW - 1000 });
    expect(await judge(good, trustInAuthorities([over]))).toBe('refuse key_not_in_validity');
    const early = makeAuthority('UT', authority.signer, { notBefore: NOW + 1000 });
    expect(await judge(good, trustInAuthorities([early]))).toBe('refuse key_not_in_validity');
    expect(await judge(good, trust, { now: Number.NaN })).not.toMatch(/^admit/);
  });

  it('comes from an authority that is for health where it limits itself', async () => {
    const limited = (oid: string) =>
      trustInAuthorities([
        makeAuthority('UT', authority.signer, {
          extensions: [extensions.authority(), extensions.extendedKeyUsage(oid)],
        }),
      ]);
    expect(await judge(good, limited('2.23.136.1.1.14.1'))).toBe('admit valid');
    expect(await judge(good, limited('2.23.136.1.1.3'))).toBe('refuse bad_certificate');
  });

  it('ends the pass when it or its authority is withdrawn', async () => {
    const listOf = (...serialNumbers: Uint8Array[]) => {
      const list = makeRevocationList(authority.signer, { issuer: authority.name, serialNumbers });
      const read = readCertificateRevocationList(list, authority.anchor);
      if (!read.ok) throw new Error(read.error);
      return trustInAuthorities([authority], { revocations: read.value.entries });
    };
    expect(await judge(good, listOf(Uint8Array.of(0x41)))).toBe('admit valid');
    expect(await judge(good, listOf(Uint8Array.of(0x42)))).toBe('refuse revoked');
    expect(await judge(good, listOf(Uint8Array.of(0x01)))).toBe('undecided unknown_key');
  });

  it('needs no authority where the list names it', async () => {
    const named = signerFromCertificate(certificate);
    if (named === null) throw new Error('no signer');
    const keys = trustInAuthorities([], { keys: [named] });
    expect(await judge(good, keys)).toBe('admit valid');
    expect(await judge(withSig({ cer: undefined }), keys)).toBe('undecided unknown_key');
    // Another certificate of the same key has another serial number, which no list may have withdrawn.
    expect(await judge(withCertificate({ serialNumber: Uint8Array.of(0x43) }), keys)).toBe(
      'undecided unknown_key',
    );
    const foreign = trustInAuthorities([], { keys: [{ ...named, issuer: 'AU' }] });
    expect(await judge(good, foreign)).toBe('undecided unknown_key');
    const otherFormat = trustInAuthorities([], { keys: [{ ...named, format: 'hc1' }] });
    expect(await judge(good, otherFormat)).toBe('undecided unknown_key');
  });

  it('may be missing where the list names a key of the state without one', async () => {
    const named = signerFromCertificate(certificate);
    if (named === null) throw new Error('no signer');
    const keys = trustInAuthorities([], { keys: [{ ...named, keyId: '' }] });
    expect(await judge(withSig({ cer: undefined }), keys)).toBe('admit valid');
    const other = ecSigner();
    expect(await judge(JSON.stringify(makeSeal(other, null)), keys)).toBe('refuse bad_signature');
  });
});

describe('a withdrawn seal', () => {
  it('is found by its id and its state', async () => {
    const revoked = (scope: string, id: string) =>
      trustInAuthorities([authority], {
        revocations: [
          {
            format: 'vds_nc',
            scope,
            kind: 'vds_nc_id',
            hash: hash('sha256', id, 'buffer').subarray(0, 16),
            issuedBefore: Number.POSITIVE_INFINITY,
            from: Number.NEGATIVE_INFINITY,
          },
        ],
      });
    expect(await judge(good, revoked('UT', 'U32870'))).toBe('refuse revoked');
    expect(await judge(good, revoked('AU', 'U32870'))).toBe('admit valid');
    expect(await judge(good, revoked('UT', 'U32871'))).toBe('admit valid');
  });
});

describe('any other text', () => {
  const recognises = (text: string) => vdsNcReader.recognises(readScannedCode(text));

  it('is taken for a seal by its type alone', () => {
    expect(recognises(good)).toBe(true);
    expect(recognises(JSON.stringify(seal, null, 2))).toBe(true);
    expect(recognises('{"isThisAVDS":false}')).toBe(false);
    expect(recognises('{"proof":{"type":"RsaSignature2018"}}')).toBe(false);
    expect(recognises('["t","icao.vacc"]')).toBe(false);
    expect(recognises(`x${good}`)).toBe(false);
    expect(vdsNcReader.recognises(readScannedCode(Uint8Array.of(0xff)))).toBe(false);
  });

  it('is not admitted, whatever was changed in a good seal, unless its content is the same', async () => {
    const contentId = Buffer.from((await verify(good)).contentId ?? []).toString('hex');
    const mutated = fc
      .tuple(fc.nat(good.length), fc.nat(3), fc.string({ unit: 'binary', maxLength: 3 }))
      .map(([at, cut, put]) => good.slice(0, at) + put + good.slice(at + cut));
    await fc.assert(
      fc.asyncProperty(mutated, async (code) => {
        const verdict = await verify(code);
        const isSame = Buffer.from(verdict.contentId ?? []).toString('hex') === contentId;
        expect(verdict.facts === null || isSame).toBe(true);
        expect(verdict.outcome !== 'admit' || isSame).toBe(true);
      }),
      { numRuns: 1000 },
    );
  });

  it('of any JSON is never admitted', async () => {
    const data = fc.record({
      hdr: fc.record({ t: fc.constant('icao.vacc'), is: fc.constant('UTO') }),
      msg: fc.jsonValue(),
    });
    const sig = fc.record(
      {
        alg: fc.constantFrom('ES256', 'ES384'),
        cer: fc.constantFrom(seal.sig.cer, 'AA'),
        sigvl: fc.base64String(),
      },
      { requiredKeys: [] },
    );
    await fc.assert(
      fc.asyncProperty(fc.oneof(data, fc.jsonValue()), fc.oneof(sig, fc.jsonValue()), async (left, right) => {
        expect((await verify(JSON.stringify({ data: left, sig: right }))).outcome).not.toBe('admit');
      }),
    );
  });
});

describe('the canonical form of what the kiosk reads', () => {
  it('is that of RFC 8785', () => {
    const canonical = (text: string) => canonicalize(parseStrictJson(text)?.value);
    // Section 3.2.2 and 3.2.3.
    expect(
      canonical(
        '{"numbers":[333333333.33333329,1E30,4.50,2e-3,1e-27,-0,1e21,9007199254740993],' +
          '"string":"\\u20ac$\\u000F\\u000aA\'\\u0042\\u0022\\u005c\\\\\\"\\/","literals":[null,true,false]}',
      ),
    ).toBe(
      '{"literals":[null,true,false],' +
        '"numbers":[333333333.3333333,1e+30,4.5,0.002,1e-27,0,1e+21,9007199254740992],' +
        '"string":"€$\\u000f\\nA\'B\\"\\\\\\\\\\"/"}',
    );
    expect(
      canonical(
        '{"\\u20ac":1,"\\r":2,"\\ufb33":3,"1":4,"\\ud83d\\ude00":5,"\\u0080":6,"\\u00f6":7,"__proto__":8}',
      ),
    ).toBe('{"\\r":2,"1":4,"__proto__":8,"\u0080":6,"ö":7,"€":1,"😀":5,"\ufb33":3}');
  });
});
