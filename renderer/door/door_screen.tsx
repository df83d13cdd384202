import { type ReactNode, useEffect, useState } from 'react';
import type { DoorState, RedactedVerdict } from '../../main/bridge/contract.ts';
import { bridgeOf } from '../bridge.ts';
import { Preview } from '../preview.tsx';
import { answerWords, type Words } from '../words/words.ts';
import { NotOfDrill } from './drill_bar.tsx';
import { useFitWords } from './fit_words.ts';
import { Identity } from './identity.tsx';
import { playTones } from './play_tones.ts';
import { Shape, type ShapeName } from './shapes.tsx';
import { TONES } from './tones.ts';

const bridge = bridgeOf('door');

type Decided = Extract<DoorState['screen'], { kind: 'decided' }>;

/** What the steward is to see now: ready, an answer, or what is wrong. */
export function DoorScreen({ state, words }: { readonly state: DoorState; readonly words: Words }) {
  const { screen, sound } = state;
  switch (screen.kind) {
    case 'ready':
      return <ReadyScreen state={state} words={words} />;
    case 'decided':
      return <DecidedScreen key={screen.sequence} screen={screen} sound={sound} words={words} language={state.language} />;
    case 'pending':
      return (
        <Told key={screen.waitingFor} name="pending" title={words.pending[screen.waitingFor].title}>
          <p className="next">{words.pending[screen.waitingFor].help}</p>
        </Told>
      );
    case 'overridden':
      return (
        <Told key={screen.sequence} name="overridden" title={words.steward.overridden.title} tones={sound ? 'overridden' : null}>
          <p className="reason">{words.steward.overrideReasons[screen.reason]}</p>
          <p className="next">{words.steward.overridden.help}</p>
        </Told>
      );
    case 'lost':
      return (
        <Told key={screen.sequence} name="lost" title={words.lost.title} tones={sound ? 'lost' : null}>
          <p className="next">{words.lost.help[screen.why]}</p>
        </Told>
      );
    case 'not_of_drill':
      return <NotOfDrill key={screen.sequence} words={words} />;
    case 'problem':
      return (
        <Told key={screen.problem} name="problem" title={words.problem[screen.problem].title} detail={screen.problem}>
          <p className="next">{words.problem[screen.problem].help}</p>
        </Told>
      );
    case 'stopped':
      return (
        <Told key={screen.fault} name="problem" title={words.stopped.title} detail={screen.fault}>
          <p className="reason">{words.stopped.instead}</p>
          {screen.support === null ? (
            <p className="next">{words.help.noSupport}</p>
          ) : (
            <p className="next support">
              {words.help.call}: <bdi>{screen.support.name}</bdi> <bdi className="contact">{screen.support.contact}</bdi>
            </p>
          )}
          <p className="next">{words.startFault[screen.fault]}</p>
          {screen.triesAgain && <p className="next">{words.stopped.again}</p>}
        </Told>
      );
    default:
      return screen satisfies never;
  }
}

function ReadyScreen({ state, words }: { readonly state: DoorState; readonly words: Words }) {
  const box = useFitWords<HTMLElement>();
  return (
    <main className="screen ready" data-screen="ready" ref={box}>
      <Preview subscribe={bridge.onPreview} mirror={state.mirror} />
      <div className="ready-words">
        <h1>{state.drill === null ? words.ready : words.drill.ready}</h1>
        {state.hint === null ? <p>{state.drill === null ? words.readyHelp : words.drill.readyHelp}</p> : <p className="hint">{words.hint[state.hint]}</p>}
      </div>
    </main>
  );
}

/** A screen of a shape, a word and a few lines. It is mounted anew for each thing that is told, so it sounds once. */
function Told(props: {
  readonly name: ShapeName;
  readonly title: string;
  readonly tones?: keyof typeof TONES | null;
  readonly detail?: string;
  /** Of the decision that is shown. */
  readonly sequence?: number;
  readonly children: ReactNode;
}) {
  const { children, detail, name, sequence, title, tones = null } = props;
  const box = useFitWords<HTMLElement>();
  useEffect(() => {
    if (tones !== null) playTones(TONES[tones]);
  }, [tones]);
  return (
    <main className={`screen told ${name}`} data-screen={name} data-problem={detail} data-sequence={sequence} ref={box}>
      <Shape name={name} />
      <div className="verdict-words">
        <h1>{title}</h1>
        {children}
      </div>
      {name === 'specimen' && <Shape name={name} />}
    </main>
  );
}

function DecidedScreen(props: {
  readonly screen: Decided;
  readonly sound: boolean;
  readonly words: Words;
  readonly language: DoorState['language'];
}) {
  const { language, sound, words } = props;
  const { direction, identityForMs, sequence, shownBeforeMs, verdict } = props.screen;
  const [title, reason, next] = answerWords(words, verdict, direction);
  const [identity, setIdentity] = useState<RedactedVerdict['identity']>(verdict.identity);
  const ruleWords = verdict.ruleWords[language];
  useEffect(() => {
    const timer = setTimeout(() => setIdentity(null), identityForMs);
    return () => clearTimeout(timer);
  }, [identityForMs]);
  return (
    <Told name={verdict.outcome} title={title} sequence={sequence} tones={sound ? verdict.outcome : null}>
      <p className="reason">{reason}</p>
      {ruleWords !== undefined && <p className="rule"><bdi>{ruleWords}</bdi></p>}
      <p className="next">{next}</p>
      {shownBeforeMs !== null && <p className="shown-before">{words.shownBefore(Math.round(shownBeforeMs / 60_000))}</p>}
      {identity !== null && <Identity identity={identity} language={language} words={words} />}
    </Told>
  );
}
