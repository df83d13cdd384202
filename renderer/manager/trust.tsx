import { type ReactNode, useCallback, useEffect, useState } from 'react';
import type { Language, Result, SetUpOffer, TrustStatus, UpdateSummary, VenueSettings } from '../../main/bridge/contract.ts';
import { bridgeOf } from '../bridge.ts';
import { type Words, wordsOf } from '../words/words.ts';
import { AmountField } from './fields.tsx';
import { mayUse } from './may_use.ts';
import type { TabProps } from './tabs.tsx';

const bridge = bridgeOf('manager');
const REFRESH_MS = 5_000;
const DAY_MS = 86_400_000;
const MOST_DAYS = 3_650;

/** How old the keys, rules and withdrawals are, what the clock is worth, and how to bring in newer ones. */
export function Trust(props: TabProps) {
  const { language, onSaved, role, settings } = props;
  const words = wordsOf(language).trust;
  const mayChange = mayUse(role, 'manager');
  const [status, setStatus] = useState<TrustStatus | null>(null);
  const [folder, setFolder] = useState('');
  const [update, setUpdate] = useState<UpdateSummary | null>(null);
  const [offer, setOffer] = useState<SetUpOffer | null>(null);
  const [message, setMessage] = useState('');
  const [isBusy, setIsBusy] = useState(false);

  const refresh = useCallback(async () => {
    const answer = await bridge.trust();
    if (answer.ok) setStatus(answer.value);
  }, []);
  useEffect(() => {
    void refresh();
    const timer = setInterval(() => void refresh(), REFRESH_MS);
    return () => clearInterval(timer);
  }, [refresh]);

  async function act<Value>(
    call: () => Promise<Result<Value, keyof Words['trust']['faults']>>,
    done: (value: Value) => string,
  ): Promise<void> {
    setIsBusy(true);
    setMessage('');
    const answer = await call().catch(() => ({ ok: false, error: 'disk_failed' }) as const);
    setMessage(answer.ok ? done(answer.value) : words.faults[answer.error]);
    setIsBusy(false);
    await refresh();
  }
  const show =
    <Value,>(set: (value: Value) => void) =>
    (value: Value): string => {
      set(value);
      return '';
    };
  const place = { folder: folder.trim() === '' ? null : folder.trim() };

  if (status === null) return null;
  const time = (at: number) => timeIn(language, settings.timeZone, at);
  const { authority, clock, openUntil } = status;
  const isDoubtful = clock.state === 'behind' || clock.state === 'ahead';
  return (
    <div className="tab trust">
      <h2>{words.title}</h2>
      <section className="panel">
        <p className={`headline ${openUntil === null || isDoubtful ? '' : 'until'}`} data-open-until={openUntil?.at ?? ''}>
          {status.keyCount === 0 ? words.noKeys : openUntil === null ? words.noEnd : words.openUntil(time(openUntil.at), words.kinds[openUntil.kind])}
        </p>
        {clock.reason !== null && (
          <div className="toolbar">
            <p className="headline clock" data-clock={clock.state}>
              {words.clock[clock.reason]} ({time(clock.nowMs)})
            </p>
            {mayChange && (
              <Act isBusy={isBusy} run={() => act(() => bridge.confirmClock(), () => words.done)}>
                {words.confirmClock}
              </Act>
            )}
          </div>
        )}
        <div className="scroll">
          <Ages status={status} words={words} time={time} />
        </div>
        {mayChange && <Limits language={language} settings={settings} words={words} onSaved={() => onSaved().then(refresh)} />}
      </section>
      <section className="panel">
        <h3>{words.authority}</h3>
        {authority === null ? (
          <p className="quiet">{status.hasSetUpCode ? words.setUpScanned : words.notSetUp}</p>
        ) : (
          <p className="quiet">
            {words.fingerprint} <code>{authority.fingerprint}</code>
            <br />
            {words.appliedAt} {time(authority.appliedAtMs)}
            {authority.fellBack && ` · ${words.fellBack}`}
          </p>
        )}
        {status.texts.map((lines) => (
          <p key={lines.en} className="message">
            {lines[language] ?? lines.en}
          </p>
        ))}
        {status.support !== null && (
          <p className="quiet">
            {words.support} {status.support.name}: {status.support.contact}
          </p>
        )}
        {mayChange && (
          <>
            <label className="field">
              {words.folder} {status.updateSource !== null && `(${words.orSource} ${status.updateSource})`}
              <input value={folder} maxLength={300} onChange={({ target }) => setFolder(target.value)} />
            </label>
            <div className="toolbar">
              {authority === null ? (
                <Act isBusy={isBusy} run={() => act(() => bridge.prepareSetUp(place), show(setOffer))}>
                  {words.prepareSetUp}
                </Act>
              ) : (
                <Act isBusy={isBusy} run={() => act(() => bridge.checkUpdate(place), show(setUpdate))}>
                  {words.check}
                </Act>
              )}
              {authority?.hasPrevious && (
                <Act isBusy={isBusy} run={() => act(() => bridge.restoreTrust(), () => words.done)}>
                  {words.restore}
                </Act>
              )}
            </div>
          </>
        )}
        <p className="message" role="status" data-message={message === '' ? 'none' : 'said'}>
          {isBusy ? words.busy : message}
        </p>
      </section>
      {offer !== null && (
        <section className="panel offer" data-offer="set-up">
          <h3>{offer.venueName}</h3>
          <p>{offer.gates.join(', ')}</p>
          <p>
            {offer.support.name}: {offer.support.contact}
          </p>
          <p className="eye">
            {words.compare} <code>{offer.fingerprint}</code>
          </p>
          <div className="toolbar">
            <Act isMain isBusy={isBusy} run={() => act(() => bridge.confirmSetUp(), () => words.done).then(() => setOffer(null))}>
              {words.confirmSetUp}
            </Act>
          </div>
        </section>
      )}
      {update !== null && (
        <section className="panel offer" data-offer="update">
          <h3>{words.updateTitle}</h3>
          <Changes update={update} words={words} language={language} />
          <div className="toolbar">
            <Act isMain isBusy={isBusy} run={() => act(() => bridge.applyUpdate(), () => words.done).then(() => setUpdate(null))}>
              {words.apply}
            </Act>
          </div>
        </section>
      )}
    </div>
  );
}

