import type { DoorState } from '../bridge/contract.ts';
import type { FaultLog } from './fault_log.ts';

/**
 * Makes the watcher that turns the door's states, one after the other, into faults: each problem, lost code and
 * device fault is noted once when it comes, and again when it comes back.
 */
export function noteFaults(note: FaultLog['note']): (state: Pick<DoorState, 'devices' | 'screen'>) => void {
  let problem = '';
  let lostSequence = 0;
  let faulty: ReadonlySet<string> = new Set();
  return ({ devices, screen }) => {
    // An answer covers a problem for a moment, which does not end it.
    if (screen.kind === 'ready') problem = '';
    if (screen.kind === 'problem' && screen.problem !== problem) {
      problem = screen.problem;
      note('door', problem);
    }
    if (screen.kind === 'lost' && screen.sequence !== lostSequence) {
      lostSequence = screen.sequence;
      note('scan', screen.why);
    }
    const now = devices.flatMap(({ input, sourceId, status }) =>
      status.state === 'fault' ? [{ key: `${sourceId} ${status.code}`, input, code: status.code }] : [],
    );
    for (const { code, input, key } of now) {
      if (!faulty.has(key)) note(input === 'camera' ? 'camera' : 'device', code);
    }
    faulty = new Set(now.map(({ key }) => key));
  };
}
