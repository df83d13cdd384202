import type { SourceStatus } from '../../native/scan_source.ts';
import type { CameraStatus } from '../bridge/contract.ts';

/** What the camera window reports of itself, in the words of every other input. */
export function sourceStatusOf(status: CameraStatus): SourceStatus {
  switch (status.state) {
    case 'ready':
      return { state: 'ready' };
    case 'denied':
      return { state: 'fault', code: 'permission_denied' };
    case 'fault':
      return { state: 'fault', code: 'driver_failed' };
    case 'starting':
    case 'absent':
    case 'off':
      return { state: 'absent' };
    default:
      return status.state satisfies never;
  }
}
