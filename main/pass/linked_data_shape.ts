import { iriTerm, literalTerm, type Statement } from './canonical_n_quads.ts';
import { isJsonObject, type JsonValue } from './strict_json.ts';

/** What a JSON-LD context makes of one node of a document of known shape. */
export interface NodeShape {
  /** The node's types, all of them, with their IRIs. */
  readonly types: ReadonlyMap<string, string>;
  readonly properties: ReadonlyMap<string, PropertyShape>;
}

/** One property: its IRI, and what its values are. */
export interface PropertyShape {
  readonly iri: string;
  readonly values: 'literals' | 'date_times' | 'iris' | NodeShape;
}

/** Several times what a pass says, so that the work is bounded. */
const MAX_STATEMENTS = 256;
const RDF_TYPE = '<http://www.w3.org/1999/02/22-rdf-syntax-ns#type>';

/**
 * The statements that JSON-LD 1.1 reads out of a document of that shape. Null for every other document: where
 * a property, a type or a kind of value is not the shape's, or an id is relative, JSON-LD would quietly leave
 * it out, and no signature would cover it.
 */
export function statementsOf(document: JsonValue, shape: NodeShape): readonly Statement[] | null {
  const statements: Statement[] = [];
  let blankNodes = 0;

  function say(subject: string, predicate: string, object: string | null): boolean {
    if (object === null || statements.length === MAX_STATEMENTS) return false;
    statements.push({ subject, predicate, object });
    return true;
  }

  function addNode(node: JsonValue, { types, properties }: NodeShape): string | null {
    if (!isJsonObject(node)) return null;
    const { id, type, ...others } = node;
    const subject = id === undefined ? `_:b${blankNodes++}` : termOf(id, 'iris');
    if (subject === null || !hasExactly(type, types)) return null;
    for (const iri of types.values()) if (!say(subject, RDF_TYPE, `<${iri}>`)) return null;
    for (const [name, value] of Object.entries(others)) {
      const property = properties.get(name);
      if (property === undefined) return null;
      for (const item of listOf(value)) {
        if (!say(subject, `<${property.iri}>`, termOf(item, property.values))) return null;
      }
    }
    return subject;
  }

  function termOf(value: JsonValue, kind: PropertyShape['values']): string | null {
    if (typeof kind === 'object') return addNode(value, kind);
    if (kind === 'literals' && Number.isSafeInteger(value)) return literalTerm(String(value), 'integer');
    if (typeof value !== 'string') return null;
    if (kind === 'iris') return iriTerm(value);
    return kind === 'date_times' ? literalTerm(value, 'dateTime') : literalTerm(value);
  }

  return addNode(document, shape) === null ? null : statements;
}

/** Null says nothing in JSON-LD. */
function listOf(value: JsonValue | undefined): readonly JsonValue[] {
  const values = Array.isArray(value) ? (value as readonly JsonValue[]) : [value ?? null];
  return values.filter((item) => item !== null);
}

function hasExactly(given: JsonValue | undefined, types: NodeShape['types']): boolean {
  const names = new Set(listOf(given));
  return names.size === types.size && [...types.keys()].every((name) => names.has(name));
}
