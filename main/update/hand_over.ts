import { fail, ok, type Result } from '../pass/result.ts';
import type { StoredJson } from '../settings/stored_json.ts';
import { FIRST_STATE, type ProgramState, type Trial } from './program_state.ts';

/**
 * Hands the kiosk over to another program: everything is backed up and compared, then, on the way back, the counts are
 * brought to the older program's schema, and only then is the trial armed that the guardian begins.
 */
export function handOver(parts: {
  readonly to: string | null;
  readonly kind: 'update' | 'back';
  readonly state: StoredJson<ProgramState>;
  readonly keyId: string;
  readonly hadScanner: boolean;
  readonly nowMs: number;
  readonly backUp: (id: string) => { readonly schema: number; readonly sums: Trial['sums'] } | null;
  /** False: there is no way, and nothing was changed. The counts are closed by then. */
  readonly bringDown: (schema: number) => boolean;
}): Result<null, 'not_backed_up' | 'no_way_back' | 'disk_failed'> {
  const state = parts.state.read() ?? FIRST_STATE;
  const backup = new Date(parts.nowMs).toISOString().replace(/[:.]/g, '-');
  const saved = parts.backUp(backup);
  if (saved === null) return fail('not_backed_up');
  if (parts.kind === 'back' && (state.previous === null || !parts.bringDown(state.previous.schema))) return fail('no_way_back');
  const { hadScanner, keyId, to } = parts;
  const trial: Trial = { to, from: state.current, fromSchema: saved.schema, backup, step: 'armed', sums: saved.sums, keyId, hadScanner };
  return parts.state.write({ ...state, trial }) ? ok(null) : fail('disk_failed');
}
