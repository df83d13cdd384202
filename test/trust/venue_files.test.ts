import { describe, expect, it } from 'vitest';
import { builtInPacks } from '../../main/pass/rules/built_in_packs.ts';
import { readVenueFiles, type VenueFiles } from '../../main/trust/venue_files.ts';
import { DAY_MS, judge, makeCode, makeIssuer, NOW } from '../pass/make_pass.ts';

const issuer = makeIssuer();
const good = makeCode(issuer);
const file = (content: unknown) => Buffer.from(JSON.stringify(content));
const at = (ms: number) => new Date(ms).toISOString();
const trustList = { name: 'trust.json', content: file({
  version: 1,
  issuedAt: at(NOW - DAY_MS),
  validUntil: at(NOW + DAY_MS),
  keys: [
    {
      format: 'hc1',
      issuer: 'XX',
      keyId: issuer.trusted.keyId,
      spki: issuer.trusted.publicKey.export({ type: 'spki', format: 'der' }).toString('base64'),
    },
  ],
}) };
const revocationList = (changes: object = {}) => ({
  name: 'list.json',
  content: file({ version: 1, issuedAt: at(NOW - DAY_MS), validUntil: at(NOW + DAY_MS), ...changes }),
});
const load = (changes: Partial<VenueFiles> = {}) =>
  readVenueFiles({ trustLists: [trustList], rulePacks: [], revocationLists: [], ...changes });

describe('the files of a venue', () => {
  it('admit with keys alone, and with lists that withdraw others', async () => {
    expect(await judge(good, load().trust)).toBe('admit valid');
    expect(await judge(good, load({ revocationLists: [revocationList()] }).trust)).toBe('admit valid');
    expect(load().faults).toEqual([]);
  });

  it('admit nobody without a trust list, or with one that is damaged', async () => {
    expect(await judge(good, load({ trustLists: [] }).trust)).toBe('undecided trust_list_missing');
    const damaged = load({ trustLists: [{ ...trustList, content: trustList.content.subarray(0, 100) }] });
    expect(damaged.faults).toEqual([{ name: 'trust.json', error: 'not_json' }]);
    expect(await judge(good, damaged.trust)).toBe('undecided trust_list_missing');
  });

  it('admit nobody once the first revocation list has ended', async () => {
    const ended = revocationList({ validUntil: at(NOW) });
    const { trust } = load({ revocationLists: [revocationList(), ended] });
    expect(await judge(good, trust)).toBe('undecided revocations_stale');
    expect(await judge(good, trust, { now: NOW - 1 })).toBe('admit valid');
  });

  it('admit nobody while a revocation list cannot be read, and still refuse what is certain', async () => {
    for (const content of [new Uint8Array(), Buffer.from('{}'), revocationList().content.subarray(0, 30)]) {
      const { faults, trust } = load({ revocationLists: [{ name: 'list.json', content }] });
      expect(faults).toHaveLength(1);
      expect(await judge(good, trust)).toBe('undecided revocations_stale');
      const forged = { ...issuer, privateKey: makeIssuer().privateKey };
      expect(await judge(makeCode(forged), trust)).toBe('refuse bad_signature');
    }
  });

  it('name a rule pack that cannot be read, and keep the others', () => {
    const [pack] = builtInPacks;
    const rulePacks = [
      { name: 'good.json', content: file({ ...pack, id: 'ours' }) },
      { name: 'bad.json', content: file({ ...pack, id: 'Not An Id' }) },
    ];
    const venue = load({ rulePacks });
    expect(venue.rulePacks.map(({ id }) => id)).toEqual(['ours']);
    expect(venue.faults).toEqual([{ name: 'bad.json', error: 'not_rules' }]);
  });
});
