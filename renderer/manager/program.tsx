import { useCallback, useEffect, useState } from 'react';
import type { ProgramFault, ProgramStatus, Result } from '../../main/bridge/contract.ts';
import { bridgeOf } from '../bridge.ts';
import { type Words, wordsOf } from '../words/words.ts';
import type { TabProps } from './tabs.tsx';

const bridge = bridgeOf('manager');
const REFRESH_MS = 1_000;

/** Which version runs, which one waits and what it brings, and the way back. */
export function Program({ language, settings }: TabProps) {
  const all = wordsOf(language);
  const words = all.program;
  const [status, setStatus] = useState<ProgramStatus | null>(null);
  const [source, setSource] = useState<string | null>(null);
  const [folder, setFolder] = useState('');
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

  async function act(call: () => Promise<Result<null, ProgramFault | 'locked' | 'bad_input'>>, done: string): Promise<void> {
    setMessage('');
    const answer = await call().catch(() => ({ ok: false, error: 'disk_failed' }) as const);
    setMessage(answer.ok ? done : faultIn(all, answer.error));
    await refresh();
  }

  if (status === null) return null;
  const time = (atMs: number) =>
    new Intl.DateTimeFormat(language, { dateStyle: 'medium', timeStyle: 'short', timeZone: settings.timeZone }).format(atMs);
  const isBusy = status.busy !== null;
  const address = source ?? status.source ?? '';
  const save = (channel: ProgramStatus['channel']) =>
    act(() => bridge.chooseReleases({ channel, source: address.trim() === '' ? null : address.trim() }), words.saved);
  const wayBack = status.previous;
  const last = status.refused.at(-1);
  return (
    <div className="tab program">
      <h2>{words.title}</h2>
      <section className="panel">
        <p className="headline" data-running={status.running}>
          {words.running(status.running)}
        </p>
        {!status.hasUpdates && <p className="message">{words.noUpdates}</p>}
        {status.busy !== null && (
          <p role="status" data-busy={status.busy}>
            {words.busy[status.busy]}
          </p>
        )}
        {status.ready !== null && (
          <>
            <p className="headline" data-ready={status.ready.version}>
              {words.ready(status.ready.version)}
            </p>
            <p className="message">{status.ready.notes[language]}</p>
            <p className="quiet">
              {status.ready.installsItself ? words.atClosing : words.onYourWord} {words.backedUp}
            </p>
            <div className="toolbar">
              <button type="button" disabled={isBusy} onClick={() => void act(() => bridge.installProgram(), '')}>
                {words.install}
              </button>
            </div>
          </>
        )}
        {last !== undefined && (
          <p className="message" data-refused={last.reason}>
            {words.takenBack(last.version, time(last.atMs))} {words.reasons[last.reason]}
          </p>
        )}
        {status.fault !== null && message === '' && (
          <p className="message" data-fault={status.fault}>
            {faultIn(all, status.fault)}
          </p>
        )}
        <p className="message" role="status">
          {message}
        </p>
      </section>
      {status.hasUpdates && (
        <section className="panel">
          <label className="field">
            {words.source}
            <input value={address} maxLength={300} onChange={({ target }) => setSource(target.value)} />
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
          <label className="field">
            {words.folder}
            <input value={folder} maxLength={300} onChange={({ target }) => setFolder(target.value)} />
          </label>
          <div className="toolbar">
            <button
              type="button"
              disabled={isBusy}
              onClick={() => void act(() => bridge.checkProgram({ folder: folder.trim() === '' ? null : folder.trim() }), status.ready === null ? words.nothingNew : '')}
            >
              {words.check}
            </button>
            {status.checkedAtMs !== null && <span className="quiet">{words.checked(time(status.checkedAtMs))}</span>}
          </div>
        </section>
      )}
      {wayBack !== null && (
        <section className="panel">
          <p className="quiet">{words.goBackHelp}</p>
          <div className="toolbar">
            <button type="button" disabled={isBusy} onClick={() => void act(() => bridge.goBackProgram(), '')}>
              {words.goBack(wayBack)}
            </button>
          </div>
        </section>
      )}
    </div>
  );
}

function faultIn(words: Words, fault: ProgramFault | 'locked' | 'bad_input'): string {
  const known: Readonly<Record<string, string>> = { ...words.trust.faults, ...words.program.faults };
  return known[fault] ?? fault;
}
