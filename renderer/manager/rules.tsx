import { useCallback, useEffect, useState } from 'react';
import type { Language, RuleChoice, RuleTrial, VenueSettings } from '../../main/bridge/contract.ts';
import { bridgeOf } from '../bridge.ts';
import { wordsOf } from '../words/words.ts';

const bridge = bridgeOf('manager');
const SIGNS = { satisfied: '✓', not_satisfied: '✕', open: '?' } as const;

/** Which rule the door applies; another one is tried on example visitors before it is put in force. */
export function Rules(props: {
  readonly settings: VenueSettings;
  readonly language: Language;
  readonly onSaved: () => Promise<void>;
}) {
  const { language, onSaved, settings } = props;
  const words = wordsOf(language).rules;
  const [choices, setChoices] = useState<readonly RuleChoice[]>([]);
  const [chosen, setChosen] = useState(settings.rulePack);
  const [at, setAt] = useState('');
  const [combines, setCombines] = useState(settings.combinesPasses);
  const [audiences, setAudiences] = useState(settings.audiences.join('\n'));
  const [trials, setTrials] = useState<readonly RuleTrial[] | null>(null);
  const [message, setMessage] = useState('');

  useEffect(() => {
    void bridge.rules().then((answer) => setChoices(answer.ok ? answer.value : []));
  }, []);
  const tryOut = useCallback(async () => {
    const answer = await bridge.tryRule({ rulePack: chosen, at: at === '' ? null : at });
    setTrials(answer.ok ? answer.value : null);
  }, [chosen, at]);
  useEffect(() => void tryOut(), [tryOut]);

  async function save(): Promise<void> {
    const names = audiences.split('\n').map((name) => name.trim()).filter((name) => name !== '');
    const answer = await bridge
      .saveSettings({ ...settings, rulePack: chosen, combinesPasses: combines, audiences: names })
      .catch(() => ({ ok: false, error: 'bad_input' }) as const);
    setMessage(answer.ok ? wordsOf(language).managerScreen.saved : wordsOf(language).managerScreen.badInput);
    if (answer.ok) await onSaved();
    await tryOut();
  }

  const choice = choices.find(({ id }) => id === chosen);
  return (
    <main className="settings rules">
      <form
        onSubmit={(event) => {
          event.preventDefault();
          void save();
        }}
      >
        <label>
          {words.pack}
          <select value={chosen} onChange={({ target }) => setChosen(target.value)}>
            {choices.map(({ id, title }) => (
              <option key={id} value={id}>
                {title[language]}
                {id === settings.rulePack ? ` — ${words.inForce}` : ''}
              </option>
            ))}
          </select>
        </label>
        <label>
          {words.tryAt}
          <input type="datetime-local" value={at} onChange={({ target }) => setAt(target.value)} />
        </label>
        <label className="wide">
          {words.audiences}
          <textarea rows={2} value={audiences} onChange={({ target }) => setAudiences(target.value)} />
        </label>
        <label className="wide check">
          <input type="checkbox" checked={combines} onChange={({ target }) => setCombines(target.checked)} />
          {words.combines}
        </label>
        {choice?.note && <p className="wide note">{choice.note[language]}</p>}
        {choice !== undefined && choice.changes.length > 0 && (
          <p className="wide note">
            {words.changes} {choice.changes.join(', ')}
          </p>
        )}
        <button type="submit" className="main">
          {words.putInForce}
        </button>
        <p role="status">{message}</p>
      </form>
      {trials !== null && <Trials trials={trials} language={language} />}
    </main>
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
    <table>
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
  );
}
