import { type ReactNode, useEffect, useState } from 'react';
import type { ExportTarget, Language } from '../../main/bridge/contract.ts';
import { bridgeOf } from '../bridge.ts';
import { wordsOf } from '../words/words.ts';
import { SelectField } from './fields.tsx';

const TARGETS_EVERY_MS = 5_000;

/** Where a file is to go: the field in which it is chosen, or what to do where there is no place. */
export function useExportPlace(language: Language): { readonly target: ExportTarget | null; readonly field: ReactNode } {
  const words = wordsOf(language).figures;
  const [targets, setTargets] = useState<readonly ExportTarget[]>([]);
  const [chosen, setChosen] = useState('');
  const target = targets.find(({ id }) => id === chosen) ?? targets[0] ?? null;
  useEffect(() => {
    // Sticks come and go.
    const ask = () =>
      void bridgeOf('manager')
        .exportTargets()
        .then((answer) => setTargets(answer.ok ? answer.value : []));
    ask();
    const timer = setInterval(ask, TARGETS_EVERY_MS);
    return () => clearInterval(timer);
  }, []);
  const field =
    target === null ? (
      <p className="message warn">{words.noTarget}</p>
    ) : (
      <SelectField
        label={words.target}
        value={target.id}
        options={targets.map(({ id, name }) => ({ id, text: name }))}
        onChange={setChosen}
      />
    );
  return { target, field };
}
