import { useEffect, useState } from 'react';
import type { Language, VenueSettings } from '../../main/bridge/contract.ts';
import { bridgeOf } from '../bridge.ts';
import { wordsOf } from '../words/words.ts';
import { SelectField } from './fields.tsx';

const REFRESH_MS = 5_000;

/** Which direction each scanner counts, where it is not the gate's: those that are plugged in, and those that were. */
export function ScannerDirections(props: {
  readonly chosen: VenueSettings['scannerDirections'];
  readonly language: Language;
  readonly onChosen: (chosen: VenueSettings['scannerDirections']) => void;
}) {
  const { chosen, language, onChosen } = props;
  const words = wordsOf(language).managerScreen;
  const [present, setPresent] = useState<readonly string[]>([]);
  useEffect(() => {
    const load = async () => {
      const answer = await bridgeOf('manager').scannerCheck();
      if (answer.ok) setPresent(answer.value.scanners.map(({ device }) => device.name));
    };
    void load();
    const timer = setInterval(() => void load(), REFRESH_MS);
    return () => clearInterval(timer);
  }, []);

  const names = [...new Set([...present, ...chosen.map(({ scanner }) => scanner)])];
  function choose(scanner: string, direction: 'gate' | 'in' | 'out'): void {
    const others = chosen.filter((one) => one.scanner !== scanner);
    onChosen(direction === 'gate' ? others : [...others, { scanner, direction }]);
  }

  return (
    <fieldset className="scanner-directions">
      <legend>{words.scannerDirections}</legend>
      {names.length === 0 && <p className="quiet">{wordsOf(language).doctor.noScanners}</p>}
      <div className="fields">
        {names.map((name) => (
          <SelectField
            key={name}
            label={name}
            value={chosen.find(({ scanner }) => scanner === name)?.direction ?? 'gate'}
            options={(['gate', 'in', 'out'] as const).map((id) => ({ id, text: words.scannerDirection[id] }))}
            onChange={(direction) => choose(name, direction)}
          />
        ))}
      </div>
    </fieldset>
  );
}
