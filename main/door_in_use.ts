import type { DoorState } from './bridge/contract.ts';

/** Whether somebody is at the door: a pass is shown or answered, staff count by hand or practise, or something is being mended. */
export function isDoorInUse({ drill, hint, lastManual, screen }: DoorState): boolean {
  return screen.kind !== 'ready' || hint !== null || lastManual !== null || drill !== null;
}
