import { hash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { packHashes, sortHashes } from '../../main/trust/packed_hashes.ts';
import type { RevocationEntry } from '../../main/trust/revocation_entry.ts';
import { buildRevocationIndex } from '../../main/trust/revocation_index.ts';

const NOW = Date.parse('2026-03-01T10:00:00Z');
const hashOf = (text: string) => hash('sha256', text, 'buffer').subarray(0, 16);
const always = { issuedBefore: Number.POSITIVE_INFINITY, from: Number.NEGATIVE_INFINITY };
const entry = (changes: Partial<RevocationEntry> = {}): RevocationEntry => ({
  format: 'hc1',
  scope: 'A',
  kind: 'dcc_uci',
  hash: hashOf('x'),
  ...always,
  ...changes,
});
const name = { scope: 'A', kind: 'dcc_uci', hash: hashOf('x') };
interface Times {
  readonly issuedAt?: number | null;
  readonly now?: number;
}
const ask = (
  entries: readonly RevocationEntry[],
  { issuedAt = NOW, now = NOW, ...other }: Times & Partial<typeof name> = {},
) => buildRevocationIndex(entries).isRevoked('hc1', { ...name, ...other }, issuedAt, now);

describe('buildRevocationIndex', () => {
  it('covers the formats that it has lists of, even empty ones', () => {
    const index = buildRevocationIndex(
      [entry()],
      [{ format: 'shc', scope: '', kind: 'shc_rid', hashes: new Uint32Array() }],
    );
    expect(index.covers('hc1')).toBe(true);
    expect(index.covers('shc')).toBe(true);
    expect(index.covers('venue')).toBe(false);
    expect(buildRevocationIndex([]).covers('hc1')).toBe(false);
  });

  it('finds a name by its format, kind, scope and hash, and by nothing less', () => {
    expect(ask([entry()])).toBe(true);
    expect(ask([entry({ format: 'shc' })])).toBe(false);
    expect(ask([entry({ kind: 'dcc_signature' })])).toBe(false);
    expect(ask([entry({ scope: 'B' })])).toBe(false);
    expect(ask([entry({ hash: hashOf('y') })])).toBe(false);
  });

  it('finds an entry without scope from every scope, and from its own no other', () => {
    expect(ask([entry({ scope: '' })])).toBe(true);
    expect(ask([entry({ scope: '' })], { scope: '' })).toBe(true);
    expect(ask([entry()], { scope: '' })).toBe(false);
  });

  it('keeps apart scopes and kinds that read alike', () => {
    expect(ask([entry({ scope: 'A B' })], { scope: 'B' })).toBe(false);
    expect(ask([entry({ scope: 'B', kind: 'dcc_uci' })], { scope: 'B', kind: 'dcc' })).toBe(false);
  });

  it.each<[string, Partial<RevocationEntry>, Times, boolean]>([
    ['from later on', { from: NOW + 1 }, {}, false],
    ['from now on', { from: NOW }, {}, true],
    ['for passes issued before', { issuedBefore: NOW + 1 }, {}, true],
    ['for passes issued before that very moment', { issuedBefore: NOW }, {}, false],
    ['for earlier passes, asked of unknown age', { issuedBefore: 1 }, { issuedAt: null }, true],
    ['for earlier passes, asked of an age of NaN', { issuedBefore: 1 }, { issuedAt: Number.NaN }, true],
    ['from later on, at a time that is no number', { from: NOW + 1 }, { now: Number.NaN }, true],
    ['from a moment that is no number', { from: Number.NaN }, {}, true],
    ['before a moment that is no number', { issuedBefore: Number.NaN }, {}, true],
    ['from no moment, before a moment', { from: Number.NaN, issuedBefore: NOW }, {}, false],
    ['never', { from: Number.POSITIVE_INFINITY }, {}, false],
    ['for no pass', { issuedBefore: Number.NEGATIVE_INFINITY }, {}, false],
  ])('takes an entry %s', (_what, times, asked, answer) => expect(ask([entry(times)], asked)).toBe(answer));

  it('withdraws a pass if any of its entries does', () => {
    const notYet = entry({ from: NOW + 1 });
    const older = entry({ issuedBefore: NOW - 1 });
    expect(ask([notYet, older])).toBe(false);
    expect(ask([notYet, older, entry()])).toBe(true);
    expect(ask([notYet, older, entry({ from: NOW, issuedBefore: NOW + 1 })])).toBe(true);
    const latest = entry({ from: NOW, issuedBefore: 1 });
    expect(ask([latest])).toBe(false);
    expect(ask([latest, entry({ from: 1, issuedBefore: NOW + 1 })])).toBe(true);
  });

  it('joins entries and lists of one scope', () => {
    const hashes = (...texts: readonly string[]) => sortHashes(packHashes(Buffer.concat(texts.map(hashOf))));
    const list = { format: 'hc1', scope: 'A', kind: 'dcc_uci' } as const;
    const index = buildRevocationIndex(
      [entry({ hash: hashOf('1') }), entry({ hash: hashOf('2') })],
      [
        { ...list, hashes: hashes('3', '4') },
        { ...list, hashes: hashes('4', '5') },
      ],
    );
    for (const text of ['1', '2', '3', '4', '5']) {
      expect(index.isRevoked('hc1', { ...name, hash: hashOf(text) }, null, NOW)).toBe(true);
    }
    expect(index.isRevoked('hc1', { ...name, hash: hashOf('6') }, null, NOW)).toBe(false);
  });

  it('keeps no entry, so that a source may use one object for all', () => {
    const one = { ...entry(), hash: new Uint8Array(16) };
    function* source() {
      for (const text of ['1', '2']) {
        one.hash.set(hashOf(text));
        yield one;
      }
    }
    const index = buildRevocationIndex(source());
    one.hash.fill(0);
    expect(index.isRevoked('hc1', { ...name, hash: hashOf('1') }, null, NOW)).toBe(true);
    expect(index.isRevoked('hc1', { ...name, hash: hashOf('2') }, null, NOW)).toBe(true);
  });

  it('answers as if every entry were looked at', () => {
    const scope = fc.constantFrom('', 'A', 'B');
    const kind = fc.constantFrom('k', 'l');
    const digest = fc.constantFrom('1', '2', '3').map(hashOf);
    const time = fc.constantFrom(Number.NEGATIVE_INFINITY, -1, 0, 1, 2, 3, Number.POSITIVE_INFINITY);
    const anyEntry = fc.record({
      format: fc.constant('hc1' as const),
      scope,
      kind,
      hash: digest,
      issuedBefore: fc.oneof(fc.constant(Number.POSITIVE_INFINITY), time),
      from: fc.oneof(fc.constant(Number.NEGATIVE_INFINITY), time),
    });
    const query = fc.record({
      name: fc.record({ scope, kind, hash: digest }),
      issuedAt: fc.option(fc.integer({ min: -2, max: 4 })),
      now: fc.integer({ min: -2, max: 4 }),
    });
    fc.assert(
      fc.property(fc.array(anyEntry, { maxLength: 30 }), fc.array(query), (entries, queries) => {
        const index = buildRevocationIndex(entries);
        for (const { name: asked, issuedAt, now } of queries) {
          const expected = entries.some(
            (given) =>
              (given.scope === asked.scope || given.scope === '') &&
              given.kind === asked.kind &&
              Buffer.compare(given.hash, asked.hash) === 0 &&
              given.from <= now &&
              (issuedAt === null || issuedAt < given.issuedBefore),
          );
          // A pass of unknown age is withdrawn by an entry for no pass, too: in doubt against it.
          expect(index.isRevoked('hc1', asked, issuedAt, now)).toBe(expected);
        }
      }),
      { numRuns: 500 },
    );
  });

  it.each([
    ['in any order', (index: number) => hashOf(String(index))],
    [
      'that differ in their last bytes only',
      (index: number) => Buffer.concat([Buffer.alloc(12), Buffer.from(Uint32Array.of(index).buffer)]),
    ],
    [
      'in descending order',
      (index: number) => {
        const bytes = Buffer.alloc(16);
        bytes.writeUInt32BE(0xffff_ffff - index);
        return bytes;
      },
    ],
  ])('finds each of many hashes %s, and none other', (_what, make) => {
    const COUNT = 20_000;
    function* entries(times: Pick<RevocationEntry, 'issuedBefore' | 'from'>) {
      for (let i = 0; i < COUNT; i += 1) yield entry({ hash: make(i), ...times });
    }
    for (const times of [always, { issuedBefore: NOW + 1, from: NOW }]) {
      const index = buildRevocationIndex(entries(times));
      const found = (at: number) => index.isRevoked('hc1', { ...name, hash: make(at) }, NOW, NOW);
      for (let i = 0; i < COUNT; i += 97) expect(found(i)).toBe(true);
      for (let i = COUNT; i < COUNT + 100; i += 1) expect(found(i)).toBe(false);
    }
  });

  it('takes one hash many times with many times', () => {
    function* entries() {
      for (let i = 0; i < 50_000; i += 1) {
        yield entry({ from: NOW + (i % 1000), issuedBefore: 1000 - (i % 1000) });
      }
    }
    const index = buildRevocationIndex(entries());
    expect(index.isRevoked('hc1', name, 999, NOW)).toBe(true);
    expect(index.isRevoked('hc1', name, 1000, NOW + 2000)).toBe(false);
    expect(index.isRevoked('hc1', name, 0, NOW - 1)).toBe(false);
  });

  it('refuses a hash of another length', () => {
    expect(() => buildRevocationIndex([entry({ hash: new Uint8Array(32) })])).toThrow(RangeError);
  });

  it('is asked of a hash of another length without harm', () => {
    for (const length of [0, 1, 15, 17, 32]) {
      expect(ask([entry()], { hash: Buffer.alloc(length, 1) })).toBe(false);
    }
  });
});
