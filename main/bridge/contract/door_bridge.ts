import type { Result } from '../../pass/result.ts';
import type { DoorState } from './door_state.ts';
import type { DrillAnswer } from './drill.ts';
import type { HelpStatus } from './help.ts';
import type { ManualReason, OverrideFault, OverrideReason } from './staff.ts';
import type { Direction } from './venue_settings.ts';

/** `window.kiosk` of the door window. */
export interface DoorBridge {
  onState(listener: (state: DoorState) => void): void;
  onPreview(listener: (jpeg: Uint8Array) => void): void;
  openManager(): Promise<Result<null, never>>;
  /** A supervisor lets the visitor of the decision `sequence` in. */
  override(request: { sequence: number; pin: string; reason: OverrideReason }): Promise<Result<null, OverrideFault>>;
  countManually(request: { reason: ManualReason }): Promise<Result<null, 'not_counted'>>;
  /** Takes the last entry by hand back, while `DoorState.lastManual` says that it can be. */
  undoManual(): Promise<Result<null, 'too_late' | 'not_counted'>>;
  setDirection(request: { direction: Direction }): Promise<Result<null, 'not_allowed' | 'not_saved'>>;
  /** Demo only: asks for the specimen sheet window. */
  openSpecimens(): Promise<Result<null, 'not_demo'>>;
  help(): Promise<Result<HelpStatus, never>>;
  /** What the steward would do with whoever shows the specimen on screen. */
  answerDrill(request: { answer: DrillAnswer }): Promise<Result<null, 'no_drill'>>;
  /** Presents a specimen of the drill that was shown least, without a scanner. */
  nextSpecimen(): Promise<Result<null, 'no_drill'>>;
  /** Open to everybody: visitors are waiting. */
  endDrill(): Promise<Result<null, never>>;
}
