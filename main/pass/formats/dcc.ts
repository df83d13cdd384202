import { NO_FACTS, type PassFacts } from '../facts.ts';
import type { KeyUse } from '../trust_list.ts';
import { type Entry, isEntry, textOf, wholeNumber } from './entry.ts';

// Value sets of the EU DCC: LOINC test types and SNOMED CT results.
const TEST_NUCLEIC_ACID = 'LP6464-4';
const TEST_ANTIGEN = 'LP217198-3';
const RESULT_NOT_DETECTED = '260415000';
const RESULT_DETECTED = '260373001';

/**
 * The content of an EU DCC (JSON schema 1.3, read as laxly as the interoperability guide asks): of exactly
 * one kind, vaccination, test or recovery. Several entries of it occur in real ones. Null where it is not that.
 */
export function readDcc(dcc: unknown): { readonly use: KeyUse; readonly facts: PassFacts } | null {
  if (!isEntry(dcc) || !isEntry(dcc.nam)) return null;
  const found = [entriesOf(dcc.v), entriesOf(dcc.t), entriesOf(dcc.r)] as const;
  if (found.some((entries) => entries === null)) return null;
  const [vaccinations, tests, recoveries] = found;
  const [kind, ...others] = found.filter((entries) => entries !== null && entries.length > 0);
  const first = kind?.[0];
  if (first === undefined || others.length > 0) return null;
  const name = dcc.nam;
  const facts: PassFacts = {
    ...NO_FACTS,
    holder: {
      familyName: textOf(name.fn) || textOf(name.fnt),
      givenName: textOf(name.gn) || textOf(name.gnt),
      standardisedFamilyName: textOf(name.fnt) || null,
      standardisedGivenName: textOf(name.gnt) || null,
      dateOfBirth: textOf(dcc.dob).slice(0, 10) || null,
    },
    passId: textOf(first.ci) || null,
    vaccinations: (vaccinations ?? []).map((entry) => ({
      disease: textOf(entry.tg),
      product: textOf(entry.mp),
      doseNumber: wholeNumber(entry.dn),
      dosesInSeries: wholeNumber(entry.sd),
      date: textOf(entry.dt),
      country: textOf(entry.co),
      validFrom: null,
      validUntil: null,
    })),
    tests: (tests ?? []).map((entry) => ({
      disease: textOf(entry.tg),
      kind: testKind(textOf(entry.tt)),
      sampledAt: textOf(entry.sc),
      result: testResult(textOf(entry.tr)),
      country: textOf(entry.co),
    })),
    recoveries: (recoveries ?? []).map((entry) => ({
      disease: textOf(entry.tg),
      firstPositive: textOf(entry.fr),
      validFrom: textOf(entry.df),
      validUntil: textOf(entry.du),
      country: textOf(entry.co),
    })),
    payload: dcc,
  };
  const use = facts.vaccinations.length > 0 ? 'vaccination' : facts.tests.length > 0 ? 'test' : 'recovery';
  return { use, facts };
}

/** Absent and null arrays are the same as empty ones; null: not an array of entries. */
function entriesOf(value: unknown): readonly Entry[] | null {
  if (value === undefined || value === null) return [];
  return Array.isArray(value) && value.every(isEntry) ? value : null;
}

function testKind(type: string): 'nucleic_acid' | 'antigen' | 'other' {
  return type === TEST_NUCLEIC_ACID ? 'nucleic_acid' : type === TEST_ANTIGEN ? 'antigen' : 'other';
}

function testResult(result: string): 'not_detected' | 'detected' | 'other' {
  return result === RESULT_NOT_DETECTED ? 'not_detected' : result === RESULT_DETECTED ? 'detected' : 'other';
}
