import type { CountsRestored } from '../../main/bridge/contract.ts';
import type { Words } from './words.ts';

/** Says that the counts were damaged, and between which moments some may be missing. `time` writes a moment. */
export function restoredWords({ lost }: CountsRestored, { restored }: Words, time: (at: number) => string): string {
  if (lost === null) return restored.nothingLost;
  return lost.fromMs === null ? restored.lostBefore(time(lost.untilMs)) : restored.lostBetween(time(lost.fromMs), time(lost.untilMs));
}
