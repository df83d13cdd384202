import { openRepository, type RepositorySource, type SourceLimits } from '../../../main/trust/repository/repository_source.ts';
import { fetchUpdate } from '../../../main/trust/repository/fetch_update.ts';
import { openTrustStore, type StagedUpdate, type TrustStore } from '../../../main/trust/repository/trust_store.ts';
import { makeFolder, NOW } from './make_repository.ts';

export function mustBeOk<Value>(result: { ok: true; value: Value } | { ok: false; error: unknown }): Value {
  if (!result.ok) throw new Error(JSON.stringify(result.error));
  return result.value;
}

export function openSource(address: string, limits: Partial<SourceLimits> = {}): RepositorySource {
  return mustBeOk(openRepository(address, { allowHttp: true, limits }));
}

export function makeStore(root: Uint8Array): TrustStore {
  const store = openTrustStore(makeFolder('store'));
  mustBeOk(store.init(root, NOW));
  return store;
}

/** The staged update, or the fault as `CODE FILE`. */
export async function fetchFrom(store: TrustStore, address: string, nowMs = NOW): Promise<StagedUpdate | string> {
  const fetched = await fetchUpdate({ source: openSource(address), store, nowMs });
  return fetched.ok ? fetched.value : `${fetched.error.code} ${fetched.error.file}`;
}

export async function mustFetch(store: TrustStore, address: string, nowMs = NOW): Promise<StagedUpdate> {
  const fetched = await fetchFrom(store, address, nowMs);
  if (typeof fetched === 'string') throw new Error(fetched);
  return fetched;
}

export async function mustUpdate(store: TrustStore, address: string, nowMs = NOW): Promise<StagedUpdate> {
  const staged = await mustFetch(store, address, nowMs);
  mustBeOk(store.apply(staged, nowMs));
  return staged;
}
