import { z } from 'zod';
import { fail, ok, type Result } from '../../pass/result.ts';
import { kindOfTarget } from '../../trust/repository/target_kind.ts';
import type { RoleDays } from './roles.ts';

/** The largest plan that is read. */
export const MAX_PLAN_BYTES = 1024 * 1024;

const days = z.int().min(1).max(3_650);
const repositoryPlan = z.strictObject({
  version: z.literal(1),
  /** Key files, relative to the plan's own folder. */
  keyFiles: z.array(z.string().min(1).max(1_000)).max(100),
  days: z.strictObject({ root: days, targets: days, snapshot: days, timestamp: days }),
  /** What the next publication changes: the target's new file, or null where it goes. */
  changes: z.record(
    z.string().refine((path) => kindOfTarget(path) !== null),
    z.strictObject({ sha256: z.string().regex(/^[0-9a-f]{64}$/), length: z.int().min(0) }).nullable(),
  ),
});

/**
 * What the authority remembers of a repository: where its keys are and what is to be published next. It lies
 * beside the repository, which can then be copied and served as it is; nothing in it is secret or trusted.
 */
export type RepositoryPlan = z.infer<typeof repositoryPlan>;

/** The plan of a new repository. */
export function newPlan(keyFiles: readonly string[], days: RoleDays): RepositoryPlan {
  return { version: 1, keyFiles: [...keyFiles], days: { ...days }, changes: {} };
}

/** Reads a plan file. */
export function readPlan(content: Uint8Array): Result<RepositoryPlan, 'not_a_plan'> {
  try {
    const read = repositoryPlan.safeParse(JSON.parse(Buffer.from(content).toString('utf8')));
    return read.success ? ok(read.data) : fail('not_a_plan');
  } catch {
    return fail('not_a_plan');
  }
}
