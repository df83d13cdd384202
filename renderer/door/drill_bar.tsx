import './drill_bar.css';
import type { DrillAnswer, DrillState } from '../../main/bridge/contract.ts';
import { bridgeOf } from '../bridge.ts';
import { DrillMark } from '../drill_mark.tsx';
import type { Words } from '../words/words.ts';
import { useFitWords } from './fit_words.ts';
import { Shape } from './shapes.tsx';

const bridge = bridgeOf('door');
const ANSWERS: readonly DrillAnswer[] = ['let_in', 'other_code', 'do_not_let_in', 'call_supervisor'];

/** Above the door's screen in a drill: that it is one, the score, and how to end it. */
export function DrillBar({ drill, words }: { readonly drill: DrillState; readonly words: Words }) {
  const own = words.drill;
  return (
    <section className="drill-bar" aria-label={own.title} data-drill={`${drill.right}/${drill.presented}`}>
      <DrillMark word={own.mark} />
      <span className="score" role="status">
        {drill.presented > 0 && own.score(drill.right, drill.presented)}
      </span>
      <span className="buttons">
        <button type="button" onClick={() => void bridge.nextSpecimen()}>
          {own.next}
        </button>
        <button type="button" onClick={() => void bridge.endDrill()}>
          {own.end}
        </button>
      </span>
    </section>
  );
}

/** Below the door's screen in a drill: what the steward would do now, and then what is right and why. */
export function DrillAsks({ drill, words }: { readonly drill: DrillState; readonly words: Words }) {
  const own = words.drill;
  const { asks, judged } = drill;
  if (judged !== null) {
    return (
      <section className="drill-asks" role="status" data-judged={judged.isRight ? 'right' : 'wrong'}>
        <h2 className={judged.isRight ? 'is-right' : 'is-wrong'}>
          <span aria-hidden="true">{judged.isRight ? '✓' : '→'}</span>{' '}
          {judged.isRight ? own.right : own.wrong(own.answers[judged.best])}
        </h2>
        <p>{own.specimens[judged.specimen].why}</p>
      </section>
    );
  }
  if (!asks) return null;
  return (
    <section className="drill-asks" aria-labelledby="drill-question">
      <h2 id="drill-question">{own.question}</h2>
      <div className="answers">
        {ANSWERS.map((answer) => (
          <button key={answer} type="button" data-answer={answer} onClick={() => void bridge.answerDrill({ answer })}>
            {own.answers[answer]}
          </button>
        ))}
      </div>
    </section>
  );
}

/** A code that is no specimen of the drill: perhaps a visitor waits, and one tap opens the door to them. */
export function NotOfDrill({ words }: { readonly words: Words }) {
  const own = words.drill;
  const box = useFitWords<HTMLElement>();
  return (
    <main className="screen stranger" data-screen="not_of_drill" ref={box}>
      <Shape name="problem" />
      <div className="verdict-words">
        <h1>{own.stranger.title}</h1>
        <p className="next">{own.stranger.help}</p>
        <button type="button" onClick={() => void bridge.endDrill()}>
          {own.end}
        </button>
      </div>
    </main>
  );
}
