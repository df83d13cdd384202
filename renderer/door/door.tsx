import '../tokens.css';
import './door.css';
import { useEffect, useState } from 'react';
import type { DoorState, RedactedVerdict } from '../../main/bridge/contract.ts';
import { bridgeOf } from '../bridge.ts';
import { mount } from '../mount.tsx';
import { Preview } from '../preview.tsx';
import { turnPageTo } from '../words/turn_page.ts';
import { nextStep, type Words, wordsOf } from '../words/words.ts';
import { DrillAsks, DrillBar, NotOfDrill } from './drill_bar.tsx';
import { HelpPanel, useHelp } from './help_panel.tsx';
import { playTones } from './play_tones.ts';
import { Shape } from './shapes.tsx';
import { TONES } from './tones.ts';

const bridge = bridgeOf('door');

type Device = DoorState['devices'][number];
type Decided = Extract<DoorState['screen'], { kind: 'decided' }>;

/** The door steward's screen: one glance says what to do. */
function Door() {
  const [state, setState] = useState<DoorState | null>(null);
  useEffect(() => bridge.onState(setState), []);
  useEffect(() => {
    if (state !== null) turnPageTo(state.language);
  }, [state]);
  const help = useHelp(state);
  if (state === null) return null;
  const words = wordsOf(state.language);
  return (
    <div className="door">
      <Header state={state} words={words} />
      {state.drill !== null && <DrillBar drill={state.drill} words={words} />}
      {help.isOpen ? <HelpPanel state={state} onClose={help.close} /> : <Screen state={state} words={words} />}
      {state.drill !== null && <DrillAsks drill={state.drill} words={words} />}
      <Notice state={state} words={words} />
      <Footer state={state} words={words} onHelp={help.open} />
    </div>
  );
}

function Header({ state, words }: { readonly state: DoorState; readonly words: Words }) {
  const inward = state.direction === 'in';
  return (
    <header>
      {state.demo && <strong className="demo-mark">{words.demo}</strong>}
      <span className="venue">{state.venueName}</span>
      <span className="gate">
        <span aria-hidden="true">{inward ? '→' : '←'}</span> {state.gate} · {inward ? words.entrance : words.exit}
      </span>
      <span className="count">
        <b>{state.admittedToday.toLocaleString(state.language)}</b> {words.admittedToday}
      </span>
    </header>
  );
}

function Screen({ state, words }: { readonly state: DoorState; readonly words: Words }) {
  const { screen } = state;
  switch (screen.kind) {
    case 'ready':
      return (
        <main className="screen ready" data-screen="ready">
          <Preview subscribe={bridge.onPreview} mirror={state.mirror} />
          <div className="ready-words" aria-live="polite">
            <h1>{state.drill === null ? words.ready : words.drill.ready}</h1>
            {state.hint === null ? <p>{state.drill === null ? words.readyHelp : words.drill.readyHelp}</p> : <p className="hint">{words.hint[state.hint]}</p>}
          </div>
        </main>
      );
    case 'decided':
      return <DecidedScreen key={screen.sequence} screen={screen} sound={state.sound} words={words} language={state.language} />;
    case 'pending':
      return (
        <main className="screen pending" data-screen="pending" role="status">
          <Shape name="pending" />
          <div className="verdict-words">
            <h1>{words.pending[screen.waitingFor].title}</h1>
            <p className="next">{words.pending[screen.waitingFor].help}</p>
          </div>
        </main>
      );
    case 'overridden':
      return (
        <main key={screen.sequence} className="screen overridden" data-screen="overridden" role="alert">
          <div className="verdict-words">
            <h1>{words.verdict.admit}</h1>
          </div>
        </main>
      );
    case 'lost':
      return <LostScreen key={screen.sequence} why={screen.why} sound={state.sound} words={words} />;
    case 'not_of_drill':
      return <NotOfDrill key={screen.sequence} words={words} />;
    case 'problem':
      return (
        <main className="screen problem" data-screen="problem" data-problem={screen.problem} role="alert">
          <Shape name="problem" />
          <div className="verdict-words">
            <h1>{words.problem[screen.problem].title}</h1>
            <p className="next">{words.problem[screen.problem].help}</p>
          </div>
        </main>
      );
    default:
      return screen satisfies never;
  }
}

/** Says at once that a code did not come through, where the last visitor's answer may have been. */
function LostScreen(props: { readonly why: keyof Words['lost']['help']; readonly sound: boolean; readonly words: Words }) {
  const { sound, why, words } = props;
  useEffect(() => {
    if (sound) playTones(TONES.lost);
  }, [sound]);
  return (
    <main className="screen lost" data-screen="lost" role="alert">
      <Shape name="lost" />
      <div className="verdict-words">
        <h1>{words.lost.title}</h1>
        <p className="next">{words.lost.help[why]}</p>
      </div>
    </main>
  );
}

