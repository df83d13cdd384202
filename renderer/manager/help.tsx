import { useEffect, useState } from 'react';
import type { HelpStatus } from '../../main/bridge/contract.ts';
import { bridgeOf } from '../bridge.ts';
import { HelpSections } from '../help/help_sections.tsx';
import { wordsOf } from '../words/words.ts';
import { Bundle } from './bundle.tsx';
import { Computer } from './computer.tsx';
import type { TabProps } from './tabs.tsx';

const REFRESH_MS = 5_000;

/** The same help as at the door, and below it the support bundle and what this computer lacks. */
export function Help({ language, role }: TabProps) {
  const [help, setHelp] = useState<HelpStatus | null>(null);
  useEffect(() => {
    const ask = () =>
      void bridgeOf('manager')
        .help()
        .then((answer) => setHelp(answer.ok ? answer.value : null));
    ask();
    const timer = setInterval(ask, REFRESH_MS);
    return () => clearInterval(timer);
  }, []);
  return (
    <div className="tab help-tab">
      <div className="tab-head">
        <h2>{wordsOf(language).help.title}</h2>
      </div>
      {help !== null && <HelpSections help={help} language={language} />}
      <Bundle language={language} />
      <Computer language={language} role={role} />
    </div>
  );
}
