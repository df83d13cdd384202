import './help_panel.css';
import { useEffect, useRef, useState } from 'react';
import type { DoorState, HelpStatus } from '../../main/bridge/contract.ts';
import { bridgeOf } from '../bridge.ts';
import { HelpSections } from '../help/help_sections.tsx';
import { wordsOf } from '../words/words.ts';

const REFRESH_MS = 5_000;

/** Help in the place of the ready screen. Scanning goes on behind it. */
export function HelpPanel({ state, onClose }: { readonly state: DoorState; readonly onClose: () => void }) {
  const { language } = state;
  const words = wordsOf(language).help;
  const [help, setHelp] = useState<HelpStatus | null>(null);
  const panel = useRef<HTMLElement>(null);
  useEffect(() => {
    const ask = () =>
      void bridgeOf('door')
        .help()
        .then((answer) => answer.ok && setHelp(answer.value));
    ask();
    const timer = setInterval(ask, REFRESH_MS);
    return () => clearInterval(timer);
  }, []);
  useEffect(() => void panel.current?.focus(), []);
  useEffect(() => {
    const close = (event: KeyboardEvent) => {
      if (event.key === 'Escape') onClose();
    };
    addEventListener('keydown', close);
    return () => removeEventListener('keydown', close);
  }, [onClose]);
  return (
    <main className="help-panel" data-screen="help" ref={panel} tabIndex={-1} aria-labelledby="help-title">
      <header>
        <h1 id="help-title">{words.title}</h1>
        <button type="button" onClick={onClose}>
          {words.close}
        </button>
      </header>
      {help !== null && <HelpSections help={help} language={language} />}
    </main>
  );
}
