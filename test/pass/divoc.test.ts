import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { divocReader } from '../../main/pass/formats/divoc.ts';
import { readScannedCode } from '../../main/pass/scanned_code.ts';
import { verifyPass } from '../../main/pass/verify_pass.ts';
import { buildTrustList } from '../../main/trust/build_trust_list.ts';
import {
  canonize,
  CONTEXTS,
  KEY_ID,
  makeAddress,
  makeCertificate,
  makeEvidence,
  makePerson,
  makeProgramme,
  makeProof,
  type Proof,
  signCertificate,
  toZipCode,
} from './make_divoc.ts';
import { type Issuer, judge, makeIssuer, NOW, policy, trustIn } from './make_pass.ts';
import { makeZip } from './make_zip.ts';

type Json = Readonly<Record<string, unknown>>;

const CONTEXTS_V2 = [CONTEXTS[0], 'https://cowin.gov.in/credentials/vaccination/v2'];

const india = makeProgramme();
const indonesia = makeProgramme('ed25519', {
  issuer: 'https://www.pedulilindungi.id/',
  keyId: 'did:indonesia',
});
const trust = trustIn(india, indonesia);
const signed = await signCertificate(india);
const good = toZipCode(signed);

const toCode = (document: Json) => JSON.stringify(document);
const judgeDocument = (document: Json, keys = trust) => judge(toCode(document), keys);
const judgeCertificate = async (changes: Json) =>
  judgeDocument(await signCertificate(india, makeCertificate(changes)));
const judgeProof = async (changes: Partial<Proof>, issuer = india) =>
  judgeDocument(await signCertificate(issuer, makeCertificate(), changes));
const verify = (document: Json) => verifyPass({ code: toCode(document), trust, policy, now: NOW });

/** The signed certificate with something else in it, under the same signature. */
const forged = (changes: Json) => judgeDocument({ ...signed, ...changes });
const forgedPerson = (changes: Json) => forged({ credentialSubject: makePerson(changes) });
const forgedEvidence = (changes: Json) => forged({ evidence: [makeEvidence(changes)] });
const forgedProof = (changes: Json) => forged({ proof: { ...(signed.proof as Json), ...changes } });

