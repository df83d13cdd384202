import '../tokens.css';
import './visitor.css';
import { useEffect, useState } from 'react';
import type { VisitorState } from '../../main/bridge/contract.ts';
import { bridgeOf } from '../bridge.ts';
import { DrillMark } from '../drill_mark.tsx';
import { mount } from '../mount.tsx';
import { Preview } from '../preview.tsx';
import { turnPageTo } from '../words/turn_page.ts';
import { wordsOf } from '../words/words.ts';

const bridge = bridgeOf('visitor');

/** The visitor sees themselves, what would help the camera, and welcome or "please see staff"; never a field of the pass. */
function Visitor() {
  const [state, setState] = useState<VisitorState | null>(null);
  useEffect(() => bridge.onState(setState), []);
  useEffect(() => {
    if (state !== null) turnPageTo(state.language);
  }, [state]);
  if (state === null) return null;
  const words = wordsOf(state.language);
  const { demo, drill, hint, mirror, screen } = state;
  const mark = drill && <DrillMark word={words.drill.mark} className="visitor-drill" />;
  switch (screen) {
    case 'present_pass':
      return (
        <main className="visitor" data-screen="present_pass" data-hint={hint ?? ''}>
          <div className={hint === null ? 'frame' : 'frame asks'}>
            <Preview subscribe={bridge.onPreview} mirror={mirror} />
            <svg className="guide" viewBox="0 0 100 100" aria-hidden="true">
              <path d="M4 26V10a6 6 0 0 1 6-6h16M74 4h16a6 6 0 0 1 6 6v16M96 74v16a6 6 0 0 1-6 6H74M26 96H10a6 6 0 0 1-6-6V74" />
            </svg>
          </div>
          <h1 className={hint === null ? '' : 'hint'} aria-live="polite">
            {hint === null ? words.visitor.present : words.hint[hint]}
          </h1>
          {demo && <strong className="demo-mark">{words.demo}</strong>}
          {mark}
        </main>
      );
    case 'welcome':
    case 'see_staff':
      return (
        <main className={`visitor ${screen}`} data-screen={screen} role="status">
          <h1 className="large">{screen === 'welcome' ? words.visitor.welcome : words.visitor.seeStaff}</h1>
          {demo && <strong className="demo-mark">{words.demo}</strong>}
          {mark}
        </main>
      );
    default:
      return screen satisfies never;
  }
}

mount(<Visitor />);
