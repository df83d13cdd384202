import type { DoorState } from '../../main/bridge/contract.ts';
import { answerWords, type Words } from '../words/words.ts';

/**
 * What a screen reader says. The region is there before its words are, since one that comes with its words is often
 * not spoken, and each answer is a new element of it, so that two equal ones are both spoken. Never the holder.
 */
export function Spoken({ state, words }: { readonly state: DoorState; readonly words: Words }) {
  const { screen } = state;
  const answer = 'sequence' in screen ? screen.sequence : screen.kind;
  return (
    <div className="spoken" role="alert" aria-atomic="true" data-spoken>
      <p key={answer}>{spokenWords(screen, words).join('. ')}</p>
    </div>
  );
}

function spokenWords(screen: DoorState['screen'], words: Words): readonly string[] {
  switch (screen.kind) {
    case 'ready':
      return [words.ready];
    case 'decided':
      return answerWords(words, screen.verdict, screen.direction);
    case 'overridden':
      return [words.steward.overridden.title, words.steward.overridden.help];
    case 'pending':
      return [words.pending[screen.waitingFor].title, words.pending[screen.waitingFor].help];
    case 'lost':
      return [words.lost.title, words.lost.help[screen.why]];
    case 'not_of_drill':
      return [words.drill.stranger.title, words.drill.stranger.help];
    case 'problem':
      return [words.problem[screen.problem].title, words.problem[screen.problem].help];
    case 'stopped':
      return [words.stopped.title, words.stopped.instead, words.startFault[screen.fault]];
    default:
      return screen satisfies never;
  }
}
