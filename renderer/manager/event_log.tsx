import { useEffect, useState } from 'react';
import type { EventKind, EventPage, Language, LoggedEvent } from '../../main/bridge/contract.ts';
import { bridgeOf } from '../bridge.ts';
import { type Words, wordsOf } from '../words/words.ts';

const bridge = bridgeOf('manager');
const REFRESH_MS = 5_000;

/** The event log in words, newest first, and what is to be written down so that a change shows later. */
export function EventLog({ language, timeZone }: { readonly language: Language; readonly timeZone: string }) {
  const words = wordsOf(language);
  const own = words.inside;
  const [events, setEvents] = useState<readonly LoggedEvent[]>([]);
  const [signed, setSigned] = useState<Pick<EventPage, 'head' | 'key'> | null>(null);

  async function load(before: number | null): Promise<void> {
    const answer = await bridge.events({ before });
    if (!answer.ok) return;
    setSigned(answer.value);
    setEvents((known) => merged(known, answer.value.events));
  }
  useEffect(() => {
    void load(null);
    const timer = setInterval(() => void load(null), REFRESH_MS);
    return () => clearInterval(timer);
  }, []);

  const oldest = events.at(-1)?.sequence ?? 1;
  const time = new Intl.DateTimeFormat(language, { dateStyle: 'medium', timeStyle: 'medium', timeZone });
  return (
    <section className="panel event-log" aria-labelledby="inside-log">
      <h3 id="inside-log">{own.log}</h3>
      <p className="quiet">{own.logHelp}</p>
      {signed?.head !== null && signed !== null && (
        <dl>
          <dt>{own.head}</dt>
          <dd>
            <code data-head={signed.head}>{signed.head}</code>
            <small>{own.headHelp}</small>
          </dd>
          <dt>{own.key}</dt>
          <dd>
            <code>{signed.key}</code>
          </dd>
        </dl>
      )}
      <div className="scroll">
        <table className="table" aria-labelledby="inside-log">
          <thead>
            <tr>
              <th scope="col" className="number">
                #
              </th>
              <th scope="col">{own.time}</th>
              <th scope="col">{own.what}</th>
            </tr>
          </thead>
          <tbody>
            {events.map((event) => (
              <tr key={event.sequence} data-event={event.kind}>
                <td className="number">{event.sequence.toLocaleString(language)}</td>
                <td>{time.format(event.atMs)}</td>
                <td>{told(event, words, language)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {oldest > 1 && (
        <button type="button" onClick={() => void load(oldest)}>
          {own.older}
        </button>
      )}
    </section>
  );
}

function merged(known: readonly LoggedEvent[], more: readonly LoggedEvent[]): readonly LoggedEvent[] {
  const all = new Map([...known, ...more].map((event) => [event.sequence, event]));
  return [...all.values()].sort((one, other) => other.sequence - one.sequence);
}

/** A row of a log that was tampered with may be of a kind that is unknown, and is shown as it stands. */
function told({ amount, kind, word }: LoggedEvent, words: Words, language: Language): string {
  const sign = kind === 'inside_corrected' ? 'always' : 'auto';
  const written = amount.toLocaleString(language, { signDisplay: sign }).replace('-', '−');
  const what = words.inside.events[kind as EventKind]?.(written) ?? kind;
  const more = detailOf(kind, word, words);
  return more === '' ? what : `${what} · ${more}`;
}

function detailOf(kind: string, word: string, { figures, inside, staff, steward }: Words): string {
  const known: Readonly<Record<string, string | undefined>> = {
    ...(kind === 'override' && steward.overrideReasons),
    ...(kind === 'manual_undone' && Object.fromEntries(Object.entries(steward.manual).map(([reason, { title }]) => [reason, title]))),
    ...(kind === 'inside_corrected' && inside.reasons),
    ...((kind === 'unlocked' || kind === 'pin_changed') && staff.roles),
    ...(['trust_updated', 'opening_check', 'counts_restored', 'program_updated'].includes(kind) && inside.details),
    ...(kind === 'exported' && { [word]: word.toUpperCase(), print: figures.print }),
  };
  return known[word] ?? word;
}
