/**
 * The contexts that DIVOC certificates and their proofs name, as JSON-LD documents with the terms that they
 * use: W3C credentials/v1 and security/v2 (W3C Software and Document License), and DIVOC's own.
 */
const CREDENTIALS = {
  ...scoped({ id: '@id', type: '@type' }),
  VerifiableCredential: {
    '@id': 'https://www.w3.org/2018/credentials#VerifiableCredential',
    '@context': {
      ...scoped({ id: '@id', type: '@type' }),
      cred: 'https://www.w3.org/2018/credentials#',
      sec: 'https://w3id.org/security#',
      xsd: 'http://www.w3.org/2001/XMLSchema#',
      credentialSubject: { '@id': 'cred:credentialSubject', '@type': '@id' },
      evidence: { '@id': 'cred:evidence', '@type': '@id' },
      expirationDate: { '@id': 'cred:expirationDate', '@type': 'xsd:dateTime' },
      holder: { '@id': 'cred:holder', '@type': '@id' },
      issuer: { '@id': 'cred:issuer', '@type': '@id' },
      issuanceDate: { '@id': 'cred:issuanceDate', '@type': 'xsd:dateTime' },
      proof: { '@id': 'sec:proof', '@type': '@id', '@container': '@graph' },
      validFrom: { '@id': 'cred:validFrom', '@type': 'xsd:dateTime' },
      validUntil: { '@id': 'cred:validUntil', '@type': 'xsd:dateTime' },
    },
  },
  proof: { '@id': 'https://w3id.org/security#proof', '@type': '@id', '@container': '@graph' },
};

const SECURITY = {
  '@version': 1.1,
  id: '@id',
  type: '@type',
  dc: 'http://purl.org/dc/terms/',
  sec: 'https://w3id.org/security#',
  xsd: 'http://www.w3.org/2001/XMLSchema#',
  Ed25519Signature2018: 'sec:Ed25519Signature2018',
  RsaSignature2018: 'sec:RsaSignature2018',
  assertionMethod: { '@id': 'sec:assertionMethod', '@type': '@id', '@container': '@set' },
  created: { '@id': 'dc:created', '@type': 'xsd:dateTime' },
  proofPurpose: { '@id': 'sec:proofPurpose', '@type': '@vocab' },
  verificationMethod: { '@id': 'sec:verificationMethod', '@type': '@id' },
};

const ADDRESS = {
  '@id': 'schema:PostalAddress',
  '@context': scoped({
    streetAddress: 'schema:streetAddress',
    streetAddress2: 'vac:addressLine2',
    city: 'vac:city',
    district: 'vac:district',
    addressRegion: 'schema:addressRegion',
    postalCode: 'schema:postalCode',
    addressCountry: 'schema:addressCountry',
  }),
};

const VACCINATION = {
  ...scoped({ id: '@id', type: '@type' }),
  schema: 'https://schema.org/',
  vac: 'https://cowin.gov.in/credentials/vaccination/v2',
  ProofOfVaccinationCredential: {
    '@id': 'schema:ProofOfVaccinationCredential',
    '@context': scoped({ nonTransferable: 'vac:nonTransferable' }),
  },
  Person: {
    '@id': 'schema:Person',
    '@context': scoped({
      refId: 'schema:id',
      uhid: 'schema:id',
      name: 'schema:name',
      age: 'schema:Number',
      dob: 'schema:date',
      gender: 'schema:gender',
      nationality: 'schema:nationality',
      address: ADDRESS,
    }),
  },
  Vaccination: {
    '@id': 'vac:Vaccination',
    '@context': scoped({
      certificateId: 'schema:id',
      feedbackUrl: 'schema:url',
      infoUrl: 'schema:url',
      batch: 'schema:id',
      vaccine: 'schema:id',
      manufacturer: 'schema:id',
      date: 'schema:date',
      icd11Code: 'schema:id',
      prophylaxis: 'schema:name',
      effectiveStart: 'schema:date',
      effectiveUntil: 'schema:date',
      dose: 'schema:doseValue',
      totalDoses: 'schema:doseValue',
      verifier: { '@id': 'vac:verifier', '@context': scoped({ name: 'schema:name' }) },
      facility: {
        '@id': 'vac:Facility',
        '@context': scoped({ name: 'schema:name', address: ADDRESS }),
      },
    }),
  },
};

/** Each context by its URL. */
export const JSON_LD_CONTEXTS: ReadonlyMap<string, object> = new Map<string, object>([
  ['https://www.w3.org/2018/credentials/v1', CREDENTIALS],
  ['https://w3id.org/security/v2', SECURITY],
  ['https://cowin.gov.in/credentials/vaccination/v1', VACCINATION],
  ['https://cowin.gov.in/credentials/vaccination/v2', VACCINATION],
]);

function scoped(terms: Readonly<Record<string, unknown>>): object {
  return { '@version': 1.1, '@protected': true, ...terms };
}
