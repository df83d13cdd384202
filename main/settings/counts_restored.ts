import { z } from 'zod';
import type { CountsRestored } from '../bridge/contract.ts';

const moment = z.int().min(0);

/** The last time that damaged counts were restored, as it is stored. */
export const countsRestored = z.object({
  atMs: moment,
  by: z.enum(['copy', 'salvage']),
  lost: z.object({ fromMs: moment.nullable(), untilMs: moment }).nullable(),
}) satisfies z.ZodType<CountsRestored>;
