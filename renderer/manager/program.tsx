import './program.css';
import { useCallback, useEffect, useState } from 'react';
import type { ProgramFault, ProgramStatus, Result } from '../../main/bridge/contract.ts';
import { bridgeOf } from '../bridge.ts';
import { wordsOf } from '../words/words.ts';
import type { TabProps } from './tabs.tsx';

const bridge = bridgeOf('manager');
const REFRESH_MS = 1_000;
const MINUTE_MS = 60_000;

type Act = (call: () => Promise<Result<null, ProgramFault | 'locked' | 'bad_input'>>, done?: string) => Promise<void>;

/** Which version runs, what became of others, which one waits and what it brings, and the way back. */
export function Program({ language, settings }: TabProps) {
  const words = wordsOf(language).program;
  const [status, setStatus] = useState<ProgramStatus | null>(null);
  const [message, setMessage] = useState('');

  const refresh = useCallback(async () => {
    const answer = await bridge.program();
    if (answer.ok) setStatus(answer.value);
  }, []);
  useEffect(() => {
    void refresh();
    const timer = setInterval(() => void refresh(), REFRESH_MS);
    return () => clearInterval(timer);
  }, [refresh]);

  const act: Act = async (call, done = '') => {
    setMessage('');
    const answer = await call().catch(() => ({ ok: false, error: 'disk_failed' }) as const);
    await refresh();
    setMessage(answer.ok ? done : words.faults[answer.error]);
  };

  if (status === null) return null;
  const time = (atMs: number) =>
    new Intl.DateTimeFormat(language, { dateStyle: 'medium', timeStyle: 'short', timeZone: settings.timeZone }).format(atMs);
  const isBusy = status.busy !== null;
  return (
    <div className="tab program">
      <h2>{words.title}</h2>
      <section className="panel" aria-labelledby="program-running">
        <h3 id="program-running" data-running={status.running}>
          {words.running(status.running)}
        </h3>
        <div className="news" role="status">
          <News status={status} words={words} time={time} />
          {/* What is wrong with the last look is told above. */}
          {message !== '' && (status.fault === null || message !== words.faults[status.fault]) && <p className="message">{message}</p>}
        </div>
      </section>
      {status.ready !== null && (
        <section className={`panel ${status.ready.installsItself ? 'waits' : ''}`} aria-labelledby="program-ready">
          <h3 id="program-ready" data-ready={status.ready.version}>
            {status.ready.installsItself ? words.ready(status.ready.version) : words.setAside(status.ready.version)}
          </h3>
          <p>{status.ready.installsItself ? words.atClosing(timeOfDay(settings.dayStartsAt, language)) : words.byHandOnly}</p>
          <p className="quiet">{words.howSafe}</p>
          <div className="toolbar">
            <button
              type="button"
              className={status.ready.installsItself ? 'main' : ''}
              disabled={isBusy}
              onClick={() => void act(() => bridge.installProgram())}
            >
              {words.install}
            </button>
            <span className="quiet">{words.closesDoor}</span>
          </div>
          {/* The publisher's own words may be long. */}
          <h4>{words.notes}</h4>
          <p className="notes">
            <bdi>{status.ready.notes[language]}</bdi>
          </p>
        </section>
      )}
      {status.hasUpdates && <Sources status={status} words={words} act={act} />}
      {status.previous !== null && (
        <section className="panel" aria-labelledby="program-before">
          <h3 id="program-before" data-previous={status.previous}>
            {words.kept(status.previous)}
          </h3>
          <p className="quiet">{words.goBackHelp}</p>
          <div className="toolbar">
            <button type="button" disabled={isBusy} onClick={() => void act(() => bridge.goBackProgram())}>
              {words.goBack(status.previous)}
            </button>
            <span className="quiet">{words.closesDoor}</span>
          </div>
        </section>
      )}
    </div>
  );
}

