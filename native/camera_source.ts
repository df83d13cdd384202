import { MAX_CODE_BYTES, type ScanSource, type ScanSourceListener, type SourceStatus } from './scan_source.ts';

/** The camera as a source: `code` and `status` are told what the camera window sent, which is believed like any scanner. */
export interface CameraSource {
  readonly source: ScanSource;
  code(bytes: Uint8Array, symbology: string | null): void;
  /** `current` is the camera's name, null while there is none; `status` null: the camera is not wanted. */
  status(current: string | null, status: SourceStatus | null): void;
}

/** More codes a second than any camera sees; a window gone wild cannot flood the kiosk. */
const MAX_CODES_PER_SECOND = 30;

/** Makes the camera's source. */
export function createCameraSource(parts: { readonly monotonicMs: () => number }): CameraSource {
  const sourceId = 'camera';
  let listener: ScanSourceListener | null = null;
  let second = 0;
  let inSecond = 0;
  let name = 'Camera';
  let hasWorked = false;
  return {
    source: {
      start(given) {
        listener = given;
      },
      async stop() {
        listener = null;
      },
    },
    code(bytes, symbology) {
      const receivedAtMs = parts.monotonicMs();
      const now = Math.floor(receivedAtMs / 1_000);
      inSecond = now === second ? inSecond + 1 : 1;
      second = now;
      if (inSecond > MAX_CODES_PER_SECOND || bytes.length === 0 || bytes.length > MAX_CODE_BYTES) return;
      listener?.frame({ bytes, input: 'camera', sourceId, symbology, receivedAtMs, startedAtMs: receivedAtMs, end: 'report' });
    },
    status(current, status) {
      name = current ?? name;
      const tell = (told: SourceStatus) => listener?.devices([{ sourceId, input: 'camera', name, status: told }]);
      if (status !== null && status.state !== 'absent') {
        hasWorked ||= status.state === 'ready';
        tell(status);
        return;
      }
      // The last word on a camera that goes decides whether it is missed: a fault may have come before it was gone.
      if (hasWorked) tell(status === null ? { state: 'absent' } : { state: 'fault', code: 'disconnected' });
      hasWorked = false;
      listener?.devices([]);
    },
  };
}
