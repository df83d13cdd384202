import '../tokens.css';
import './manager.css';
import { useCallback, useEffect, useState } from 'react';
import type { CameraStatus, Language, VenueSettings } from '../../main/bridge/contract.ts';
import { bridgeOf } from '../bridge.ts';
import { mount } from '../mount.tsx';
import { wordsOf } from '../words/words.ts';
import { Doctor } from './doctor.tsx';
import { PinPad } from './pin_pad.tsx';
import { Rules } from './rules.tsx';
import { Settings } from './settings.tsx';
import { Today } from './today.tsx';
import { Trust } from './trust.tsx';

const bridge = bridgeOf('manager');
const REFRESH_MS = 5_000;

/** The manager's screen: locked until the PIN was right, then today's figures and the settings. */
function Manager() {
  const [status, setStatus] = useState<{ unlocked: boolean; demo: boolean; language: Language } | null>(null);
  const [tab, setTab] = useState<'today' | 'rules' | 'trust' | 'doctor' | 'settings'>('today');
  const [stored, setStored] = useState<{ settings: VenueSettings; camera: CameraStatus } | null>(null);

  const refresh = useCallback(async () => {
    const answer = await bridge.status();
    if (answer.ok) setStatus(answer.value);
    const loaded = await bridge.settings();
    setStored(loaded.ok ? loaded.value : null);
  }, []);
  useEffect(() => {
    void refresh();
    const timer = setInterval(() => void refresh(), REFRESH_MS);
    return () => clearInterval(timer);
  }, [refresh]);

  if (status === null) return null;
  const language = stored?.settings.language ?? status.language;
  document.documentElement.lang = language;
  const words = wordsOf(language).managerScreen;
  return (
    <div className="manager" data-screen={status.unlocked ? tab : 'locked'}>
      <header>
        <h1>{words.title}</h1>
        {status.demo && <strong className="demo-mark">{wordsOf(language).demo}</strong>}
        <nav>
          {status.unlocked && (
            <>
              <button type="button" aria-pressed={tab === 'today'} onClick={() => setTab('today')}>
                {words.today}
              </button>
              <button type="button" aria-pressed={tab === 'rules'} onClick={() => setTab('rules')}>
                {wordsOf(language).rules.title}
              </button>
              <button type="button" aria-pressed={tab === 'trust'} onClick={() => setTab('trust')}>
                {wordsOf(language).trust.title}
              </button>
              <button type="button" aria-pressed={tab === 'doctor'} onClick={() => setTab('doctor')}>
                {wordsOf(language).doctor.title}
              </button>
              <button type="button" aria-pressed={tab === 'settings'} onClick={() => setTab('settings')}>
                {words.settings}
              </button>
              <button type="button" onClick={() => void bridge.lock().then(refresh)}>
                {words.lock}
              </button>
            </>
          )}
          <button type="button" onClick={() => void bridge.close()}>
            {words.close}
          </button>
        </nav>
      </header>
      {!status.unlocked && <PinPad demo={status.demo} words={words} onUnlocked={refresh} />}
      {status.unlocked && tab === 'today' && <Today language={language} />}
      {status.unlocked && tab === 'rules' && stored !== null && (
        <Rules settings={stored.settings} language={language} onSaved={refresh} />
      )}
      {status.unlocked && tab === 'trust' && stored !== null && (
        <Trust language={language} settings={stored.settings} onSaved={refresh} />
      )}
      {status.unlocked && tab === 'doctor' && stored !== null && (
        <Doctor language={language} settings={stored.settings} onSaved={refresh} />
      )}
      {status.unlocked && tab === 'settings' && stored !== null && (
        <Settings stored={stored} words={words} onSaved={refresh} />
      )}
    </div>
  );
}

mount(<Manager />);
