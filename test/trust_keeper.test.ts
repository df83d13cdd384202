import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { readVenueFiles } from '../main/trust/venue_files.ts';
import { createTrustKeeper } from '../main/trust_keeper.ts';
import { openTrustStore, type TrustStore } from '../main/trust/repository/trust_store.ts';
import { makeStore, mustBeOk, mustFetch, mustUpdate } from './trust/repository/fetch.ts';
import {
  everyKind,
  keysTarget,
  makeFolder,
  makeRepository,
  NOW,
  removeFolders,
} from './trust/repository/make_repository.ts';

const made: string[] = [];
afterEach(() => removeFolders(...made.splice(0)));

const LOOSE = { name: 'trust.json', content: keysTarget(['XX loose']).content };

function keeperOf(store: TrustStore) {
  return createTrustKeeper({
    store,
    fallback: { trustLists: [LOOSE], rulePacks: [], revocationLists: [] },
    readVenue: readVenueFiles,
    fetch: () => Promise.reject(new Error('Nothing is fetched here')),
    preview: () => {
      throw new Error('Nothing is previewed here');
    },
    nowMs: () => NOW,
    sawSignedTime: () => undefined,
    changed: () => undefined,
  });
}

const state = (store: TrustStore) => {
  const keeper = keeperOf(store);
  return { isSetUp: keeper.isSetUp(), keys: keeper.inUse().venue.trust.keyCount };
};

function setUp() {
  const repository = makeRepository();
  const store = makeStore(repository.root);
  made.push(repository.folder, store.folder);
  return { repository, store };
}

describe('the loose files of a venue', () => {
  it('are used before an authority is set up, and until its first update', () => {
    const folder = makeFolder('store');
    made.push(folder);
    expect(state(openTrustStore(folder))).toEqual({ isSetUp: false, keys: 1 });
    expect(state(setUp().store)).toEqual({ isSetUp: true, keys: 1 });
  });

  it('give way to the keys of an update, and stay out when the authority withdraws them all', async () => {
    const { repository, store } = setUp();
    repository.publish([keysTarget(['DE first', 'DE second']), ...everyKind().slice(1)]);
    await mustUpdate(store, repository.folder);
    expect(state(store)).toEqual({ isSetUp: true, keys: 2 });
    repository.publish(everyKind().slice(1));
    mustBeOk(store.apply(await mustFetch(store, repository.folder), NOW));
    expect(mustBeOk(store.load()).files.trustLists).toEqual([]);
    expect(state(store)).toEqual({ isSetUp: true, keys: 0 });
  });

  it('stay out when the store is damaged, which is no reason to set it up anew', async () => {
    const { repository, store } = setUp();
    repository.publish(everyKind());
    await mustUpdate(store, repository.folder);
    for (const name of ['current.json', 'current_copy.json']) writeFileSync(path.join(store.folder, name), 'damaged');
    expect(store.load()).toEqual({ ok: false, error: 'damaged' });
    expect(state(store)).toEqual({ isSetUp: true, keys: 0 });
  });
});
