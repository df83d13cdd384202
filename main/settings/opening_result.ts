import { z } from 'zod';

/** How the last opening check ended, and when (milliseconds since 1970). */
export const openingResult = z.object({ atMs: z.int().min(0), worst: z.enum(['ok', 'warn', 'fail']) });
