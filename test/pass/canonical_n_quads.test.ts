import fc from 'fast-check';
import jsonld from 'jsonld';
import { describe, expect, it } from 'vitest';
import {
  iriOf,
  iriTerm,
  literalTerm,
  readCanonicalNQuads,
  type Statement,
  textOfLiteral,
  toCanonicalNQuads,
} from '../../main/pass/canonical_n_quads.ts';

const P = '<urn:p>';
const say = (subject: string, object: string, predicate = P): Statement => ({ subject, predicate, object });

const node = fc.constantFrom('_:x', '_:y', '_:z', '<urn:a>', '<urn:b>');
const sign = fc.constantFrom('a', 'é', '\u{1f600}', '"', '\\', '\n', '\r', '>', '<', ' ', '.', 'n');
const text = fc.string({ unit: sign });
const statement = fc.record({
  subject: node,
  predicate: fc.constantFrom(P, '<urn:q>'),
  object: fc.oneof(node, text.map((value) => literalTerm(value)), fc.constant(literalTerm('1', 'integer'))),
});
const graph = fc.array(statement, { minLength: 1, maxLength: 8 });

describe('toCanonicalNQuads', () => {
  it('names blank nodes by what is said of them, and says each thing once', () => {
    const twice = say('_:k', '"1"');
    const canonical = toCanonicalNQuads([twice, say('<urn:a>', '_:k'), twice, say('_:l', '"2"')]);
    expect(canonical).toBe('<urn:a> <urn:p> _:c14n0 .\n_:c14n0 <urn:p> "1" .\n_:c14n1 <urn:p> "2" .\n');
  });

  it('refuses blank nodes that look alike', () => {
    expect(toCanonicalNQuads([say('_:k', '"1"'), say('_:l', '"1"')])).toBe(null);
    expect(toCanonicalNQuads([say('_:k', '_:l'), say('_:l', '_:k')])).toBe(null);
  });

  it('is what the rdf-canonize package makes of the same graph', async () => {
    let compared = 0;
    await fc.assert(
      fc.asyncProperty(graph, async (statements) => {
        const canonical = toCanonicalNQuads(statements);
        if (canonical === null) return;
        compared += 1;
        const lines = statements.map((said) => `${said.subject} ${said.predicate} ${said.object} .\n`);
        const options = { inputFormat: 'application/n-quads' } as object;
        expect(canonical).toBe(await jsonld.canonize(lines.join('') as never, options));
      }),
    );
    expect(compared).toBeGreaterThan(10);
  });

  it('does not depend on names or order', () => {
    fc.assert(
      fc.property(graph, (statements) => {
        const rename = (term: string) => (term.startsWith('_:') ? `_:other${term.charCodeAt(2)}` : term);
        const others = statements.map(({ subject, predicate, object }) =>
          say(rename(subject), rename(object), predicate),
        );
        expect(toCanonicalNQuads(others.reverse())).toBe(toCanonicalNQuads(statements));
      }),
    );
  });

  it('is read back', () => {
    fc.assert(
      fc.property(graph, (statements) => {
        const canonical = toCanonicalNQuads(statements);
        if (canonical === null) return;
        const read = readCanonicalNQuads(canonical) ?? [];
        expect(toCanonicalNQuads(read)).toBe(canonical);
        expect(read.length).toBeLessThanOrEqual(statements.length);
      }),
    );
  });
});

describe('readCanonicalNQuads', () => {
  it.each([
    '',
    '\n',
    '<urn:a> <urn:p> "1" .',
    '<urn:a> <urn:p> "1" .\n\n',
    '<urn:a> <urn:p> "1".\n',
    '<urn:a> <urn:p> "1"@en .\n',
    '<urn:a> <urn:p> "1" <urn:graph> .\n',
    '<urn:a> _:c14n0 "1" .\n',
    '_:b0 <urn:p> "1" .\n',
    '"1" <urn:p> "1" .\n',
    '<urn:a> <urn:p> "1\\" .\n',
    '<urn:a> <urn:p> "1" . <urn:a> <urn:p> "1" .\n',
  ])('refuses %j', (nQuads) => expect(readCanonicalNQuads(nQuads)).toBe(null));

  it('never throws', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (anything) => {
        expect(readCanonicalNQuads(`${anything}\n`)?.length ?? 1).toBeGreaterThan(0);
      }),
    );
  });
});

describe('terms', () => {
  it('bring every text back', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (value) => {
        expect(textOfLiteral(literalTerm(value))).toBe(value);
        expect(textOfLiteral(literalTerm(value, 'dateTime'))).toBe(value);
        const read = readCanonicalNQuads(`<urn:a> <urn:p> ${literalTerm(value)} .\n`);
        expect(read).toEqual([say('<urn:a>', literalTerm(value))]);
      }),
    );
  });

  it('escape what URDNA2015 escapes, and nothing else', () => {
    expect(literalTerm('\\"\n\r\t\b\u007f')).toBe('"\\\\\\"\\n\\r\t\b\u007f"');
  });

  it.each(['did:india', 'https://cowin.gov.in/', 'urn:uuid:1', 'a+b-c.d:'])('take the IRI %j', (iri) => {
    expect(iriTerm(iri)).toBe(`<${iri}>`);
    expect(iriOf(`<${iri}>`)).toBe(iri);
  });

  it.each(['', '962433308V', '/x', '#x', '_:b0', '1a:b'])('take no relative IRI %j', (iri) => {
    expect(iriTerm(iri)).toBe(null);
  });

  it.each([' ', '>', '<', '\n', '\u0000', '"', '\\', '\u00a0'])('take no IRI with %j', (sign) => {
    expect(iriTerm(`did:a${sign}b`)).toBe(null);
  });

  it('tell their kinds apart', () => {
    expect(iriOf('"<urn:a>"')).toBe(null);
    expect(iriOf('_:c14n0')).toBe(null);
    expect(textOfLiteral('<urn:a>')).toBe(null);
    expect(textOfLiteral('_:c14n0')).toBe(null);
  });
});
