import { ALIVE_EVERY_MS, type KioskMessage } from './kiosk_message.ts';

/** The kiosk's line to its guardian. */
export interface GuardianLine {
  /** Does what makes the main loop stand still for a minute or two. */
  busy<Answer>(work: () => Answer): Answer;
  /** Its data is open, its self-test passed, and it takes scans. */
  ready(): void;
  /** Somebody who may do so ended it: it is not started again. */
  ended(): void;
}

/**
 * Tells the guardian that the main loop turns, as long as it does. `lost` is called when the guardian is gone: the kiosk
 * then has to end, before the next guardian starts another one. Without a guardian nothing is told.
 */
export function openGuardianLine(
  self: Pick<NodeJS.Process, 'send' | 'on'>,
  parts: { readonly lost: () => void; readonly setTimer: (run: () => void, afterMs: number) => () => void },
): GuardianLine {
  function tell(kind: KioskMessage['kind']): void {
    // A guardian that is just ending takes no message; `disconnect` follows.
    self.send?.({ kind } satisfies KioskMessage, undefined, undefined, () => {});
  }
  function live(): void {
    tell('alive');
    parts.setTimer(live, ALIVE_EVERY_MS);
  }
  if (self.send !== undefined) {
    self.on('disconnect', parts.lost);
    live();
  }
  return {
    busy(work) {
      tell('busy');
      try {
        return work();
      } finally {
        tell('alive');
      }
    },
    ready: () => tell('ready'),
    ended: () => tell('ended'),
  };
}
