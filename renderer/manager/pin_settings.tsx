import { type FormEvent, useEffect, useState } from 'react';
import { Input, Label, TextField } from 'react-aria-components';
import type { Language, PinChange, SecretsState } from '../../main/bridge/contract.ts';
import { bridgeOf } from '../bridge.ts';
import { wordsOf } from '../words/words.ts';
import { SelectField } from './fields.tsx';

const MAX_DIGITS = 12;

/** Sets the PIN of a role, or takes a supervisor's away; both need the manager's present PIN. */
export function PinSettings({ language }: { readonly language: Language }) {
  const words = wordsOf(language).staff;
  const [role, setRole] = useState<PinChange['role']>('supervisor');
  const [current, setCurrent] = useState('');
  const [next, setNext] = useState('');
  const [again, setAgain] = useState('');
  const [secrets, setSecrets] = useState<SecretsState | null>(null);
  const [message, setMessage] = useState<{ readonly look: 'good' | 'bad'; readonly text: string } | null>(null);

  useEffect(() => {
    void bridgeOf('manager')
      .status()
      .then((answer) => {
        if (answer.ok) setSecrets(answer.value.secrets);
      });
  }, []);

  async function set(pin: string | null): Promise<void> {
    if (pin !== null && pin !== again) return setMessage({ look: 'bad', text: words.differs });
    const answer = await bridgeOf('manager').setPin({ role, current, next: pin });
    setCurrent('');
    if (!answer.ok) return setMessage({ look: 'bad', text: words.pinFaults[answer.error] });
    setNext('');
    setAgain('');
    setMessage({ look: 'good', text: pin === null ? words.pinRemoved : words.pinSet(words.roles[role]) });
  }

  return (
    <form
      className="panel"
      aria-labelledby="settings-pins"
      onSubmit={(event: FormEvent) => {
        event.preventDefault();
        void set(next);
      }}
    >
      <h3 id="settings-pins">{words.pins}</h3>
      <p className="quiet">{words.pinsHelp}</p>
      {secrets !== null && <p className="quiet">{words.secrets[secrets]}</p>}
      <div className="fields">
        <SelectField
          label={words.whosePin}
          value={role}
          options={(['supervisor', 'manager'] as const).map((id) => ({ id, text: words.roles[id] }))}
          onChange={setRole}
        />
        <PinField label={words.currentPin} value={current} onChange={setCurrent} />
        <PinField label={words.newPin} value={next} onChange={setNext} />
        <PinField label={words.newPinAgain} value={again} onChange={setAgain} />
      </div>
      <div className="toolbar">
        <button type="submit" className="main">
          {words.setPin}
        </button>
        {role === 'supervisor' && (
          <button type="button" className="danger" onClick={() => void set(null)}>
            {words.removePin}
          </button>
        )}
      </div>
      <p className={`message ${message?.look ?? ''}`} role="status">
        {message?.text}
      </p>
    </form>
  );
}

function PinField(props: { readonly label: string; readonly value: string; readonly onChange: (pin: string) => void }) {
  return (
    <TextField
      type="password"
      inputMode="numeric"
      autoComplete="off"
      value={props.value}
      maxLength={MAX_DIGITS}
      onChange={(typed) => props.onChange(typed.replace(/[^0-9]/g, ''))}
    >
      <Label>{props.label}</Label>
      <Input />
    </TextField>
  );
}