describe('a DIVOC certificate', () => {
  it('is admitted with what it says', async () => {
    const verdict = await verifyPass({ code: good, trust, policy, now: NOW });
    expect(verdict).toMatchObject({ outcome: 'admit', format: 'divoc', issuer: 'https://cowin.gov.in/' });
    expect(verdict.facts).toMatchObject({
      holder: { familyName: 'Erika Muster', givenName: '', dateOfBirth: '1964-08-12' },
      passId: 'https://cowin.gov.in/vaccine/92047670169',
      vaccinations: [
        {
          disease: '840539006',
          product: '',
          doseNumber: 1,
          dosesInSeries: 2,
          date: '2026-01-10T09:00:00.000Z',
          country: 'IN',
          validFrom: null,
          validUntil: null,
        },
      ],
    });
  });

  it('is admitted as JSON as well, and with a scanner\'s terminator behind either', async () => {
    expect(await judgeDocument(signed)).toBe('admit valid');
    expect(await judge(`${toCode(signed)}\r\n`, trust)).toBe('admit valid');
    expect(await judge(Buffer.concat([good, Buffer.from('\r\n')]), trust)).toBe('admit valid');
  });

  it('is admitted with an Ed25519 key', async () => {
    const certificate = makeCertificate({ issuer: 'https://www.pedulilindungi.id/' });
    expect(await judgeDocument(await signCertificate(indonesia, certificate))).toBe('admit valid');
  });

  it.each<[string, Json]>([
    ['without a date of birth', { credentialSubject: makePerson({ dob: undefined }) }],
    ['with null for what it does not say', { credentialSubject: makePerson({ uhid: null }) }],
    ['without an id of its evidence', { evidence: [makeEvidence({ id: undefined })] }],
    ['with an id of its own', { id: 'urn:uuid:1' }],
    ['with text for numbers', { evidence: [makeEvidence({ dose: '1', totalDoses: '2' })] }],
    ['that expires later', { expirationDate: '2026-03-01T10:00:01Z' }],
    ['of the second context', { '@context': CONTEXTS_V2 }],
    ['with a name full of signs', { credentialSubject: makePerson({ name: '\'"\\\n\r\u{1f600}<x> .' }) }],
  ])('%s is admitted', async (_what, changes) => {
    expect(await judgeCertificate(changes)).toBe('admit valid');
  });

  it.each<[string, Json, string]>([
    ['that expires now', { expirationDate: '2026-03-01T10:00:00Z' }, 'refuse expired'],
    ['that was issued later', { issuanceDate: '2026-03-01T10:05:01Z' }, 'refuse not_yet_valid'],
    ['whose issue is no time', { issuanceDate: 'yesterday' }, 'refuse bad_time_claim'],
    ['without issue', { issuanceDate: undefined }, 'refuse bad_time_claim'],
    ['issued twice', { issuanceDate: ['2026-01-01', '2026-01-02'] }, 'refuse bad_time_claim'],
    ['whose expiry is no time', { expirationDate: 'never' }, 'refuse bad_time_claim'],
    ['that expires twice', { expirationDate: ['2027-01-01', '2028-01-01'] }, 'refuse bad_time_claim'],
    ['without a name', { credentialSubject: makePerson({ name: undefined }) }, 'refuse bad_claims'],
    ['with an empty name', { credentialSubject: makePerson({ name: '' }) }, 'refuse bad_claims'],
    ['with two names', { credentialSubject: makePerson({ name: ['A', 'B'] }) }, 'refuse bad_claims'],
    ['of nobody', { credentialSubject: [] }, 'refuse bad_claims'],
    ['of two', { credentialSubject: [makePerson(), makePerson({ id: 'did:x:2' })] }, 'refuse bad_claims'],
    ['without evidence', { evidence: [] }, 'refuse bad_claims'],
  ])('%s is not admitted', async (_what, changes, answer) => {
    expect(await judgeCertificate(changes)).toBe(answer);
  });

  it('signs the same as the jsonld package does, whatever it says', async () => {
    const sign = fc.constantFrom('a', 'Z', ' ', '"', '\\', '\n', 'é', '中', '\u{1f600}', '<', '>');
    const text = fc.string({ unit: sign });
    const value = fc.oneof(text, fc.integer(), fc.constant(null), fc.array(text, { maxLength: 3 }));
    const id = fc.constantFrom('did:x:1', 'urn:uuid:1', undefined);
    const some = <Model extends Record<string, fc.Arbitrary<unknown>>>(model: Model) =>
      fc.record(model, { requiredKeys: [] });
    const address = some({ city: value, district: value, postalCode: value });
    const certificate = fc
      .record({
        person: some({ id, name: value, age: value, dob: value, address }),
        evidence: fc.array(some({ id, dose: value, date: value, batch: value, vaccine: value, address }), {
          maxLength: 3,
        }),
        expirationDate: fc.option(text, { nil: undefined }),
      })
      .map(({ person, evidence, expirationDate }) =>
        makeCertificate({
          credentialSubject: { type: 'Person', ...person },
          evidence: evidence.map(({ address: place, ...entry }) => ({
            type: 'Vaccination',
            facility: { name: 'F', address: place ?? {} },
            ...entry,
          })),
          expirationDate,
        }),
      );
    let compared = 0;
    await fc.assert(
      fc.asyncProperty(certificate, async (given) => {
        const plain = JSON.parse(JSON.stringify(given));
        const opened = divocReader.open(readScannedCode(toCode({ ...plain, proof: signed.proof })));
        if (!opened.ok) {
          // Two nodes that look alike: signed in theory, and not by DIVOC.
          expect(opened.error).toBe('content_not_supported');
          return;
        }
        compared += 1;
        expect(Buffer.from(opened.value.payload).toString()).toBe(await canonize(plain));
      }),
      { numRuns: 200 },
    );
    expect(compared).toBeGreaterThan(50);
  });
});