/** A button for something that takes a while; none can be pressed meanwhile. */
function Act(props: {
  readonly isBusy: boolean;
  readonly isMain?: boolean;
  readonly run: () => Promise<void>;
  readonly children: ReactNode;
}) {
  const { children, isBusy, isMain, run } = props;
  return (
    <button type="button" className={isMain ? 'main' : ''} disabled={isBusy} onClick={() => void run()}>
      {children}
    </button>
  );
}

function Ages(props: {
  readonly status: TrustStatus;
  readonly words: Words['trust'];
  readonly time: (at: number) => string;
}) {
  const { status, time, words } = props;
  return (
    <table className="table">
      <tbody>
        {(['keys', 'rules', 'revocations'] as const).map((kind) => {
          const age = status.kinds[kind];
          return (
            <tr key={kind} data-kind={kind} data-state={age?.state ?? 'none'}>
              <th scope="row">{words.kinds[kind]}</th>
              <td>{age === null ? words.none : words.age(Math.floor(age.ageMs / DAY_MS))}</td>
              <td className={`state ${age?.state ?? ''}`}>{age === null ? '' : words.states[age.state]}</td>
              <td>{age === null || age.stopAt === null ? '' : words.until(time(age.stopAt))}</td>
            </tr>
          );
        })}
      </tbody>
    </table>
  );
}

/** The venue may be stricter than the authority: after how many days it stops relying on each. */
function Limits(props: {
  readonly language: Language;
  readonly settings: VenueSettings;
  readonly words: Words['trust'];
  readonly onSaved: () => Promise<void>;
}) {
  const { language, onSaved, settings, words } = props;
  const [fault, setFault] = useState('');
  const save = async (kind: keyof VenueSettings['stopAfterDays'], days: number | null) => {
    const stopAfterDays = { ...settings.stopAfterDays, [kind]: days };
    const saved = await bridge.saveSettings({ ...settings, stopAfterDays }).catch(() => ({ ok: false }));
    // The field shows again what is in force.
    setFault(saved.ok ? '' : wordsOf(language).managerScreen.notSaved);
    await onSaved();
  };
  return (
    <fieldset>
      <legend>{words.stopAfterDays}</legend>
      <div className="fields">
        {(['keys', 'rules', 'revocations'] as const).map((kind) => (
          <AmountField
            key={kind}
            label={words.kinds[kind]}
            value={settings.stopAfterDays[kind]}
            min={1}
            max={MOST_DAYS}
            onChange={(days) => void save(kind, days)}
          />
        ))}
      </div>
      <p className="message bad" role="alert">
        {fault}
      </p>
    </fieldset>
  );
}

function Changes(props: {
  readonly update: UpdateSummary;
  readonly words: Words['trust'];
  readonly language: Language;
}) {
  const { language, update, words } = props;
  const { addedKeys, changedKeys, policyChanged, revocationsAdded, revocationsRemoved, root, rulePacks, withdrawnKeys } =
    update;
  return (
    <ul>
      <li>{words.keyChanges(addedKeys, withdrawnKeys, changedKeys)}</li>
      {rulePacks.map(({ change, from, id, title }) => (
        <li key={`${id} ${change}`}>
          {words.packChanges[change]} “{title[language] ?? title.en}” {from ?? ''}
        </li>
      ))}
      <li>{words.revocationChanges(revocationsAdded, revocationsRemoved)}</li>
      {policyChanged && <li>{words.policyChanged}</li>}
      {root !== null && <li>{words.rootChanged}</li>}
    </ul>
  );
}

function timeIn(language: string, timeZone: string, at: number): string {
  return new Date(at).toLocaleString(language, { dateStyle: 'full', timeStyle: 'short', timeZone });
}