function DecidedScreen(props: {
  readonly screen: Decided;
  readonly sound: boolean;
  readonly words: Words;
  readonly language: DoorState['language'];
}) {
  const { language, sound, words } = props;
  const { identityForMs, shownBeforeMs, verdict } = props.screen;
  const [identity, setIdentity] = useState(verdict.identity);
  // Once a decision: the screen is mounted anew for each.
  useEffect(() => {
    if (sound) playTones(TONES[verdict.outcome]);
  }, [sound, verdict.outcome]);
  useEffect(() => {
    const timer = setTimeout(() => setIdentity(null), identityForMs);
    return () => clearTimeout(timer);
  }, [identityForMs]);
  return (
    <main className={`screen decided ${verdict.outcome}`} data-screen={verdict.outcome} role="alert">
      <Shape name={verdict.outcome} />
      <div className="verdict-words">
        <h1>{words.verdict[verdict.outcome]}</h1>
        <p className="reason">{words.reason[verdict.reasonClass]}</p>
        <p className="next">{verdict.ruleWords[language] ?? nextStep(words, verdict)}</p>
        {shownBeforeMs !== null && (
          <p className="shown-before">{words.shownBefore(Math.round(shownBeforeMs / 60_000))}</p>
        )}
        {identity !== null && <Identity identity={identity} language={language} words={words} />}
      </div>
    </main>
  );
}

function Identity(props: {
  readonly identity: NonNullable<RedactedVerdict['identity']>;
  readonly language: string;
  readonly words: Words;
}) {
  const { birth, line } = props.identity;
  return (
    <p className="identity">
      <bdi>{line}</bdi>
      {birth !== null && ` · ${props.words.born} ${birthIn(props.language, birth)}`}
    </p>
  );
}

/** A date of birth as the pass has it: whole, without the year (`--MM-DD`), or partial. */
function birthIn(language: string, birth: string): string {
  const parts = /^(\d{4}|-)-(\d{2})-(\d{2})$/.exec(birth);
  if (parts === null) return birth;
  const [, year, month, day] = parts;
  const known = year !== '-';
  const date = new Date(Date.UTC(known ? Number(year) : 2000, Number(month) - 1, Number(day)));
  const style: Intl.DateTimeFormatOptions = { day: 'numeric', month: 'long', timeZone: 'UTC' };
  return date.toLocaleDateString(language, known ? { ...style, year: 'numeric' } : style);
}

/** What will stop the door soon, in one line. */
function Notice({ state, words }: { readonly state: DoorState; readonly words: Words }) {
  const { notice } = state;
  if (notice === null) return null;
  const time = (at: number) =>
    new Date(at).toLocaleString(state.language, { dateStyle: 'medium', timeStyle: 'short' });
  return (
    <p className="notice" role="status" data-notice={notice.kind}>
      {notice.kind === 'clock'
        ? words.trust.clock[notice.reason]
        : words.trust.openUntil(time(notice.at), words.trust.kinds[notice.what])}
    </p>
  );
}

const DEVICE_MARKS: Readonly<Record<Device['status']['state'], string>> = {
  ready: '●',
  listening: '○',
  starting: '◌',
  absent: '◌',
  fault: '▲',
};

function deviceLine(words: Words, { input, status }: Device): string {
  if (status.state === 'fault') return `${words.device[input]}: ${words.fault[status.code]}`;
  return status.state === 'ready' ? words.device[input] : `${words.device[input]}: ${words.deviceState[status.state]}`;
}

function Footer(props: { readonly state: DoorState; readonly words: Words; readonly onHelp: () => void }) {
  const { onHelp, state, words } = props;
  return (
    <footer>
      <ul className="devices">
        {state.devices.map((device, index) => (
          <li key={`${device.sourceId} ${index}`} className={device.status.state} data-device={device.input}>
            <span aria-hidden="true">{DEVICE_MARKS[device.status.state]}</span> {deviceLine(words, device)}
          </li>
        ))}
      </ul>
      <button type="button" onClick={onHelp}>
        {words.help.title}
      </button>
      {state.demo && (
        <button type="button" onClick={() => void bridge.openSpecimens()}>
          {words.specimens}
        </button>
      )}
      <button type="button" onClick={() => void bridge.openManager()}>
        {words.manager}
      </button>
    </footer>
  );
}

mount(<Door />);
