import './computer.css';
import { useEffect, useState } from 'react';
import type { Language, OsGuard, Role } from '../../main/bridge/contract.ts';
import { bridgeOf } from '../bridge.ts';
import { wordsOf } from '../words/words.ts';
import { mayUse } from './may_use.ts';

const bridge = bridgeOf('manager');

/** What the operating system does not guard, each with the one thing to do; and the only way to end the kiosk. */
export function Computer({ language, role }: { readonly language: Language; readonly role: Role }) {
  const words = wordsOf(language).help.computer;
  const [guards, setGuards] = useState<readonly OsGuard[] | null>(null);
  useEffect(() => {
    void bridge.guards().then((answer) => setGuards(answer.ok ? answer.value : null));
  }, []);
  const missing = guards?.filter(({ state }) => state === 'missing') ?? [];
  const unknown = guards?.filter(({ state }) => state === 'unknown') ?? [];
  return (
    <section className="panel computer" aria-labelledby="computer-title">
      <h3 id="computer-title">{words.title}</h3>
      {guards !== null && (
        <>
          <p>{missing.length > 0 ? words.intro : words.allHold}</p>
          <ul>
            {missing.map(({ guard }) => (
              <li key={guard} data-guard={guard}>
                <b>{words.guards[guard].title}</b>
                <p>{words.guards[guard].help}</p>
              </li>
            ))}
          </ul>
          {unknown.length > 0 && (
            <p className="quiet">{words.unknown(new Intl.ListFormat(language).format(unknown.map(({ guard }) => words.guards[guard].title)))}</p>
          )}
        </>
      )}
      {mayUse(role, 'manager') && <EndKiosk language={language} />}
    </section>
  );
}

function EndKiosk({ language }: { readonly language: Language }) {
  const words = wordsOf(language).help.computer;
  const [isAsked, setIsAsked] = useState(false);
  return (
    <div className="end-kiosk" role="group" aria-label={words.end}>
      {isAsked ? (
        <>
          <p role="alert">{words.endSure}</p>
          <div className="toolbar">
            <button type="button" className="main" onClick={() => setIsAsked(false)}>
              {words.stay}
            </button>
            <button type="button" onClick={() => void bridge.endKiosk()}>
              {words.endNow}
            </button>
          </div>
        </>
      ) : (
        <>
          <p className="quiet">{words.endHelp}</p>
          <button type="button" onClick={() => setIsAsked(true)}>
            {words.end}
          </button>
        </>
      )}
    </div>
  );
}
