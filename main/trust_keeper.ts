import { createHash } from 'node:crypto';
import type { TrustFault, UpdateSummary } from './bridge/contract.ts';
import { fail, ok, type Result } from './pass/result.ts';
import type { VenueText } from './trust/repository/venue_text_file.ts';
import type { UpdatePreview } from './trust/repository/preview_update.ts';
import type { LoadedTrust, StagedUpdate, StoreError, TrustStore } from './trust/repository/trust_store.ts';
import { type TrustInUse, trustInStore } from './trust/trust_in_store.ts';
import type { Venue, VenueFiles } from './trust/venue_files.ts';

/** Keeps what the door judges by: reads it from the store, and brings updates in on the manager's word. */
export interface TrustKeeper {
  inUse(): TrustInUse;
  /** SHA-256 in hexadecimal over the key lists in use; null: there are none. */
  keysId(): string | null;
  texts(): readonly VenueText[];
  /** Whether an authority was ever set up, even where the store of its trust is damaged now. */
  isSetUp(): boolean;
  /** Null: the kiosk was not set up with an authority, or nothing of its store can be read. */
  stored(): Pick<LoadedTrust, 'appliedAtMs' | 'fingerprint' | 'hasPrevious' | 'fellBack'> | null;
  setUp(root: Uint8Array): Result<null, StoreError>;
  /** Fetches an update and says what it would change; nothing changes yet. */
  check(address: string): Promise<Result<UpdateSummary, TrustFault>>;
  /** Applies the update that was checked last. */
  apply(): Result<null, TrustFault>;
  restore(): Result<null, TrustFault>;
}

/**
 * Makes the keeper of a store; `fallback` is what is used until the store holds a first update. From then on the
 * door judges by the authority's word alone: without it, because it was withdrawn or damaged, nobody is admitted.
 */
export function createTrustKeeper(parts: {
  readonly store: TrustStore;
  readonly fallback: VenueFiles;
  readonly readVenue: (files: VenueFiles) => Venue;
  readonly fetch: (address: string) => Promise<Result<StagedUpdate, TrustFault>>;
  readonly preview: (current: LoadedTrust, next: StagedUpdate) => UpdatePreview;
  readonly nowMs: () => number;
  /** Called with every signed date of issue that was read. */
  readonly sawSignedTime: (issuedMs: number) => void;
  readonly changed: () => void;
}): TrustKeeper {
  const { store } = parts;
  let staged: StagedUpdate | null = null;
  let loaded: LoadedTrust | null = null;
  let isSetUp = false;
  let keysId: string | null = null;
  let inUse: TrustInUse = { venue: parts.readVenue(NO_FILES), dates: NO_DATES, bounds: {} };

  function load(): void {
    const read = store.load();
    loaded = read.ok ? read.value : null;
    isSetUp = read.ok || read.error !== 'not_set_up';
    inUse = trustOf(read);
    for (const { issuedAt } of Object.values(inUse.dates).flat()) parts.sawSignedTime(issuedAt);
    parts.changed();
  }

  function trustOf(read: Result<LoadedTrust, StoreError>): TrustInUse {
    if (read.ok && !isBeforeFirstUpdate(read.value)) {
      keysId = idOf(read.value.files);
      return trustInStore(read.value, parts.readVenue(read.value.files));
    }
    const mayFallBack = read.ok || read.error === 'not_set_up';
    const files = mayFallBack ? parts.fallback : NO_FILES;
    keysId = idOf(files);
    const venue = parts.readVenue(files);
    return { venue, dates: venue.dates, bounds: {} };
  }

  load();
  return {
    inUse: () => inUse,
    keysId: () => keysId,
    texts: () => loaded?.venueTexts ?? [],
    isSetUp: () => isSetUp,
    stored: () => loaded,
    setUp(root) {
      const done = store.init(root, parts.nowMs());
      if (!done.ok) return done;
      load();
      return ok(null);
    },
    async check(address) {
      staged = null;
      if (loaded === null) return fail('not_set_up');
      const current = loaded;
      const fetched = await parts.fetch(address);
      if (!fetched.ok) return fetched;
      staged = fetched.value;
      const { downloaded, expiresAtMs } = fetched.value;
      return ok({ ...parts.preview(current, fetched.value), downloaded, expiresAtMs });
    },
    apply() {
      if (staged === null) return fail('nothing_to_apply');
      const done = store.apply(staged, parts.nowMs());
      if (!done.ok) return done;
      staged = null;
      load();
      return ok(null);
    },
    restore() {
      const done = store.restorePrevious();
      if (!done.ok) return done;
      staged = null;
      load();
      return ok(null);
    },
  };
}

/** The same for the same lists, whatever their files are called. */
function idOf({ trustLists }: VenueFiles): string | null {
  if (trustLists.length === 0) return null;
  const hashes = trustLists.map(({ content }) => createHash('sha256').update(content).digest('hex'));
  return createHash('sha256').update(hashes.sort().join()).digest('hex');
}

/** A store is set up with state 0, which holds a root only; one that fell back to it has lost an update. */
function isBeforeFirstUpdate({ fellBack, state }: LoadedTrust): boolean {
  return state === 0 && !fellBack;
}

const NO_FILES: VenueFiles = { trustLists: [], rulePacks: [], revocationLists: [] };
const NO_DATES = { keys: [], rules: [], revocations: [] };
