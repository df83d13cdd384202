import type { NodeShape, PropertyShape } from '../linked_data_shape.ts';

/** The first context of every credential (W3C Verifiable Credentials Data Model 1.1 section 4.1). */
export const CREDENTIALS_CONTEXT = 'https://www.w3.org/2018/credentials/v1';

/**
 * The contexts of the programmes that ran DIVOC: India, Sri Lanka, the Philippines and Indonesia, as
 * published verifiers know them. They differ in nothing that is signed: each defines the terms below, or some.
 */
export const DIVOC_CONTEXTS: ReadonlySet<unknown> = new Set([
  'https://cowin.gov.in/credentials/vaccination/v1',
  'https://cowin.gov.in/credentials/vaccination/v2',
  'https://divoc.lgcc.gov.lk/credentials/vaccination/v1',
  'https://divoc.lgcc.gov.lk/credentials/vaccination/v2',
  'https://divoc.prod/vaccine/credentials/vaccination/v1',
  'https://www.pedulilindungi.id/credentials/vaccination/v2',
]);

const SCHEMA = 'https://schema.org/';
const CREDENTIALS = 'https://www.w3.org/2018/credentials#';
/** Meant as a prefix, but JSON-LD 1.1 takes none whose IRI ends in a letter: signers sign it as it is. */
const VAC = 'vac:';

/** The IRIs by which claims are read. */
export const DIVOC_TERMS = {
  credential: `${CREDENTIALS}VerifiableCredential`,
  credentialSubject: `${CREDENTIALS}credentialSubject`,
  evidence: `${CREDENTIALS}evidence`,
  issuer: `${CREDENTIALS}issuer`,
  issuanceDate: `${CREDENTIALS}issuanceDate`,
  expirationDate: `${CREDENTIALS}expirationDate`,
  facility: `${VAC}Facility`,
  address: `${SCHEMA}PostalAddress`,
  addressCountry: `${SCHEMA}addressCountry`,
  name: `${SCHEMA}name`,
  /** Of a person: the date of birth. Of a vaccination: its date, and from when to when it is effective. */
  date: `${SCHEMA}date`,
  /** Of a vaccination: its certificate, vaccine, batch, manufacturer and ICD-11 code. */
  id: `${SCHEMA}id`,
  /** Of a vaccination: which dose it was, and of how many. */
  doseValue: `${SCHEMA}doseValue`,
} as const;

const ADDRESS = untyped({
  streetAddress: `${SCHEMA}streetAddress`,
  streetAddress2: `${VAC}addressLine2`,
  city: `${VAC}city`,
  district: `${VAC}district`,
  addressRegion: `${SCHEMA}addressRegion`,
  postalCode: `${SCHEMA}postalCode`,
  addressCountry: DIVOC_TERMS.addressCountry,
});

const PERSON: NodeShape = {
  types: new Map([['Person', `${SCHEMA}Person`]]),
  properties: new Map<string, PropertyShape>([
    ...literals({
      refId: DIVOC_TERMS.id,
      uhid: DIVOC_TERMS.id,
      name: DIVOC_TERMS.name,
      age: `${SCHEMA}Number`,
      dob: DIVOC_TERMS.date,
      gender: `${SCHEMA}gender`,
      sex: `${SCHEMA}gender`,
      nationality: `${SCHEMA}nationality`,
    }),
    ['address', { iri: DIVOC_TERMS.address, values: ADDRESS }],
  ]),
};

const FACILITY: NodeShape = {
  types: new Map(),
  properties: new Map<string, PropertyShape>([
    ...literals({ name: DIVOC_TERMS.name, 'seal-image': `${SCHEMA}image` }),
    ['address', { iri: DIVOC_TERMS.address, values: ADDRESS }],
  ]),
};

const VERIFIER = untyped({ name: DIVOC_TERMS.name, 'sign-image': `${SCHEMA}image` });

const VACCINATION: NodeShape = {
  types: new Map([['Vaccination', `${VAC}Vaccination`]]),
  properties: new Map<string, PropertyShape>([
    ...literals({
      certificateId: DIVOC_TERMS.id,
      batch: DIVOC_TERMS.id,
      vaccine: DIVOC_TERMS.id,
      manufacturer: DIVOC_TERMS.id,
      icd11Code: DIVOC_TERMS.id,
      prophylaxis: DIVOC_TERMS.name,
      feedbackUrl: `${SCHEMA}url`,
      infoUrl: `${SCHEMA}url`,
      date: DIVOC_TERMS.date,
      effectiveStart: DIVOC_TERMS.date,
      effectiveUntil: DIVOC_TERMS.date,
      dose: DIVOC_TERMS.doseValue,
      totalDoses: DIVOC_TERMS.doseValue,
    }),
    ['verifier', { iri: `${VAC}verifier`, values: VERIFIER }],
    ['facility', { iri: DIVOC_TERMS.facility, values: FACILITY }],
  ]),
};

/**
 * A DIVOC certificate without its proof, as its contexts define it: the terms that it has of the W3C's
 * (https://www.w3.org/2018/credentials/v1, W3C Software and Document License), and all of DIVOC's, versions 1
 * and 2 (the vocabulary of egovernments/DIVOC, vaccination-context; no text of it is used here).
 */
export const DIVOC_CERTIFICATE: NodeShape = {
  types: new Map([
    ['VerifiableCredential', DIVOC_TERMS.credential],
    ['ProofOfVaccinationCredential', `${SCHEMA}ProofOfVaccinationCredential`],
  ]),
  properties: new Map<string, PropertyShape>([
    ['issuer', { iri: DIVOC_TERMS.issuer, values: 'iris' }],
    ['issuanceDate', { iri: DIVOC_TERMS.issuanceDate, values: 'date_times' }],
    ['expirationDate', { iri: DIVOC_TERMS.expirationDate, values: 'date_times' }],
    ['credentialSubject', { iri: DIVOC_TERMS.credentialSubject, values: PERSON }],
    ['evidence', { iri: DIVOC_TERMS.evidence, values: VACCINATION }],
    ...literals({ nonTransferable: `${VAC}nonTransferable` }),
  ]),
};

function untyped(terms: Readonly<Record<string, string>>): NodeShape {
  return { types: new Map(), properties: new Map(literals(terms)) };
}

function literals(terms: Readonly<Record<string, string>>): readonly (readonly [string, PropertyShape])[] {
  return Object.entries(terms).map(([name, iri]) => [name, { iri, values: 'literals' }]);
}
