import { type CalendarDateTime, parseDateTime } from '@internationalized/date';
import { useCallback, useEffect, useState } from 'react';
import { DateField, DateInput, DateSegment, Label } from 'react-aria-components';
import type { Language, RuleChoice, RuleTrial } from '../../main/bridge/contract.ts';
import { bridgeOf } from '../bridge.ts';
import { wordsOf } from '../words/words.ts';
import { CheckField, LineField } from './fields.tsx';
import type { TabProps } from './tabs.tsx';

const bridge = bridgeOf('manager');
/** `YYYY-MM-DDTHH:MM`. */
const LOCAL_MINUTE_LENGTH = 16;
const SIGNS = { satisfied: '✓', not_satisfied: '✕', open: '?' } as const;

/** Which rule the door applies; another one is tried on example visitors before it is put in force. */
export function Rules(props: TabProps) {
  const { language, onSaved, onUnsaved, settings } = props;
  const words = wordsOf(language).rules;
  const [choices, setChoices] = useState<readonly RuleChoice[]>([]);
  const [first = '', second = ''] = settings.rulePack.split('+');
  const [pack, setPack] = useState(first);
  const [also, setAlso] = useState(second);
  const [at, setAt] = useState('');
  const [combines, setCombines] = useState(settings.combinesPasses);
  const [audiences, setAudiences] = useState(settings.audiences.join('\n'));
  const [trials, setTrials] = useState<readonly RuleTrial[] | null>(null);
  const [message, setMessage] = useState<{ readonly look: 'good' | 'bad'; readonly text: string } | null>(null);
  const chosen = also === '' || also === pack ? pack : `${pack}+${also}`;

  useEffect(() => {
    void bridge.rules().then((answer) => setChoices(answer.ok ? answer.value : []));
  }, []);
  const tryOut = useCallback(async () => {
    const answer = await bridge.tryRule({ rulePack: chosen, at: at === '' ? null : at });
    setTrials(answer.ok ? answer.value : null);
  }, [chosen, at]);
  useEffect(() => void tryOut(), [tryOut]);

  function change(set: () => void): void {
    set();
    setMessage(null);
    onUnsaved(true);
  }

  async function save(): Promise<void> {
    const names = audiences.split('\n').map((name) => name.trim()).filter((name) => name !== '');
    const answer = await bridge
      .saveSettings({ ...settings, rulePack: chosen, combinesPasses: combines, audiences: names })
      .catch(() => ({ ok: false, error: 'bad_input' }) as const);
    const { badInput, notSaved, saved } = wordsOf(language).managerScreen;
    const fault = answer.ok ? null : answer.error === 'not_saved' ? notSaved : badInput;
    setMessage(fault === null ? { look: 'good', text: saved } : { look: 'bad', text: fault });
    if (answer.ok) {
      onUnsaved(false);
      await onSaved();
    }
    await tryOut();
  }

  const notes = choices.filter(({ id }) => id === pack || id === also);
  return (
    <div className="tab rules">
      <h2>{words.title}</h2>
      <form
        className="panel"
        onSubmit={(event) => {
          event.preventDefault();
          void save();
        }}
      >
        <div className="fields">
          <label className="field">
            {words.pack}
            <select value={pack} onChange={({ target }) => change(() => setPack(target.value))}>
              {choices.map(({ id, title }) => (
                <option key={id} value={id}>
                  {title[language] ?? title.en}
                  {id === first ? ` — ${words.inForce}` : ''}
                </option>
              ))}
            </select>
          </label>
          <label className="field">
            {words.also}
            <select value={also} onChange={({ target }) => change(() => setAlso(target.value))}>
              <option value="">{words.nothingMore}</option>
              {choices.map(({ id, title }) => (
                <option key={id} value={id}>
                  {title[language] ?? title.en}
                </option>
              ))}
            </select>
          </label>
          <DateField<CalendarDateTime>
            granularity="minute"
            hourCycle={24}
            value={at === '' ? null : parseDateTime(at)}
            onChange={(chosen) => setAt(chosen?.toString().slice(0, LOCAL_MINUTE_LENGTH) ?? '')}
          >
            <Label>{words.tryAt}</Label>
            <DateInput>{(segment) => <DateSegment segment={segment} />}</DateInput>
          </DateField>
          <LineField
            isWide
            rows={2}
            maxLength={3_100}
            label={words.audiences}
            value={audiences}
            onChange={(typed) => change(() => setAudiences(typed))}
          />
        </div>
        <CheckField isOn={combines} onChange={(isOn) => change(() => setCombines(isOn))}>
          {words.combines}
        </CheckField>
        {notes.map(({ changes, id, note }) =>
          note === null && changes.length === 0 ? null : (
            <p key={id} className="message warn">
              {note?.[language]} {changes.length > 0 && `${words.changes} ${changes.join(', ')}`}
            </p>
          ),
        )}
        <div className="toolbar">
          <button type="submit" className="main">
            {words.putInForce}
          </button>
        </div>
        <p className={`message ${message?.look ?? ''}`} role="status">
          {message?.text}
        </p>
      </form>
      {trials !== null && <Trials trials={trials} language={language} />}
    </div>
  );
}

function Trials({ language, trials }: { readonly trials: readonly RuleTrial[]; readonly language: Language }) {
  const words = wordsOf(language).rules;
  const answer = (given: RuleTrial['after']) => (
    <span className={`answer ${given}`}>
      <span aria-hidden="true">{SIGNS[given]}</span> {words.answers[given]}
    </span>
  );
  return (
    <div className="panel scroll">
      <table className="table">
        <caption>{words.trial}</caption>
        <thead>
          <tr>
            <th scope="col">{words.visitor}</th>
            <th scope="col">{words.before}</th>
            <th scope="col">{words.after}</th>
            <th scope="col">{words.why}</th>
          </tr>
        </thead>
        <tbody>
          {trials.map(({ after, before, failedRule, visitor }) => (
            <tr key={visitor} data-visitor={visitor} className={before === after ? '' : 'changed'}>
              <th scope="row">{words.visitors[visitor]}</th>
              <td>{answer(before)}</td>
              <td>{answer(after)}</td>
              <td>{failedRule?.words[language] ?? ''}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
