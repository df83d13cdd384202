import '../tokens.css';
import './visitor.css';
import { useEffect, useState } from 'react';
import type { VisitorState } from '../../main/bridge/contract.ts';
import { bridgeOf } from '../bridge.ts';
import { mount } from '../mount.tsx';
import { Preview } from '../preview.tsx';
import { wordsOf } from '../words/words.ts';

const bridge = bridgeOf('visitor');

/** What the visitor sees: themselves, and welcome or "please see staff"; never a field of the pass. */
function Visitor() {
  const [state, setState] = useState<VisitorState | null>(null);
  useEffect(() => bridge.onState(setState), []);
  if (state === null) return null;
  const words = wordsOf(state.language);
  switch (state.screen) {
    case 'present_pass':
      return (
        <main className="visitor" data-screen="present_pass">
          <div className="frame">
            <Preview subscribe={bridge.onPreview} />
            <span className="guide" aria-hidden="true" />
          </div>
          <h1>{words.visitor.present}</h1>
          {state.demo && <strong className="demo-mark">{words.demo}</strong>}
        </main>
      );
    case 'welcome':
    case 'see_staff':
      return (
        <main className={`visitor ${state.screen}`} data-screen={state.screen} role="status">
          <h1 className="large">{state.screen === 'welcome' ? words.visitor.welcome : words.visitor.seeStaff}</h1>
          {state.demo && <strong className="demo-mark">{words.demo}</strong>}
        </main>
      );
    default:
      return state.screen satisfies never;
  }
}

mount(<Visitor />);
