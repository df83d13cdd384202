import { createHash, generateKeyPairSync, type KeyObject, sign } from 'node:crypto';
import jsonld from 'jsonld';
import { algorithmsOf } from '../../main/pass/signature.ts';
import type { TrustedKey } from '../../main/pass/trust_list.ts';
import { JSON_LD_CONTEXTS } from './json_ld_contexts.ts';
import type { Issuer } from './make_pass.ts';
import { makeZip } from './make_zip.ts';

type Json = Readonly<Record<string, unknown>>;

export const KEY_ID = 'did:india';
export const CONTEXTS = [
  'https://www.w3.org/2018/credentials/v1',
  'https://cowin.gov.in/credentials/vaccination/v1',
];
export const SECURITY_CONTEXT = 'https://w3id.org/security/v2';

/** A throw-away DIVOC programme. */
export function makeProgramme(kind: 'rsa' | 'ed25519' = 'rsa', changes: Partial<TrustedKey> = {}): Issuer {
  const { privateKey, publicKey } =
    kind === 'rsa' ? generateKeyPairSync('rsa', { modulusLength: 2048 }) : generateKeyPairSync('ed25519');
  const trusted: TrustedKey = {
    format: 'divoc',
    issuer: 'https://cowin.gov.in/',
    keyId: KEY_ID,
    publicKey,
    algorithms: algorithmsOf(publicKey),
    uses: null,
    notBefore: null,
    notAfter: null,
    specimen: false,
    ...changes,
  };
  return { privateKey, trusted };
}

export function makeAddress(changes: Json = {}): Json {
  return {
    streetAddress: '',
    streetAddress2: '',
    district: 'Chamba',
    city: '',
    addressRegion: 'Himachal',
    addressCountry: 'IN',
    postalCode: 176207,
    ...changes,
  };
}

export function makePerson(changes: Json = {}): Json {
  return {
    type: 'Person',
    id: 'did:Passport:T0000000',
    refId: '12346',
    name: 'Erika Muster',
    gender: 'Female',
    age: '61',
    dob: '1964-08-12',
    nationality: 'Indian',
    address: makeAddress(),
    ...changes,
  };
}

export function makeEvidence(changes: Json = {}): Json {
  return {
    id: 'https://cowin.gov.in/vaccine/92047670169',
    feedbackUrl: 'https://cowin.gov.in/?92047670169',
    infoUrl: 'https://cowin.gov.in/?92047670169',
    certificateId: '92047670169',
    type: ['Vaccination'],
    batch: 'B-17',
    vaccine: 'TESTVAX',
    manufacturer: 'Test Institute',
    date: '2026-01-10T09:00:00.000Z',
    effectiveStart: '2026-01-10',
    effectiveUntil: '2027-01-10',
    dose: 1,
    totalDoses: 2,
    verifier: { name: 'A. Nurse' },
    facility: { name: 'Test Centre', address: makeAddress({ streetAddress: 'Ring Road 1', postalCode: '' }) },
    ...changes,
  };
}

export function makeCertificate(changes: Json = {}): Json {
  return {
    '@context': CONTEXTS,
    type: ['VerifiableCredential', 'ProofOfVaccinationCredential'],
    credentialSubject: makePerson(),
    issuer: 'https://cowin.gov.in/',
    issuanceDate: '2026-02-01T04:28:46.012Z',
    evidence: [makeEvidence()],
    nonTransferable: 'true',
    ...changes,
  };
}

/** The document's N-Quads as the jsonld package makes them, with the terms that it knows. */
export async function canonize(document: Json): Promise<string> {
  const canonical: unknown = await jsonld.canonize(document, {
    safe: true,
    documentLoader: async (url: string) => {
      const context = JSON_LD_CONTEXTS.get(url);
      if (context === undefined) throw new Error(`There is no context ${url}.`);
      return { documentUrl: url, document: { '@context': context } };
    },
  } as object);
  return String(canonical);
}

/** What goes into a proof, so that a test can put anything there. */
export interface Proof {
  readonly type: string;
  readonly options: Json;
  readonly header: unknown;
  readonly sign: (signedBytes: Uint8Array) => Uint8Array;
}

export function makeProof({ privateKey, trusted }: Issuer, changes: Partial<Proof> = {}): Proof {
  const isRsa = privateKey.asymmetricKeyType === 'rsa';
  return {
    type: isRsa ? 'RsaSignature2018' : 'Ed25519Signature2018',
    options: {
      created: '2026-02-01T04:28:46Z',
      verificationMethod: trusted.keyId,
      proofPurpose: 'assertionMethod',
    },
    header: { alg: isRsa ? 'PS256' : 'EdDSA', b64: false, crit: ['b64'] },
    sign: (signedBytes) => signDetached(privateKey, signedBytes),
    ...changes,
  };
}

function signDetached(privateKey: KeyObject, signedBytes: Uint8Array): Uint8Array {
  const RSA_PKCS1_PSS_PADDING = 6;
  return privateKey.asymmetricKeyType === 'rsa'
    ? sign('sha256', signedBytes, { key: privateKey, padding: RSA_PKCS1_PSS_PADDING, saltLength: 32 })
    : sign(null, signedBytes, privateKey);
}

/** Signs a certificate as jsonld-signatures does; what is undefined is not in it. */
export async function signCertificate(
  issuer: Issuer,
  given: Json = makeCertificate(),
  changes: Partial<Proof> = {},
): Promise<Json> {
  const certificate: Json = JSON.parse(JSON.stringify(given));
  const proof = makeProof(issuer, changes);
  const signed = { type: proof.type, ...proof.options };
  const header = Buffer.from(JSON.stringify(proof.header)).toString('base64url');
  const signedBytes = Buffer.concat([
    Buffer.from(`${header}.`),
    sha256(await canonize({ '@context': SECURITY_CONTEXT, ...signed })),
    sha256(await canonize(certificate)),
  ]);
  const signature = Buffer.from(proof.sign(signedBytes)).toString('base64url');
  return { ...certificate, proof: { ...signed, jws: `${header}..${signature}` } };
}

export function toZipCode(signed: Json): Uint8Array {
  return makeZip(Buffer.from(JSON.stringify(signed)));
}

function sha256(text: string): Uint8Array {
  return createHash('sha256').update(text).digest();
}
