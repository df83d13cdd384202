import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { encodeShcCode, joinShcChunks, readShcChunk } from '../../main/pass/formats/shc_chunks.ts';
import {
  makeBundle,
  makeCard,
  makeCardClaims,
  makeCardJws,
  makeDose,
  makeHealthCardIssuer,
  makeVc,
  patient,
} from './make_health_card.ts';
import { judge, trustIn } from './make_pass.ts';

const issuer = makeHealthCardIssuer();
/** Lot numbers that do not pack. */
const doses = Array.from({ length: 24 }, (_none, index) =>
  makeDose({ lotNumber: createHash('sha256').update(String(index)).digest('base64') }),
);
const claims = makeCardClaims({ vc: makeVc(makeBundle(patient, ...doses)) });
const long = makeCardJws(issuer, claims);

function split(jws: string, count: number): readonly string[] {
  const size = Math.ceil(jws.length / count);
  return Array.from({ length: count }, (_none, index) => {
    const piece = jws.slice(index * size, (index + 1) * size);
    return encodeShcCode(piece).replace('shc:/', `shc:/${index + 1}/${count}/`);
  });
}

describe('readShcChunk', () => {
  it('tells the place of a chunk, and its piece', () => {
    expect(readShcChunk('shc:/2/3/4300')).toEqual({ number: 2, count: 3, jws: 'X-' });
    expect(readShcChunk('shc:/4300')).toEqual({ number: 1, count: 1, jws: 'X-' });
    expect(readShcChunk('shc:/1/100/4300')).toBeNull();
    expect(readShcChunk('shc:/1/3/')).toBeNull();
  });

  it('reads back whatever can be in a JWS', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[A-Za-z0-9_.-]{1,100}$/), (jws) => {
        expect(readShcChunk(encodeShcCode(jws))).toEqual({ number: 1, count: 1, jws });
      }),
    );
  });
});

describe('joinShcChunks', () => {
  const chunks = split(long, 3);
  const [first = '', second = '', third = ''] = chunks;

  it('joins chunks in any order to a card that is admitted', async () => {
    expect(long.length).toBeGreaterThan(1195);
    for (const order of [chunks, [third, first, second], [second, third, first]]) {
      const joined = joinShcChunks(order);
      expect(joined).toEqual({ ok: true, value: encodeShcCode(long) });
      if (joined.ok) expect(await judge(joined.value, trustIn(issuer))).toBe('admit valid');
    }
  });

  it('leaves a single code as it is', () => {
    const card = makeCard(issuer);
    expect(joinShcChunks([card])).toEqual({ ok: true, value: card });
    expect(joinShcChunks([card.replace('shc:/', 'shc:/1/1/')])).toEqual({ ok: true, value: card });
  });

  it.each([
    ['none', [], 'chunk_missing'],
    ['one too few', [first, third], 'chunk_missing'],
    ['one twice', [first, third, first], 'chunk_repeated'],
    ['one too many', [first, second, third, second], 'chunk_repeated'],
    ['two numbers of one piece', [first, second, third.replace('/3/3/', '/2/3/')], 'chunk_repeated'],
    ['two counts', [first, second, third.replace('/3/3/', '/3/4/')], 'chunks_of_different_cards'],
    ['another code', [first, second, 'HC1:'], 'not_a_chunk'],
    ['a number beyond the count', [first, second, third.replace('/3/3/', '/4/3/')], 'not_a_chunk'],
    ['pieces of 1,192 characters', split('x'.repeat(2384), 2), 'chunk_too_long'],
    ['pieces of a card that needs none', split('x'.repeat(1195), 2), 'chunks_not_needed'],
  ])('refuses %s', (_what, texts, error) => expect(joinShcChunks(texts)).toEqual({ ok: false, error }));

  it('joins pieces of the greatest length', () => {
    const jws = 'x'.repeat(2382);
    expect(joinShcChunks(split(jws, 2))).toEqual({ ok: true, value: encodeShcCode(jws) });
    expect(joinShcChunks(split('x'.repeat(1196), 2)).ok).toBe(true);
  });

  it('lets the signature find out a mixture of two cards', async () => {
    const other = split(makeCardJws(issuer, { ...claims, exp: 1 }), 3);
    const mixed = joinShcChunks([first, second, other[2] ?? '']);
    expect(mixed.ok && (await judge(mixed.value, trustIn(issuer)))).toMatch(/^refuse bad_/);
  });

  it('never throws', () => {
    const text = fc.oneof(fc.constantFrom(...chunks), fc.stringMatching(/^shc:\/[0-9/]{0,20}$/), fc.string());
    fc.assert(
      fc.property(fc.array(text, { maxLength: 6 }), (texts) => {
        const joined = joinShcChunks(texts);
        if (joined.ok) expect(joined.value).toMatch(/^shc:\/\d+$/);
      }),
    );
  });
});
