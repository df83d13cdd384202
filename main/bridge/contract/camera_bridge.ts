import type { CameraHint } from './door_state.ts';
import type { CameraStatus } from './scanners.ts';
import type { CameraSettings } from './venue_settings.ts';

/** `window.kiosk` of the hidden camera window. What it sends is as untrusted as any scanner. */
export interface CameraBridge {
  onUse(listener: (use: { readonly camera: string | null; readonly settings: CameraSettings }) => void): void;
  hint(request: { hint: CameraHint | null }): void;
  code(request: { bytes: Uint8Array; symbology: string | null }): void;
  preview(request: { jpeg: Uint8Array }): void;
  status(request: CameraStatus): void;
}
