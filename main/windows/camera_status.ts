import type { SourceStatus } from '../../native/scan_source.ts';
import type { CameraStatus } from '../bridge/contract.ts';

/** The status of a camera window that has not spoken yet, or whose page is gone. */
export function silentCamera(state: 'starting' | 'fault'): CameraStatus {
  const controls = { torch: false, zoom: false, exposure: false };
  return { state, cameras: [], current: null, picture: null, controls };
}

/** What the camera window reports, in the words of every other input; null: no camera is wanted. */
export function sourceStatusOf(status: CameraStatus): SourceStatus | null {
  switch (status.state) {
    case 'ready':
      return { state: 'ready' };
    case 'denied':
      return { state: 'fault', code: 'permission_denied' };
    case 'in_use':
      return { state: 'fault', code: 'in_use' };
    case 'fault':
      return { state: 'fault', code: 'driver_failed' };
    case 'starting':
      return { state: 'starting' };
    case 'absent':
      return { state: 'absent' };
    case 'off':
      return null;
    default:
      return status.state satisfies never;
  }
}
