import { useRef } from 'react';
import type { Words } from '../words/words.ts';
import { CheckField, LineField } from './fields.tsx';
import { type DraftGate, MAX_GATES, MAX_NAME_LENGTH } from './settings_draft.ts';

/** The venue's gates: each with its name, and whether it leads out. The kiosk's own cannot be removed. */
export function GateFields(props: {
  readonly gates: readonly DraftGate[];
  /** The key of the kiosk's own gate. */
  readonly current: string;
  readonly words: Words['managerScreen'];
  readonly error: (key: string) => string | undefined;
  readonly onGates: (gates: readonly DraftGate[]) => void;
}) {
  const { current, error, gates, onGates, words } = props;
  const list = useRef<HTMLFieldSetElement>(null);
  const change = (key: string, part: Partial<DraftGate>) =>
    onGates(gates.map((gate) => (gate.key === key ? { ...gate, ...part } : gate)));

  function add(): void {
    const key = String(Math.max(...gates.map((gate) => Number(gate.key))) + 1);
    onGates([...gates, { key, name: '', isExit: false }]);
    requestAnimationFrame(() => [...(list.current?.querySelectorAll<HTMLElement>('li input:not([type="checkbox"])') ?? [])].at(-1)?.focus());
  }

  function remove(key: string): void {
    onGates(gates.filter((gate) => gate.key !== key));
    // The button that had the focus is gone with its gate.
    list.current?.querySelector<HTMLElement>('.add')?.focus();
  }

  return (
    <fieldset className="gates" ref={list}>
      <legend>{words.gates}</legend>
      <ul>
        {gates.map(({ isExit, key, name }, at) => (
          <li key={key}>
            <LineField
              label={words.gateName(at + 1)}
              value={name}
              maxLength={MAX_NAME_LENGTH}
              error={error(key)}
              onChange={(typed) => change(key, { name: typed })}
            />
            <CheckField isOn={isExit} label={words.leadsOut(name)} onChange={(isNowExit) => change(key, { isExit: isNowExit })}>
              {words.leadsOut('')}
            </CheckField>
            <button type="button" disabled={key === current} aria-label={words.removeGate(name)} onClick={() => remove(key)}>
              <span aria-hidden="true">✕</span>
            </button>
          </li>
        ))}
      </ul>
      <button type="button" className="add" disabled={gates.length >= MAX_GATES} onClick={add}>
        {words.addGate}
      </button>
    </fieldset>
  );
}