describe('a forged DIVOC certificate', () => {
  it.each<[string, () => Promise<string>]>([
    ['with another name', () => forgedPerson({ name: 'Max Muster' })],
    ['with another date of birth', () => forgedPerson({ dob: '1970-01-01' })],
    ['of another person', () => forgedPerson({ id: 'did:Passport:T0000001' })],
    ['with another dose', () => forgedEvidence({ dose: 2 })],
    ['with a text for a number', () => forgedEvidence({ dose: '1' })],
    ['with another date', () => forgedEvidence({ date: '2026-01-11T09:00:00.000Z' })],
    ['with one more vaccination', () =>
      forged({ evidence: [makeEvidence(), makeEvidence({ id: 'urn:x:2', verifier: {}, facility: {} })] })],
    ['with an expiry', () => forged({ expirationDate: '2030-01-01T00:00:00Z' })],
    ['with another date of issue', () => forged({ issuanceDate: '2026-02-02T04:28:46.012Z' })],
    ['whose proof is of another time', () => forgedProof({ created: '2026-02-01T04:28:47Z' })],
    ['whose signature is that of another', async () =>
      forgedProof({ jws: ((await signCertificate(makeProgramme())).proof as Json).jws })],
  ])('%s is refused', async (_what, answer) => expect(await answer()).toBe('refuse bad_signature'));

  it.each<[string, () => Promise<string>]>([
    ['with a property that nobody signed', () => forgedPerson({ vip: 'yes' })],
    ['with a property that says nothing', () => forgedPerson({ vip: null })],
    ['with another prototype', () => judge(toCode(signed).replace('"refId":', '"__proto__":'), trust)],
    ['whose person has a relative id', () => forgedPerson({ id: '962433308V' })],
    ['whose person has an empty id', () => forgedPerson({ id: '' })],
    ['whose person has a blank id', () => forgedPerson({ id: '_:b0' })],
    ['whose person has an id that says more', () =>
      forgedPerson({ id: 'did:x:1> <https://schema.org/name> "Max" .\n<did:x:1' })],
    ['whose person has no type', () => forgedPerson({ type: undefined })],
    ['whose person has another type', () => forgedPerson({ type: ['Person', 'https://schema.org/Dog'] })],
    ['whose person is a text', () => forged({ credentialSubject: 'did:Passport:T0000000' })],
    ['with a context within', () => forgedPerson({ '@context': { name: 'urn:another' } })],
    ['with an alias of id', () => forgedPerson({ '@id': 'did:Passport:T0000000' })],
    ['with a graph', () => forged({ '@graph': [] })],
    ['with included nodes', () => forged({ '@included': [makePerson()] })],
    ['with a value object', () => forgedPerson({ name: { '@value': 'Max' } })],
    ['with a list object', () => forgedPerson({ name: { '@list': ['Max'] } })],
    ['with a list in a list', () => forgedPerson({ name: [['Max']] })],
    ['with a fraction', () => forgedEvidence({ dose: 1.5 })],
    ['with a truth value', () => forgedEvidence({ dose: true })],
    ['with a context of its own', () => forged({ '@context': [...CONTEXTS, { vip: 'urn:vip' }] })],
    ['with no context', () => forged({ '@context': undefined })],
    ['with one context', () => forged({ '@context': CONTEXTS[0] })],
    ['with an unknown context', () => forged({ '@context': [CONTEXTS[0], 'https://example.org/v1'] })],
    ['with an inline context', () => forged({ '@context': [CONTEXTS[0], {}] })],
    ['with the contexts exchanged', () => forged({ '@context': [...CONTEXTS].reverse() })],
    ['with one type', () => forged({ type: 'VerifiableCredential' })],
    ['of another type', () => forged({ type: ['VerifiableCredential', 'ProofOfTestCertificateCredential'] })],
    ['with a status', () => forged({ credentialStatus: { id: 'https://example.org/status' } })],
    ['with a W3C limit that is not read', () => forged({ validUntil: '2020-01-01T00:00:00Z' })],
  ])('%s is not judged', async (_what, answer) => {
    expect(await answer()).toBe('undecided content_not_supported');
  });

  it('with equal names in its JSON is refused', async () => {
    const twice = toCode(signed).replace('"name":"Erika Muster"', '"name":"Max","name":"Erika Muster"');
    expect(twice).not.toBe(toCode(signed));
    expect(await judge(twice, trust)).toBe('refuse bad_envelope');
  });

  it('may exchange what the contexts give one meaning, and gains nothing by it', async () => {
    const evidence = makeEvidence({
      dose: 2,
      totalDoses: 1,
      certificateId: 'B-17',
      batch: 'TESTVAX',
      vaccine: '92047670169',
      date: '2027-01-10',
      effectiveUntil: '2026-01-10T09:00:00.000Z',
    });
    const [before, after] = await Promise.all([verify(signed), verify({ ...signed, evidence: [evidence] })]);
    expect(after).toEqual(before);
    expect(after.outcome).toBe('admit');
  });

  it('of larger or endless content is not judged', async () => {
    const many = (count: number) => Array.from({ length: count }, () => ({ type: 'Vaccination' }));
    expect(await forged({ evidence: many(100) })).toBe('undecided content_not_supported');
    expect(await forged({ evidence: [{ type: 'Vaccination' }, { type: 'Vaccination' }] })).toBe(
      'undecided content_not_supported',
    );
    const nested = `${'['.repeat(3000)}${']'.repeat(3000)}`;
    const deep = `{"proof":{"type":"RsaSignature2018"},"x":${nested}}`;
    expect(await judge(deep, trust)).toBe('refuse bad_envelope');
    const bomb = makeZip(Buffer.alloc(1_000_000, ' '));
    expect(await judge(bomb, trust)).toBe('refuse bad_compression');
  });
});

