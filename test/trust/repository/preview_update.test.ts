import { describe, expect, it } from 'vitest';
import { type PreviewSide, previewUpdate } from '../../../main/trust/repository/preview_update.ts';
import { contentsOfTargets } from '../../../main/trust/repository/target_kind.ts';
import { packHashes } from '../../../main/trust/packed_hashes.ts';
import { writeRevocationList } from '../../../main/trust/write_revocation_list.ts';
import {
  DAY_MS,
  everyKind,
  instant,
  keysTarget,
  NOW,
  policyTarget,
  revocationsTarget,
  rulesTarget,
  type Target,
  textTarget,
} from './make_repository.ts';

const side = (targets: readonly Target[], rootVersion = 1): PreviewSide => ({
  ...contentsOfTargets(targets),
  rootVersion,
});
const preview = (before: readonly Target[], after: readonly Target[]) => previewUpdate(side(before), side(after));
const NOTHING = {
  addedKeys: 0,
  withdrawnKeys: 0,
  changedKeys: 0,
  byIssuer: [],
  rulePacks: [],
  revocationsAdded: 0,
  revocationsRemoved: 0,
  texts: [],
  policyChanged: false,
  root: null,
};

describe('the preview of an update', () => {
  it('says nothing of what stays the same', () => {
    expect(preview(everyKind(), everyKind())).toEqual(NOTHING);
    expect(preview([], [])).toEqual(NOTHING);
  });

  it('counts keys by their issuers, whatever files they are in', () => {
    const before = [keysTarget(['DE a', 'DE b', 'FR c'])];
    const after = [keysTarget(['DE a', 'FR d']), keysTarget(['FR e', 'DE a'], { file: 'keys/more.json' })];
    expect(preview(before, after)).toEqual({
      ...NOTHING,
      addedKeys: 2,
      withdrawnKeys: 2,
      byIssuer: [
        { issuer: 'DE', added: 0, withdrawn: 1, changed: 0 },
        { issuer: 'FR', added: 2, withdrawn: 1, changed: 0 },
      ],
    });
    const moved = [keysTarget(['DE a']), keysTarget(['DE b', 'FR c'], { file: 'keys/more.json' })];
    expect(preview(before, moved)).toEqual(NOTHING);
  });

  it('tells another key under the same id from one with other limits', () => {
    const spki = (target: Target) => JSON.parse(target.content.toString()).keys[0].spki;
    const swapped = keysTarget(['DE a']);
    const content = Buffer.from(swapped.content.toString().replace(spki(swapped), spki(keysTarget(['DE b']))));
    expect(preview([keysTarget(['DE a'])], [{ ...swapped, content }])).toMatchObject({ addedKeys: 1, withdrawnKeys: 1 });
    const limited = keysTarget(['DE a'], { limits: { notAfter: instant(NOW + DAY_MS) } });
    expect(preview([keysTarget(['DE a'])], [limited])).toEqual({
      ...NOTHING,
      changedKeys: 1,
      byIssuer: [{ issuer: 'DE', added: 0, withdrawn: 0, changed: 1 }],
    });
  });

  it('names rule packs with the moment from which they differ', () => {
    const edition = (from: string | null, parameters: object = {}) => ({ from, to: null, parameters });
    const now = [edition('2026-01-01')];
    const later = [edition('2026-01-01'), edition('2026-11-30'), edition('2026-11-30T00:30')];
    const title = { en: 'Title', 'zh-Hant': '標題', 'zh-Hans': '标题' };
    const pack = (changes: object) => [rulesTarget({ id: 'pack', title, ...changes })];
    const changeOf = (before: readonly Target[], after: readonly Target[]) =>
      preview(before, after).rulePacks.map(({ change, from, id }) => [id, change, from]);
    expect(changeOf([], pack({ editions: later }))).toEqual([['pack', 'added', '2026-01-01']]);
    expect(changeOf(pack({ editions: now }), pack({ editions: later }))).toEqual([['pack', 'changed', '2026-11-30']]);
    expect(changeOf(pack({ editions: later }), pack({ editions: now }))).toEqual([['pack', 'changed', '2026-11-30']]);
    expect(changeOf(pack({ editions: now }), pack({ editions: [edition(null)] }))).toEqual([['pack', 'changed', null]]);
    expect(changeOf(pack({ editions: now }), pack({ editions: later, complete: false }))).toEqual([
      ['pack', 'changed', null],
    ]);
    expect(changeOf(pack({ editions: now }), [])).toEqual([['pack', 'removed', null]]);
    expect(preview([], pack({})).rulePacks[0]?.title).toEqual(title);
  });

  it('counts withdrawals in both kinds of lists as one', () => {
    const id = (at: number) => at.toString(16).padStart(32, '0');
    const dated = { id: id(9), from: instant(NOW) };
    const before = [revocationsTarget([id(1), id(2)], 'revocations/a.json', [dated])];
    const after = [
      revocationsTarget([id(2), id(3)], 'revocations/b.json', [{ ...dated, from: instant(NOW + 1000) }]),
      revocationsTarget([id(3), id(4)], 'revocations/c.json'),
    ];
    expect(preview(before, after)).toEqual({ ...NOTHING, revocationsAdded: 3, revocationsRemoved: 2 });

    const hash = (at: number) => id(at);
    const place = { format: 'hc1', scope: '', kind: 'dcc_uci' } as const;
    const dates = { issuedAt: instant(NOW), validUntil: instant(NOW + DAY_MS) };
    const text = (ats: readonly number[]): Target => ({
      path: 'revocations/t.json',
      content: Buffer.from(
        JSON.stringify({ version: 1, ...dates, hashes: ats.map((at) => ({ ...place, hash: hash(at) })) }),
      ),
    });
    const binary = (ats: readonly number[]): Target => ({
      path: 'revocations/b.bin',
      content: Buffer.from(
        writeRevocationList({
          ...place,
          hashes: packHashes(Buffer.from(ats.map(hash).join(''), 'hex')),
          issuedAt: NOW,
          validUntil: NOW + DAY_MS,
        }),
      ),
    });
    expect(preview([text([1, 2, 3])], [binary([3, 2, 1])])).toEqual(NOTHING);
    expect(preview([text([1, 2]), binary([2, 3])], [binary([3, 4, 5, 6])])).toMatchObject({
      revocationsAdded: 3,
      revocationsRemoved: 2,
    });
  });

  it('names texts, the policy and the root', () => {
    const before = side([textTarget('a', 'texts/a.json'), textTarget('b', 'texts/b.json'), policyTarget(24)], 1);
    const after = side([textTarget('A', 'texts/a.json'), textTarget('c', 'texts/c.json'), policyTarget(12)], 3);
    expect(previewUpdate(before, after)).toEqual({
      ...NOTHING,
      texts: [
        { name: 'texts/a.json', change: 'changed' },
        { name: 'texts/b.json', change: 'removed' },
        { name: 'texts/c.json', change: 'added' },
      ],
      policyChanged: true,
      root: { from: 1, to: 3 },
    });
    expect(preview([], [policyTarget()]).policyChanged).toBe(true);
  });
});
