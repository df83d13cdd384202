import type { VisitorState } from './door_state.ts';

/** `window.kiosk` of the visitor window. */
export interface VisitorBridge {
  onState(listener: (state: VisitorState) => void): void;
  onPreview(listener: (jpeg: Uint8Array) => void): void;
}