describe('the proof of a DIVOC certificate', () => {
  const header = makeProof(india).header as Json;
  const options = makeProof(india).options;

  it.each<[string, Partial<Proof>, string]>([
    ['RS256, as the suite was specified', { header: { ...header, alg: 'RS256' } }, 'bad_algorithm'],
    ['no algorithm', { header: { ...header, alg: 'none' }, sign: () => new Uint8Array() }, 'bad_envelope'],
    ['HS256', { header: { ...header, alg: 'HS256' } }, 'bad_algorithm'],
    ['the algorithm of the other suite', { header: { ...header, alg: 'EdDSA' } }, 'bad_algorithm'],
    ['a suite that is not its own', { type: 'Ed25519Signature2018' }, 'bad_algorithm'],
    ['an encoded payload', { header: { ...header, b64: true } }, 'bad_envelope'],
    ['no word on the payload', { header: { alg: 'PS256', crit: ['b64'] } }, 'bad_envelope'],
    ['no critical parameter', { header: { alg: 'PS256', b64: false } }, 'unknown_critical_header'],
    ['another critical parameter', { header: { ...header, crit: ['b64', 'x'] } }, 'unknown_critical_header'],
    ['one more parameter', { header: { ...header, jwk: {} } }, 'bad_envelope'],
    ['a list for a header', { header: [] }, 'bad_envelope'],
    ['no signature', { sign: () => new Uint8Array() }, 'bad_envelope'],
    ['a signature that is too short', { sign: () => new Uint8Array(255) }, 'bad_signature'],
    ['a time that is none', { options: { ...options, created: 'now' } }, 'bad_envelope'],
  ])('with %s is refused', async (_what, changes, reason) => {
    expect(await judgeProof(changes)).toBe(`refuse ${reason}`);
  });

  it.each<[string, Json | (() => Promise<string>), string]>([
    ['for another purpose', { proofPurpose: 'authentication' }, 'bad_envelope'],
    ['with an option that nobody signed', { domain: 'example.org' }, 'bad_envelope'],
    ['without a time', { created: undefined }, 'bad_envelope'],
    ['without a key', { verificationMethod: undefined }, 'bad_envelope'],
    ['whose key is no IRI', { verificationMethod: 'india' }, 'bad_envelope'],
    ['of an unknown suite', { type: 'DataIntegrityProof', nonce: 'RsaSignature2018' }, 'bad_algorithm'],
    ['with a signature in another place', { proofValue: 'x' }, 'bad_envelope'],
    ['with two signatures', () => forged({ proof: [signed.proof, signed.proof] }), 'bad_envelope'],
    ['that is missing', () => forged({ proof: undefined, x: 'RsaSignature2018' }), 'unsigned'],
  ])('%s is refused', async (_what, changes, reason) => {
    const answer = typeof changes === 'function' ? await changes() : await forgedProof(changes);
    expect(answer).toBe(`refuse ${reason}`);
  });

  it('is refused in any other encoding', async () => {
    const { jws } = signed.proof as { jws: string };
    const [head = '', , signature = ''] = jws.split('.');
    const last = signature.at(-1) ?? '';
    const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
    const slack = signature.slice(0, -1) + alphabet[alphabet.indexOf(last) ^ 1];
    for (const other of [
      `${head}..${slack}`,
      `${jws}=`,
      `${jws} `,
      `${jws}.`,
      `${head}.e30.${signature}`,
      `${head}.${signature}`,
      `${head}...${signature}`,
      `..${signature}`,
      '',
    ]) {
      expect(await forgedProof({ jws: other })).toMatch(/^refuse bad_en(coding|velope)$/);
    }
  });

  it('finds the key of its own issuer only', async () => {
    const other = makeProgramme('rsa', { issuer: 'https://example.org/' });
    const impostor = makeProgramme('rsa', { issuer: 'https://example.org/', keyId: 'did:example' });
    const named = { options: { ...options, verificationMethod: 'did:example' } };
    const judgeWith = async (issuer: Issuer, keys: readonly Issuer[], changes: Partial<Proof> = {}) =>
      judgeDocument(await signCertificate(issuer, makeCertificate(), changes), trustIn(...keys));
    expect(await judgeWith(india, [])).toBe('undecided trust_list_missing');
    expect(await judgeWith(india, [indonesia])).toBe('undecided unknown_key');
    expect(await judgeWith(india, [{ ...india, trusted: { ...india.trusted, format: 'shc' } }])).toBe(
      'undecided unknown_key',
    );
    expect(await judgeWith(other, [other])).toBe('undecided unknown_key');
    expect(await judgeWith(other, [india, other])).toBe('refuse bad_signature');
    expect(await judgeWith(impostor, [india, impostor], named)).toBe('undecided unknown_key');
    expect(await judgeWith(impostor, [india, impostor])).toBe('undecided unknown_key');
  });

  it('that names another issuer\'s key of another kind is refused', async () => {
    const jamaica = makeProgramme('ed25519', { issuer: 'https://www.moh.gov.jm', keyId: 'did:jamaica' });
    const certificate = makeCertificate({ issuer: 'https://www.moh.gov.jm' });
    const document = await signCertificate(jamaica, certificate, { options });
    expect(await judgeDocument(document, trustIn(india, jamaica))).toBe('undecided unknown_key');
    const asIndia = await signCertificate(jamaica, makeCertificate(), { options });
    expect(await judgeDocument(asIndia, trustIn(india, jamaica))).toBe('refuse bad_algorithm');
    const elliptic = makeIssuer('P-256', { format: 'divoc', issuer: 'https://cowin.gov.in/', keyId: KEY_ID });
    expect(await judgeDocument(signed, trustIn(elliptic))).toBe('refuse bad_algorithm');
  });

  it('is tried with every key of its id', async () => {
    const older = makeProgramme();
    const edwards = makeProgramme('ed25519');
    expect(await judgeDocument(signed, trustIn(older, edwards, india))).toBe('admit valid');
    expect(await judgeDocument(signed, trustIn(older, edwards))).toBe('refuse bad_signature');
  });
});

