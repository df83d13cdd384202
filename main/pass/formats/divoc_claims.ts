import { iriOf, readCanonicalNQuads, type Statement, textOfLiteral } from '../canonical_n_quads.ts';
import { NO_FACTS, type PassFacts, type VaccinationFact } from '../facts.ts';
import { readIsoInstant } from '../iso_instant.ts';
import { NO_LIMITS, type SignedClaims } from '../pass_reader.ts';
import { fail, ok, type Result } from '../result.ts';
import { DIVOC_TERMS } from './divoc_contexts.ts';

/** The only disease that the programmes behind these contexts vaccinated against, in SNOMED CT. */
const COVID_19 = '840539006';
const RDF_TYPE = 'http://www.w3.org/1999/02/22-rdf-syntax-ns#type';
const DAY_CHARACTERS = 10;

export interface DivocClaims {
  readonly claims: SignedClaims;
  /** What may be the certificate's id: see readDivocClaims. */
  readonly certificateIds: readonly string[];
}

/**
 * The claims of a DIVOC certificate, out of the statements that were signed and never out of its JSON: the
 * contexts give several properties one meaning, so that whoever holds a certificate can exchange their
 * values, and the signature stays good. What cannot be told apart is read the same whichever way it was written:
 * - the dose is the smaller number, the number of doses the larger one;
 * - the date is the one with a time of day, or the day on which all of them agree, else it is left empty;
 * - certificate, vaccine, batch and manufacturer are one set: there is no product, and each may be the id.
 */
export function readDivocClaims(
  payload: Uint8Array,
): Result<DivocClaims, 'bad_claims' | 'bad_time_claim'> {
  const statements = readCanonicalNQuads(Buffer.from(payload).toString('utf8'));
  if (statements === null) return fail('bad_claims');
  const graph = graphOf(statements);
  const isCredential = ({ predicate, object }: Statement) =>
    predicate === `<${RDF_TYPE}>` && object === `<${DIVOC_TERMS.credential}>`;
  const credential = theOne(statements.filter(isCredential))?.subject;
  if (credential === undefined) return fail('bad_claims');

  const issuer = iriOf(theOne(graph(credential, DIVOC_TERMS.issuer)) ?? '');
  const person = theOne(graph(credential, DIVOC_TERMS.credentialSubject));
  const name = person === null ? null : theOne(textsOf(graph(person, DIVOC_TERMS.name)));
  const evidence = graph(credential, DIVOC_TERMS.evidence);
  if (issuer === null || person === null || !name || evidence.length === 0) return fail('bad_claims');

  const issuedAt = theOne(textsOf(graph(credential, DIVOC_TERMS.issuanceDate)).map(readIsoInstant));
  const expiry = textsOf(graph(credential, DIVOC_TERMS.expirationDate)).map(readIsoInstant);
  const expiresAt = theOne(expiry);
  if (issuedAt === null || (expiresAt === null && expiry.length > 0)) return fail('bad_time_claim');

  const facts: PassFacts = {
    ...NO_FACTS,
    holder: {
      // The whole name, which the issuer does not divide.
      familyName: name,
      givenName: '',
      standardisedFamilyName: null,
      standardisedGivenName: null,
      dateOfBirth: theOne(textsOf(graph(person, DIVOC_TERMS.date))) || null,
    },
    passId: iriOf(theOne(evidence) ?? ''),
    vaccinations: evidence.map((vaccination) => readVaccination(graph, vaccination)),
    payload: statements,
  };
  return ok({
    claims: { ...NO_LIMITS, issuer, issuedAt, expiresAt, facts },
    certificateIds: evidence.flatMap((vaccination) => textsOf(graph(vaccination, DIVOC_TERMS.id))),
  });
}

/** The objects that a subject has under an IRI. */
type Graph = (subject: string, iri: string) => readonly string[];

function graphOf(statements: readonly Statement[]): Graph {
  return (subject, iri) =>
    statements
      .filter((statement) => statement.subject === subject && statement.predicate === `<${iri}>`)
      .map(({ object }) => object);
}

/** India writes the day of the vaccination for `effectiveUntil`: it limits nothing. */
function readVaccination(graph: Graph, vaccination: string): VaccinationFact {
  const doses = textsOf(graph(vaccination, DIVOC_TERMS.doseValue)).map(readDose);
  const facility = theOne(graph(vaccination, DIVOC_TERMS.facility));
  const address = facility === null ? null : theOne(graph(facility, DIVOC_TERMS.address));
  const country = address === null ? null : theOne(textsOf(graph(address, DIVOC_TERMS.addressCountry)));
  return {
    disease: COVID_19,
    product: '',
    doseNumber: doses.length === 0 ? Number.NaN : Math.min(...doses),
    dosesInSeries: doses.length === 0 ? Number.NaN : Math.max(...doses),
    date: readDate(textsOf(graph(vaccination, DIVOC_TERMS.date))),
    country: country ?? '',
    validFrom: null,
    validUntil: null,
  };
}

/** NaN where it is none, so that every comparison with it, or with the smaller or larger of it, fails. */
function readDose(text: string): number {
  return /^\d{1,2}$/.test(text) ? Number(text) : Number.NaN;
}

function readDate(dates: readonly string[]): string {
  const moment = theOne(dates.filter((date) => date.includes('T')));
  if (moment !== null) return moment;
  const days = new Set(dates.map((date) => date.slice(0, DAY_CHARACTERS)));
  return theOne([...days]) ?? '';
}

function textsOf(terms: readonly string[]): readonly string[] {
  return terms.map(textOfLiteral).filter((text) => text !== null);
}

/** The only item of a list; null where there are none or several. */
function theOne<Item>(items: readonly Item[]): Item | null {
  const [item, ...others] = items;
  return item === undefined || others.length > 0 ? null : item;
}
