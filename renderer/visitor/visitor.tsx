import '../tokens.css';
import './visitor.css';
import { useEffect, useState } from 'react';
import type { Language, VisitorState } from '../../main/bridge/contract.ts';
import { bridgeOf } from '../bridge.ts';
import { DrillMark } from '../drill_mark.tsx';
import { hideIdlePointer } from '../idle_pointer.ts';
import { mount } from '../mount.tsx';
import { turnPageTo } from '../words/turn_page.ts';
import { wordsOf } from '../words/words.ts';
import { type AnswerScreen, AnswerShape } from './answer_shape.tsx';
import { PresentPass } from './present_pass.tsx';

const bridge = bridgeOf('visitor');
/** Long enough to read a line twice. */
const LANGUAGE_FOR_MS = 5_000;

/** The visitor sees themselves, what would help the camera, and welcome or "please see staff"; never a field of the pass. */
function Visitor() {
  const [state, setState] = useState<VisitorState | null>(null);
  useEffect(() => void bridge.onState(setState), []);
  return state === null ? null : <VisitorPage state={state} />;
}

function VisitorPage({ state }: { readonly state: VisitorState }) {
  const { demo, drill, hint, languages, mirror, screen } = state;
  const language = useLanguageInTurn(languages, `${screen} ${hint}`);
  const words = wordsOf(language);
  useEffect(() => void turnPageTo(language), [language]);
  return (
    <>
      {screen === 'present_pass' ? (
        <PresentPass subscribe={bridge.onPreview} mirror={mirror} hint={hint} words={words} />
      ) : (
        <Answer screen={screen} languages={languages} />
      )}
      {demo && <strong className="demo-mark">{words.demo}</strong>}
      {drill && <DrillMark word={words.drill.mark} className="visitor-drill" />}
    </>
  );
}

/** Welcome, goodbye or "please see staff": in every language at once, since it is on screen for seconds only. */
function Answer({ languages, screen }: { readonly screen: AnswerScreen; readonly languages: VisitorState['languages'] }) {
  const said = (language: Language) => {
    const { goodbye, seeStaff, welcome } = wordsOf(language).visitor;
    return { welcome, goodbye, see_staff: seeStaff }[screen];
  };
  const [first, ...others] = languages;
  return (
    <main className={`visitor answer ${screen}`} data-screen={screen} role="status">
      <AnswerShape name={screen} />
      <div>
        <h1 lang={first}>{said(first)}</h1>
        {others.map((language) => (
          <p key={language} lang={language}>
            {said(language)}
          </p>
        ))}
      </div>
    </main>
  );
}

/** The languages one after the other. What is newly said begins with the first one, and keeps it for its whole time. */
function useLanguageInTurn(languages: VisitorState['languages'], said: string): Language {
  const order = languages.join();
  const [turn, setTurn] = useState({ said, order, index: 0 });
  const isNew = turn.said !== said || turn.order !== order;
  if (isNew) setTurn({ said, order, index: 0 });
  const count = languages.length;
  useEffect(() => {
    if (count === 1) return;
    const timer = setInterval(() => setTurn({ said, order, index: (turn.index + 1) % count }), LANGUAGE_FOR_MS);
    return () => clearInterval(timer);
  }, [said, order, count, turn.index]);
  return (isNew ? undefined : languages[turn.index]) ?? languages[0];
}

hideIdlePointer();
mount(<Visitor />);