describe('the contentId of a DIVOC certificate', () => {
  const idOf = async (code: string | Uint8Array) =>
    Buffer.from((await verifyPass({ code, trust, policy, now: NOW })).contentId ?? []).toString('hex');

  it('is the same however it is packed, written and signed again', async () => {
    const { proof, ...certificate } = signed;
    const reordered = { proof, ...Object.fromEntries(Object.entries(certificate).reverse()) };
    const again = await signCertificate(india);
    const ids = await Promise.all([
      idOf(good),
      idOf(toCode(signed)),
      idOf(JSON.stringify(signed, null, 2)),
      idOf(toCode(signed).replace('"Erika', '"\\u0045rika')),
      idOf(toCode(reordered)),
      idOf(toCode(again)),
      idOf(makeZip(Buffer.from(toCode(signed)), { method: 0, packed: Buffer.from(toCode(signed)) })),
      idOf(toCode({ ...signed, '@context': CONTEXTS_V2 })),
    ]);
    expect(again.proof).not.toEqual(proof);
    expect(new Set(ids).size).toBe(1);
    expect(ids[0]).toMatch(/^[0-9a-f]{64}$/);
  });

  it('is another for another certificate', async () => {
    const evidence = [makeEvidence({ certificateId: '92047670170' })];
    const other = await signCertificate(india, makeCertificate({ evidence }));
    expect(await idOf(toCode(other))).not.toBe(await idOf(good));
  });
});

