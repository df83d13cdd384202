import { type FormEvent, useState } from 'react';
import type { Language, VenueSettings } from '../../main/bridge/contract.ts';
import { bridgeOf } from '../bridge.ts';
import { wordsOf } from '../words/words.ts';
import { CameraSettings } from './camera_settings.tsx';
import type { TabProps } from './tabs.tsx';

const LANGUAGES: readonly Language[] = ['en', 'zh-Hant', 'zh-Hans'];
const USUAL_BAUD_RATE = '9600';
const LAYOUTS: readonly VenueSettings['keyboardLayout'][] = ['us', 'uk', 'de', 'fr', 'es', 'it', 'system'];

/** The venue's settings, saved whole or not at all, and the PIN. */
export function Settings(props: TabProps) {
  const words = wordsOf(props.language).managerScreen;
  const [draft, setDraft] = useState(props.settings);
  const [message, setMessage] = useState('');
  const change = (part: Partial<VenueSettings>) => setDraft((before) => ({ ...before, ...part }));

  async function save(event: FormEvent): Promise<void> {
    event.preventDefault();
    const gates = draft.gates.map((gate) => gate.trim()).filter((gate) => gate !== '');
    const gate = gates.includes(draft.gate) ? draft.gate : (gates[0] ?? '');
    const answer = await bridgeOf('manager')
      .saveSettings({ ...draft, gate, gates })
      .catch(() => ({ ok: false, error: 'bad_input' }) as const);
    setMessage(answer.ok ? words.saved : answer.error === 'not_saved' ? words.notSaved : words.badInput);
    if (answer.ok) await props.onSaved();
  }

  return (
    <div className="settings">
      <form onSubmit={(event) => void save(event)}>
        <label>
          {words.language}
          <select value={draft.language} onChange={({ target }) => change({ language: target.value as Language })}>
            {LANGUAGES.map((language) => (
              <option key={language} value={language} lang={language}>
                {wordsOf(language).languageName}
              </option>
            ))}
          </select>
        </label>
        <label>
          {words.gate}
          <select value={draft.gate} onChange={({ target }) => change({ gate: target.value })}>
            {draft.gates.map((gate) => (
              <option key={gate}>{gate}</option>
            ))}
          </select>
        </label>
        <label>
          {words.direction}
          <select
            value={draft.direction}
            onChange={({ target }) => change({ direction: target.value as VenueSettings['direction'] })}
          >
            <option value="in">{wordsOf(draft.language).entrance}</option>
            <option value="out">{wordsOf(draft.language).exit}</option>
          </select>
        </label>
        <CameraSettings
          camera={draft.camera}
          settings={draft.cameraSettings}
          status={props.camera}
          words={words}
          onCamera={(camera) => change({ camera })}
          onSettings={(cameraSettings) => change({ cameraSettings })}
        />
        <label>
          {wordsOf(draft.language).doctor.keyboardLayout}
          <select
            value={draft.keyboardLayout}
            onChange={({ target }) =>
              change({ keyboardLayout: target.value as VenueSettings['keyboardLayout'] })
            }
          >
            {LAYOUTS.map((layout) => (
              <option key={layout} value={layout}>
                {wordsOf(draft.language).doctor.layouts[layout]}
              </option>
            ))}
          </select>
        </label>
        <label>
          {words.sound}
          <select value={draft.sound ? 'on' : 'off'} onChange={({ target }) => change({ sound: target.value === 'on' })}>
            <option value="on">{words.on}</option>
            <option value="off">{words.off}</option>
          </select>
        </label>
        <label>
          {words.identity}
          <select
            value={draft.identityDisplay}
            onChange={({ target }) =>
              change({ identityDisplay: target.value as VenueSettings['identityDisplay'] })
            }
          >
            {(['nothing', 'initials', 'name'] as const).map((choice) => (
              <option key={choice} value={choice}>
                {words.identityChoices[choice]}
              </option>
            ))}
          </select>
        </label>
        <label>
          {words.venueName}
          <input value={draft.venueName} maxLength={60} onChange={({ target }) => change({ venueName: target.value })} />
        </label>
        <label>
          {words.timeZone}
          <input value={draft.timeZone} maxLength={64} onChange={({ target }) => change({ timeZone: target.value })} />
        </label>
        <label className="wide">
          {words.gates} ({words.gatesHelp})
          <textarea
            rows={3}
            value={draft.gates.join('\n')}
            onChange={({ target }) => change({ gates: target.value.split('\n') })}
          />
        </label>
        <LinesField
          label={`${words.serialPorts} (${words.serialPortsHelp})`}
          lines={props.settings.serialPorts.map(({ path, baudRate }) => `${path} ${baudRate}`)}
          onLines={(lines) => change({ serialPorts: lines.map(serialPortOf) })}
        />
        <LinesField
          label={`${words.rawKeyboards} (${words.rawKeyboardsHelp})`}
          lines={props.settings.rawKeyboards}
          onLines={(lines) => change({ rawKeyboards: lines.map((line) => line.toLowerCase()) })}
        />
        <button type="submit" className="main">
          {words.save}
        </button>
        <p role="status">{message}</p>
      </form>
      <ChangePin language={props.language} />
    </div>
  );
}

/** A path, which may hold spaces, and the line's speed; without one, the usual. */
function serialPortOf(line: string): VenueSettings['serialPorts'][number] {
  const [, path = line, baudRate = USUAL_BAUD_RATE] = /^(.+?)\s+(\d+)$/.exec(line) ?? [];
  return { path, baudRate: Number(baudRate) };
}

/** Several short lines; keeps what is being typed as it is, and hands over the lines that are not empty. */
function LinesField(props: {
  readonly label: string;
  readonly lines: readonly string[];
  readonly onLines: (lines: readonly string[]) => void;
}) {
  const [text, setText] = useState(props.lines.join('\n'));
  return (
    <label className="wide">
      {props.label}
      <textarea
        rows={2}
        value={text}
        onChange={({ target }) => {
          setText(target.value);
          props.onLines(target.value.split('\n').map((line) => line.trim()).filter((line) => line !== ''));
        }}
      />
    </label>
  );
}

function ChangePin({ language }: { readonly language: Language }) {
  const words = wordsOf(language).managerScreen;
  const [current, setCurrent] = useState('');
  const [next, setNext] = useState('');
  const [message, setMessage] = useState('');

  async function save(event: FormEvent): Promise<void> {
    event.preventDefault();
    const answer = await bridgeOf('manager').setPin({ role: 'manager', current, next });
    setCurrent('');
    setNext('');
    setMessage(answer.ok ? words.saved : wordsOf(language).staff.pinFaults[answer.error]);
  }

  return (
    <form onSubmit={(event) => void save(event)}>
      <h2 className="wide">{words.changePin}</h2>
      <label>
        {words.currentPin}
        <input type="password" inputMode="numeric" value={current} onChange={({ target }) => setCurrent(target.value)} />
      </label>
      <label>
        {words.newPin}
        <input type="password" inputMode="numeric" value={next} onChange={({ target }) => setNext(target.value)} />
      </label>
      <button type="submit">{words.changePin}</button>
      <p role="status">{message}</p>
    </form>
  );
}
