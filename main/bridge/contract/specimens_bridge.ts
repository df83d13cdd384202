import type { Language } from '../../pass/languages.ts';
import type { Result } from '../../pass/result.ts';
import type { Outcome } from '../../pass/verdict.ts';

/** One specimen of the demo sheet. The text is a throw-away pass, so it may be shown and printed. */
export interface SpecimenCard {
  readonly id: string;
  readonly expected: Outcome;
  readonly label: string;
  readonly text: string;
}

/** `window.kiosk` of the specimen sheet, in demo mode only. */
export interface SpecimensBridge {
  list(): Promise<Result<{ cards: readonly SpecimenCard[]; language: Language }, 'not_demo'>>;
  present(request: { id: string }): Promise<Result<null, 'not_demo' | 'bad_input'>>;
  print(): Promise<Result<null, 'not_demo'>>;
}
