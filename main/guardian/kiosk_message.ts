import { z } from 'zod';

/**
 * What the kiosk process tells its guardian: that its main loop turns; that it will not for a while, since it backs
 * everything up; that it opened its data, passed its self-test and takes scans; and that somebody who may do so ended it.
 */
export const kioskMessage = z.object({ kind: z.enum(['alive', 'busy', 'ready', 'ended']) });

export type KioskMessage = z.infer<typeof kioskMessage>;

/** How often a kiosk says that it is alive. */
export const ALIVE_EVERY_MS = 2_000;
