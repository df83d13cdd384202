import { MAX_CODE_BYTES, type ScanSource, type ScanSourceListener, type SourceStatus } from './scan_source.ts';

/** The camera as a source: `code` and `status` are told what the camera window sent, which is believed like any scanner. */
export interface CameraSource {
  readonly source: ScanSource;
  code(bytes: Uint8Array, symbology: string | null): void;
  status(name: string, status: SourceStatus): void;
}

/** More codes a second than any camera sees; a window gone wild cannot flood the kiosk. */
const MAX_CODES_PER_SECOND = 30;

/** Makes the camera's source. */
export function createCameraSource(parts: { readonly monotonicMs: () => number }): CameraSource {
  const sourceId = 'camera';
  let listener: ScanSourceListener | null = null;
  let second = 0;
  let inSecond = 0;
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
      listener?.frame({ bytes, input: 'camera', sourceId, symbology, receivedAtMs });
    },
    status(name, status) {
      listener?.devices(status.state === 'absent' ? [] : [{ sourceId, input: 'camera', name, status }]);
    },
  };
}