interface Part {
  readonly status: ProgramStatus;
  readonly words: ReturnType<typeof wordsOf>['program'];
}

/** What goes on, what went wrong, or that all is as it should be; each with what to do. */
function News({ status, time, words }: Part & { readonly time: (atMs: number) => string }) {
  const { busy, checkedAtMs, coming, fault, hasUpdates, previous, ready, refused, running, source } = status;
  const last = refused.at(-1);
  if (!hasUpdates) return <p className="message">{words.noUpdates}</p>;
  const isNewest = busy === null && fault === null && ready === null && checkedAtMs !== null;
  return (
    <>
      {busy !== null && (
        <p className="message" data-busy={busy}>
          {busy === 'downloading' && coming !== null ? words.downloading(coming.version, coming.percent) : words.busy[busy]}
        </p>
      )}
      {busy === null && fault !== null && (
        <div className="message warn" data-fault={fault}>
          <p>{words.faults[fault]}</p>
          <p>{words.goesOn}</p>
        </div>
      )}
      {last !== undefined && (
        <div className="message warn" data-refused={last.reason}>
          <p>
            {last.reason === 'not_begun'
              ? words.notBegun(last.version, time(last.atMs))
              : words.takenBack(last.version, time(last.atMs), words.reasons[last.reason])}
          </p>
          <p>{words.nothingLost(running)}</p>
          {last.reason !== 'not_begun' && <p>{words.tellPublisher}</p>}
        </div>
      )}
      {previous !== null && last === undefined && <p className="message good">{words.replaced(previous)}</p>}
      {isNewest && (
        <p className="message good" data-newest={running}>
          {words.newest}
        </p>
      )}
      <p className="quiet">{source === null ? words.noSource : words.looksByItself}</p>
      {checkedAtMs !== null && <p className="quiet">{words.checked(time(checkedAtMs))}</p>}
    </>
  );
}

/** From where newer versions come and how early; and a look for one now. */
function Sources({ act, status, words }: Part & { readonly act: Act }) {
  const [typed, setTyped] = useState<string | null>(null);
  const [folder, setFolder] = useState('');
  const address = typed ?? status.source ?? '';
  const save = (channel: ProgramStatus['channel']) =>
    act(() => bridge.chooseReleases({ channel, source: address.trim() === '' ? null : address.trim() }), words.saved);
  const check = () => act(() => bridge.checkProgram({ folder: folder.trim() === '' ? null : folder.trim() }));
  return (
    <div className="columns">
      <section className="panel" aria-labelledby="program-source">
        <h3 id="program-source">{words.sourceTitle}</h3>
        <label className="field">
          {words.source}
          <input value={address} maxLength={300} onChange={({ target }) => setTyped(target.value)} />
        </label>
        <label className="field">
          {words.channel}
          <select value={status.channel} onChange={({ target }) => void save(target.value === 'beta' ? 'beta' : 'stable')}>
            <option value="stable">{words.channels.stable}</option>
            <option value="beta">{words.channels.beta}</option>
          </select>
        </label>
        <div className="toolbar">
          <button type="button" onClick={() => void save(status.channel)}>
            {words.save}
          </button>
        </div>
      </section>
      <section className="panel" aria-labelledby="program-look">
        <h3 id="program-look">{words.lookTitle}</h3>
        <label className="field">
          {words.folder}
          <input value={folder} maxLength={300} onChange={({ target }) => setFolder(target.value)} />
        </label>
        <div className="toolbar">
          <button type="button" disabled={status.busy !== null} onClick={() => void check()}>
            {words.check}
          </button>
        </div>
      </section>
    </div>
  );
}

/** `minutes` after midnight, as on a clock. */
function timeOfDay(minutes: number, language: TabProps['language']): string {
  return new Intl.DateTimeFormat(language, { hour: '2-digit', minute: '2-digit', hourCycle: 'h23', timeZone: 'UTC' }).format(minutes * MINUTE_MS);
}
