/** Diseases in SNOMED CT. */
export const COVID_19 = '840539006';
const YELLOW_FEVER = '16541001';

/** Code systems by their FHIR names. */
export const CVX = 'http://hl7.org/fhir/sid/cvx';
export const LOINC = 'http://loinc.org';
export const SNOMED_CT = 'http://snomed.info/sct';

/** What vaccines are against, by their codes in CVX (US Centers for Disease Control and Prevention). */
export const DISEASE_OF_VACCINE: ReadonlyMap<string, string> = new Map([
  ...against(COVID_19, [
    ...['207', '208', '210', '211', '212', '213', '217', '218', '219', '221', '225', '226', '227', '228'],
    ...['229', '230', '300', '301', '302', '308', '309', '310', '311', '312', '313', '500', '501', '502'],
    ...['503', '504', '505', '506', '507', '508', '509', '510', '511', '512', '513', '514', '515', '516'],
    ...['517', '518', '519', '520'],
  ]),
  ...against(YELLOW_FEVER, ['37', '183', '184']),
]);

/**
 * How many doses complete a primary series, by the vaccine's code in CVX. Cards name only the doses that were given;
 * a vaccine that is not here leaves the series unknown.
 */
export const PRIMARY_SERIES_OF_VACCINE: ReadonlyMap<string, number> = new Map([
  ...['207', '208', '210', '211', '217', '218', '227', '228', '502', '510', '511'].map((code) => [code, 2] as const),
  ['212', 1],
]);

/**
 * Qualitative tests for SARS-CoV-2 that find its nucleic acid, in LOINC: from the value set
 * "lab-qualitative-test-covid" 1.0.0 of the SMART Health Cards guide, and the class that the EU DCC names.
 */
export const NUCLEIC_ACID_TESTS: ReadonlySet<string> = new Set([
  ...['94307-6', '94308-4', '94309-2', '94310-0', '94314-2', '94315-9', '94316-7', '94500-6', '94502-2'],
  ...['94532-9', '94533-7', '94534-5', '94559-2', '94565-9', '94639-2', '94640-0', '94641-8', '94647-5'],
  ...['94660-8', '94756-4', '94757-2', '94758-0', '94759-8', '94760-6', '94765-5', '94766-3', '94767-1'],
  ...['94822-4', '94845-5', '95406-5', '95409-9', '95423-0', '95424-8', '95425-5', '95608-6', '95609-4'],
  ...['95823-1', '95824-9', '96091-4', '96120-1', '96121-9', '96122-7', '96123-5', '96448-6', '96763-8'],
  ...['96765-3', '96797-6', '96829-7', '96957-6', '96958-4', '96986-5', '97098-8', '98131-6', '98132-4'],
  ...['98493-0', '98494-8', 'LP6464-4'],
]);

/** Qualitative tests for SARS-CoV-2 that find its antigen, from the same sources. */
export const ANTIGEN_TESTS: ReadonlySet<string> = new Set([
  ...['94558-4', '95209-3', '96119-3', '97097-0', 'LP217198-3'],
]);

/** Qualitative results, in SNOMED CT and as answers in LOINC; a presumptive positive is none to let in on. */
export const DETECTED_RESULTS: ReadonlySet<string> = new Set([
  ...['260373001', '10828004', '11214006', '720735008', '840533007', 'LA11882-0', 'LA6576-8'],
]);
export const NOT_DETECTED_RESULTS: ReadonlySet<string> = new Set([
  ...['260415000', '260385009', '131194007', 'LA11883-8', 'LA6577-6'],
]);

function against(disease: string, codes: readonly string[]): readonly (readonly [string, string])[] {
  return codes.map((code) => [code, disease]);
}
