import { createHash, generateKeyPairSync, type KeyObject, sign } from 'node:crypto';
import { deflateRawSync } from 'node:zlib';
import { encodeShcCode } from '../../main/pass/formats/shc_chunks.ts';
import { readHealthCardKeys } from '../../main/trust/health_card_keys.ts';
import type { TrustedKey } from '../../main/pass/trust_list.ts';
import { NOW } from './make_pass.ts';

export const ISSUER = 'https://issuer.example/cards';
export const NOW_S = NOW / 1000;

/** A throw-away issuer of health cards. */
export interface HealthCardIssuer {
  readonly url: string;
  readonly privateKey: KeyObject;
  readonly jwk: Readonly<Record<string, string>>;
  readonly trusted: TrustedKey;
}

export function makeHealthCardIssuer(url = ISSUER): HealthCardIssuer {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const jwk = makeJwk(publicKey);
  const read = readHealthCardKeys({ keys: [jwk] }, { issuer: url, certificatesAt: null });
  const trusted = read.ok ? read.value.keys[0] : undefined;
  if (trusted === undefined) throw new Error('no key');
  return { url, privateKey, jwk, trusted };
}

export function makeJwk(publicKey: KeyObject): Readonly<Record<string, string>> {
  const { crv = '', kty = '', x = '', y = '' } = publicKey.export({ format: 'jwk' });
  const kid = createHash('sha256').update(JSON.stringify({ crv, kty, x, y })).digest('base64url');
  return { kty, kid, use: 'sig', alg: 'ES256', crv, x, y };
}

export const patient = {
  resourceType: 'Patient',
  name: [{ family: 'Muster', given: ['Erika', 'B.'] }],
  birthDate: '1964-08-12',
};

export function makeDose(changes: object = {}): object {
  return {
    resourceType: 'Immunization',
    status: 'completed',
    vaccineCode: { coding: [{ system: 'http://hl7.org/fhir/sid/cvx', code: '207' }] },
    patient: { reference: 'resource:0' },
    occurrenceDateTime: '2026-01-10',
    ...changes,
  };
}

export function makeResult(changes: object = {}): object {
  return {
    resourceType: 'Observation',
    status: 'final',
    code: { coding: [{ system: 'http://loinc.org', code: '94558-4' }] },
    subject: { reference: 'resource:0' },
    effectiveDateTime: '2026-02-28T12:00:00Z',
    valueCodeableConcept: { coding: [{ system: 'http://snomed.info/sct', code: '260415000' }] },
    ...changes,
  };
}

export function makeBundle(...resources: readonly object[]): object {
  return {
    resourceType: 'Bundle',
    type: 'collection',
    entry: resources.map((resource, index) => ({ fullUrl: `resource:${index}`, resource })),
  };
}

export function makeVc(fhirBundle: unknown, changes: object = {}): object {
  return {
    type: ['https://smarthealth.cards#health-card'],
    credentialSubject: { fhirVersion: '4.0.1', fhirBundle },
    ...changes,
  };
}

export function makeCardClaims(changes: object = {}): object {
  return { iss: ISSUER, nbf: NOW_S - 1000.5, vc: makeVc(makeBundle(patient, makeDose())), ...changes };
}

/** What goes into the JWS, so that a test can put anything there. */
export interface CardParts {
  readonly header?: object;
  readonly packed?: Uint8Array;
  readonly sign?: (signedBytes: Uint8Array) => Uint8Array;
}

export function makeCardJws(
  issuer: HealthCardIssuer,
  claims: unknown = makeCardClaims(),
  parts: CardParts = {},
): string {
  const header = JSON.stringify({ zip: 'DEF', alg: 'ES256', kid: issuer.trusted.keyId, ...parts.header });
  const packed = parts.packed ?? deflateRawSync(JSON.stringify(claims));
  const signWith = parts.sign ?? signAs(issuer);
  const encoded = [Buffer.from(header), Buffer.from(packed)];
  const signed = encoded.map((part) => part.toString('base64url')).join('.');
  return `${signed}.${Buffer.from(signWith(Buffer.from(signed))).toString('base64url')}`;
}

export function makeCard(issuer: HealthCardIssuer, claims?: unknown, parts?: CardParts): string {
  return encodeShcCode(makeCardJws(issuer, claims, parts));
}

export function signAs({ privateKey }: HealthCardIssuer, dsaEncoding: 'ieee-p1363' | 'der' = 'ieee-p1363') {
  return (signedBytes: Uint8Array) => sign('sha256', signedBytes, { key: privateKey, dsaEncoding });
}
