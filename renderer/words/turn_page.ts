import type { Language } from '../../main/bridge/contract.ts';
import { wordsOf } from './words.ts';

/** Turns the page to a language: what it is read aloud in, and on which side its lines begin. */
export function turnPageTo(language: Language): void {
  document.documentElement.lang = language;
  document.documentElement.dir = wordsOf(language).script;
}
