import './inside.css';
import { type FormEvent, useCallback, useEffect, useState } from 'react';
import { Meter } from 'react-aria-components';
import type { CorrectionReason, InsideReport, Occupancy, VenueSettings } from '../../main/bridge/contract.ts';
import { bridgeOf } from '../bridge.ts';
import { restoredWords } from '../words/restored_words.ts';
import { type Words, wordsOf } from '../words/words.ts';
import { EventLog } from './event_log.tsx';
import { AmountField, SelectField } from './fields.tsx';
import type { TabProps } from './tabs.tsx';

const bridge = bridgeOf('manager');
const REFRESH_MS = 2_000;
const MOST_PEOPLE = 10_000_000;
const REASONS: readonly CorrectionReason[] = ['counted_by_hand', 'left_unseen', 'entered_unseen', 'mistake'];

/** Who is inside, of how many, and through which gates; putting the number right; and the event log. */
export function Inside({ language, settings }: TabProps) {
  const words = wordsOf(language);
  const own = words.inside;
  const [report, setReport] = useState<InsideReport | null>(null);

  const refresh = useCallback(async () => {
    const answer = await bridge.inside();
    if (answer.ok) setReport(answer.value);
  }, []);
  useEffect(() => {
    void refresh();
    const timer = setInterval(() => void refresh(), REFRESH_MS);
    return () => clearInterval(timer);
  }, [refresh]);

  if (report === null) return null;
  const number = (value: number) => value.toLocaleString(language);
  // A day without a time zone: its date is the same anywhere.
  const day = new Date(`${report.day}T00:00:00Z`).toLocaleDateString(language, { dateStyle: 'long', timeZone: 'UTC' });
  return (
    <div className="tab inside">
      <div className="tab-head">
        <h2>{own.title}</h2>
      </div>
      {report.restored !== null && (
        <p className="notice" data-restored={report.restored.by}>
          {restoredWords(report.restored, words, (at) =>
            new Date(at).toLocaleString(language, { dateStyle: 'medium', timeStyle: 'short', timeZone: settings.timeZone }),
          )}
        </p>
      )}
      <Now occupancy={report.occupancy} settings={settings} language={language} words={words} />
      <div className="columns">
        <section className="panel" aria-labelledby="inside-gates">
          <h3 id="inside-gates">{own.today(day)}</h3>
          {report.gates.length === 0 ? (
            <p className="quiet">{own.nobodyYet}</p>
          ) : (
            <table className="table">
              <thead>
                <tr>
                  <th scope="col">{own.gate}</th>
                  <th scope="col" className="number">
                    {own.entered}
                  </th>
                  <th scope="col" className="number">
                    {own.left}
                  </th>
                </tr>
              </thead>
              <tbody>
                {report.gates.map(({ entered, gate, left }) => (
                  <tr key={gate} data-gate={gate}>
                    <th scope="row">{gate}</th>
                    <td className="number">{number(entered)}</td>
                    <td className="number">{number(left)}</td>
                  </tr>
                ))}
              </tbody>
            </table>
          )}
        </section>
        <Correction words={words} onCorrected={refresh} />
      </div>
      <EventLog language={language} timeZone={settings.timeZone} />
    </div>
  );
}

function Now(props: {
  readonly occupancy: Occupancy;
  readonly settings: VenueSettings;
  readonly language: string;
  readonly words: Words;
}) {
  const { language, settings, words } = props;
  const own = words.inside;
  const { capacity, inside, level, peak, peakAtMs } = props.occupancy;
  const number = (value: number) => value.toLocaleString(language);
  const time = (at: number) => new Date(at).toLocaleTimeString(language, { timeStyle: 'short', timeZone: settings.timeZone });
  return (
    <section className={`panel now ${level}`} data-level={level} aria-label={own.people}>
      <p className="people">
        <b data-inside={inside}>{number(inside)}</b>
        <span>
          {own.people}
          {capacity !== null && <small>{own.ofCapacity(number(capacity))}</small>}
        </span>
        {capacity !== null && <strong className="level">{own.level[level]}</strong>}
      </p>
      {capacity === null ? (
        <p className="quiet">{own.noCapacity}</p>
      ) : (
        <Meter value={Math.min(inside, capacity)} maxValue={capacity} valueLabel={number(inside)} aria-label={own.people}>
          {({ percentage }) => (
            <>
              <div className="filled" style={{ inlineSize: `${percentage}%` }} />
              {settings.capacityWarnings.map((share, index) => (
                <i key={index} style={{ insetInlineStart: `${share * 100}%` }} />
              ))}
            </>
          )}
        </Meter>
      )}
      {peakAtMs !== null && <p className="quiet">{own.most(number(peak), time(peakAtMs))}</p>}
    </section>
  );
}

function Correction({ onCorrected, words }: { readonly words: Words; readonly onCorrected: () => Promise<void> }) {
  const own = words.inside;
  const [inside, setInside] = useState<number | null>(null);
  const [reason, setReason] = useState<CorrectionReason>('counted_by_hand');
  const [message, setMessage] = useState<{ readonly look: 'good' | 'bad'; readonly text: string } | null>(null);

  async function correct(event: FormEvent): Promise<void> {
    event.preventDefault();
    if (inside === null) return;
    const answer = await bridge.correctInside({ inside, reason }).catch(() => ({ ok: false, error: 'not_saved' }) as const);
    setMessage(answer.ok ? { look: 'good', text: own.saved } : { look: 'bad', text: own.notSaved });
    if (answer.ok) setInside(null);
    await onCorrected();
  }

  return (
    <section className="panel" aria-labelledby="inside-correct">
      <h3 id="inside-correct">{own.correct}</h3>
      <p className="quiet">{own.correctHelp}</p>
      <form className="fields" onSubmit={(event) => void correct(event)}>
        <AmountField
          label={own.trueNumber}
          value={inside}
          min={0}
          max={MOST_PEOPLE}
          onChange={(entered) => {
            setMessage(null);
            setInside(entered);
          }}
        />
        <SelectField
          label={own.why}
          value={reason}
          options={REASONS.map((id) => ({ id, text: own.reasons[id] }))}
          onChange={setReason}
        />
        <button type="submit" className="main wide" disabled={inside === null}>
          {own.save}
        </button>
      </form>
      <p role="status" className={`message ${message?.look ?? ''}`}>
        {message?.text}
      </p>
    </section>
  );
}