describe('a withdrawn DIVOC certificate', () => {
  const withdrawn = createHash('sha256').update('92047670169').digest().subarray(0, 16);
  const revocations = {
    covers: () => true,
    isRevoked: (format: string, { scope, kind, hash }: { scope: string; kind: string; hash: Uint8Array }) =>
      format === 'divoc' &&
      scope === 'https://cowin.gov.in/' &&
      kind === 'divoc_certificate' &&
      withdrawn.equals(hash),
  };
  const list = buildTrustList([india.trusted], { issuedAt: null, validUntil: null }, { revocations });

  it('is refused, also where its id is written in another place', async () => {
    expect(await judge(good, list)).toBe('refuse revoked');
    const evidence = [makeEvidence({ certificateId: 'B-17', batch: '92047670169' })];
    expect(await judgeDocument({ ...signed, evidence }, list)).toBe('refuse revoked');
  });

  it('is that one only', async () => {
    const evidence = [makeEvidence({ certificateId: '92047670170' })];
    const other = await signCertificate(india, makeCertificate({ evidence }));
    expect(await judgeDocument(other, list)).toBe('admit valid');
  });
});

describe('what a DIVOC certificate says of a vaccination', () => {
  const factOf = async (changes: Json) => {
    const document = await signCertificate(india, makeCertificate({ evidence: [makeEvidence(changes)] }));
    return (await verify(document)).facts?.vaccinations[0];
  };

  it.each<[Json, [number, number]]>([
    [{ dose: 2, totalDoses: 2 }, [2, 2]],
    [{ dose: '2', totalDoses: 2 }, [2, 2]],
    [{ dose: 3, totalDoses: 2 }, [2, 3]],
    [{ dose: 2, totalDoses: 'two' }, [Number.NaN, Number.NaN]],
    [{ dose: 0, totalDoses: -1 }, [Number.NaN, Number.NaN]],
    [{ dose: undefined, totalDoses: undefined }, [Number.NaN, Number.NaN]],
    [{ dose: 2, totalDoses: 100 }, [Number.NaN, Number.NaN]],
  ])('takes %j for dose %j', async (changes, [doseNumber, dosesInSeries]) => {
    expect(await factOf(changes)).toMatchObject({ doseNumber, dosesInSeries });
  });

  it.each<[(string | undefined)[], string]>([
    [['2026-01-10T09:00:00.000Z', '2026-01-10', '2026-01-10'], '2026-01-10T09:00:00.000Z'],
    [['2026-01-10', '2026-01-10', undefined], '2026-01-10'],
    [['2026-01-10T09:00:00Z', '2026-01-10T10:00:00Z', '2026-01-10'], '2026-01-10'],
    [['2026-01-10', '2026-01-11', '2026-01-10'], ''],
    [['2026-01-10T09:00:00Z', '2026-01-11T09:00:00Z', '2026-01-10'], ''],
    [['20260110', '20260111', '20270110'], ''],
    [[undefined, undefined, undefined], ''],
  ])('takes the dates %j for %j', async ([date, effectiveStart, effectiveUntil], expected) => {
    expect(await factOf({ date, effectiveStart, effectiveUntil })).toMatchObject({ date: expected });
  });

  it('leaves the country empty where the place has none, or two', async () => {
    const at = (addressCountry: unknown) => ({ facility: { address: makeAddress({ addressCountry }) } });
    expect(await factOf(at('LK'))).toMatchObject({ country: 'LK' });
    expect(await factOf(at(['LK', 'IN']))).toMatchObject({ country: '' });
    expect(await factOf({ facility: undefined })).toMatchObject({ country: '' });
  });
});

