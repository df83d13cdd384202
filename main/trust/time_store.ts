import { z } from 'zod';
import type { StoredTime } from './trusted_time.ts';

const instant = z.int().nullable();

/** What the file of the trusted time must hold; anything else is as good as none. */
export const storedTime = z.object({
  version: z.literal(1),
  signedMs: instant,
  countedMs: z.int().min(0),
  seenMs: instant,
  uptimeMs: z.int().min(0),
  aheadMs: z.int().positive().nullable(),
}) satisfies z.ZodType<StoredTime>;
