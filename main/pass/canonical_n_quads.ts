import { hash } from 'node:crypto';

/** One statement of an RDF graph. Its terms are written as in N-Quads: `<iri>`, `"text"`, `_:node`. */
export interface Statement {
  readonly subject: string;
  readonly predicate: string;
  readonly object: string;
}

const XSD = 'http://www.w3.org/2001/XMLSchema#';
const ABSOLUTE_IRI = /^[A-Za-z][A-Za-z0-9+.-]*:[^\s\u0000-\u0020<>"{}|^`\\]*$/;
const LITERAL = /^"((?:[^"\\]|\\.)*)"(?:\^\^<[^>]*>)?$/s;
const LINE = /^(<[^>]*>|_:c14n\d+) (<[^>]*>) (<[^>]*>|_:c14n\d+|"(?:[^"\\]|\\.)*"(?:\^\^<[^>]*>)?) \.$/s;

const ESCAPES: ReadonlyMap<string, string> = new Map([
  ['\\', '\\\\'],
  ['"', '\\"'],
  ['\n', '\\n'],
  ['\r', '\\r'],
]);

/** An absolute IRI as a term; null for anything else, such as a relative one, which RDF cannot say. */
export function iriTerm(iri: string): string | null {
  return ABSOLUTE_IRI.test(iri) ? `<${iri}>` : null;
}

/** The IRI of a term; null for a term of another kind. */
export function iriOf(term: string): string | null {
  return term.startsWith('<') ? term.slice(1, -1) : null;
}

/** A text, or a value of an XML Schema type, as a term, with the escapes that URDNA2015 has. */
export function literalTerm(text: string, type?: 'dateTime' | 'integer'): string {
  const escaped = text.replace(/[\\"\n\r]/g, (character) => ESCAPES.get(character) ?? character);
  return type === undefined ? `"${escaped}"` : `"${escaped}"^^<${XSD}${type}>`;
}

/** The text of a literal of any type; null for a term of another kind. */
export function textOfLiteral(term: string): string | null {
  const escaped = LITERAL.exec(term)?.[1];
  if (escaped === undefined) return null;
  return escaped.replace(/\\(.)/gs, (_all, sign: string) => ({ n: '\n', r: '\r' })[sign] ?? sign);
}

/**
 * The canonical N-Quads of a graph (RDF Dataset Canonicalization 1.0, first known as URDNA2015), which are
 * equal however its blank nodes are named and its statements ordered. Null where two blank nodes look alike to
 * the algorithm's first step: its further steps take exponential time, and no graph that is signed here needs
 * them.
 */
export function toCanonicalNQuads(given: readonly Statement[]): string | null {
  // A graph is a set: to say something twice adds nothing.
  const asIs = (term: string) => term;
  const statements = [...new Map(given.map((statement) => [lineOf(statement, asIs), statement])).values()];
  const nodes = new Set(statements.flatMap(({ subject, object }) => [subject, object]).filter(isBlankNode));
  const nodeOfHash = new Map<string, string>();
  for (const node of nodes) {
    const other = (term: string) => (isBlankNode(term) ? (term === node ? '_:a' : '_:z') : term);
    const mentions = statements.filter(({ subject, object }) => subject === node || object === node);
    nodeOfHash.set(hash('sha256', toLines(mentions, other), 'hex'), node);
  }
  if (nodeOfHash.size < nodes.size) return null;
  const names = new Map([...nodeOfHash].sort(byHash).map(([, node], index) => [node, `_:c14n${index}`]));
  return toLines(statements, (term) => names.get(term) ?? term);
}

/** The statements of canonical N-Quads without named graphs; null for any other text. */
export function readCanonicalNQuads(text: string): readonly Statement[] | null {
  if (!text.endsWith('\n')) return null;
  const statements: Statement[] = [];
  for (const line of text.slice(0, -1).split('\n')) {
    const [, subject, predicate, object] = LINE.exec(line) ?? [];
    if (subject === undefined || predicate === undefined || object === undefined) return null;
    statements.push({ subject, predicate, object });
  }
  return statements;
}

function isBlankNode(term: string): boolean {
  return term.startsWith('_:');
}

function byHash([a]: readonly [string, string], [b]: readonly [string, string]): number {
  return a < b ? -1 : 1;
}

/** In the order of their characters, with the blank nodes renamed. */
function toLines(statements: readonly Statement[], rename: (term: string) => string): string {
  return statements
    .map((statement) => lineOf(statement, rename))
    .sort()
    .join('');
}

function lineOf({ subject, predicate, object }: Statement, rename: (term: string) => string): string {
  return `${rename(subject)} ${predicate} ${rename(object)} .\n`;
}