describe('any other code', () => {
  it('is none of DIVOC\'s', async () => {
    const recognises = (code: string | Uint8Array) => divocReader.recognises(readScannedCode(code));
    expect(recognises(good)).toBe(true);
    expect(recognises(toCode(signed))).toBe(true);
    expect(recognises('{"data":{"hdr":{"t":"icao.vacc"}}}')).toBe(false);
    expect(recognises('RsaSignature2018')).toBe(false);
    expect(recognises('PK')).toBe(false);
    expect(recognises('')).toBe(false);
  });

  it('is refused where it is a ZIP of something else', async () => {
    expect(await judge('PK\x03\x04', trust)).toBe('refuse bad_compression');
    expect(await judge(makeZip(Buffer.from(toCode(signed)), { name: 'x.json' }), trust)).toBe(
      'refuse bad_compression',
    );
    expect(await judge(makeZip(Buffer.of(0xff)), trust)).toBe('refuse bad_compression');
    expect(await judge(makeZip(Buffer.from('[]')), trust)).toBe('refuse bad_envelope');
    expect(await judge(makeZip(Buffer.from('\ufeff{}')), trust)).toBe('refuse bad_envelope');
  });

  it('is never admitted, and never throws, but where it says the same', async () => {
    const { contentId } = await verifyPass({ code: good, trust, policy, now: NOW });
    const text = Buffer.from(toCode(signed));
    const mutated = fc
      .tuple(
        fc.constantFrom(good, text),
        fc.array(fc.tuple(fc.nat(text.length), fc.nat(255)), { minLength: 1, maxLength: 3 }),
      )
      .map(([from, changes]) => {
        const bytes = Buffer.from(from);
        for (const [place, value] of changes) bytes[place % bytes.length] = value;
        return bytes;
      });
    const value = fc.jsonValue({ maxDepth: 3 });
    const document = fc
      .record({ issuer: value, credentialSubject: value, evidence: value, type: value, proof: value })
      .map((changes) => Buffer.from(`${toCode({ ...signed, ...changes })}`));
    await fc.assert(
      fc.asyncProperty(fc.oneof(mutated, document), async (code) => {
        const verdict = await verifyPass({ code, trust, policy, now: NOW });
        if (verdict.outcome === 'admit') expect(verdict.contentId).toEqual(contentId);
      }),
      { numRuns: 500 },
    );
  });
});
