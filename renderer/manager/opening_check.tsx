import './opening_check.css';
import { useCallback, useEffect, useRef, useState } from 'react';
import type {
  Language,
  OpeningAnswer,
  OpeningCheck as Check,
  OpeningFinding,
  OpeningScanner,
} from '../../main/bridge/contract.ts';
import { bridgeOf } from '../bridge.ts';
import { playTones } from '../door/play_tones.ts';
import { Shape } from '../door/shapes.tsx';
import { TONES } from '../door/tones.ts';
import { type Words, wordsOf } from '../words/words.ts';
import { audioState } from './audio_state.ts';
import { QrCode } from './qr_code.tsx';
import type { TabProps } from './tabs.tsx';

const bridge = bridgeOf('manager');
const POLL_MS = 250;
const CARDS = ['admit', 'refuse', 'undecided', 'not_a_pass'] as const;
const GIGABYTE = 1e9;

/** The opening check: everything at once, and beside each step what is wrong and the one thing to do. */
export function OpeningCheck({ language, settings }: TabProps) {
  const words = wordsOf(language);
  const own = words.openingCheck;
  const [check, setCheck] = useState<Check | null>(null);

  const ask = useCallback(async () => {
    const answer = await bridge.openingCheck();
    if (answer.ok) setCheck(answer.value);
  }, []);
  useEffect(() => {
    void ask();
    const timer = setInterval(() => void ask(), POLL_MS);
    return () => {
      clearInterval(timer);
      void bridge.stopOpeningCheck();
    };
  }, [ask]);

  async function start(): Promise<void> {
    await bridge.startOpeningCheck();
    await ask();
    if (!settings.sound) return;
    playTones(TONES.admit);
    await answer({ about: 'audio', ...(await audioState()) });
  }

  async function answer(given: OpeningAnswer): Promise<void> {
    await bridge.answerOpeningCheck(given);
    await ask();
  }

  if (check === null) return null;
  const stateOfStep = (step: Check['steps'][number]['step']) => check.steps.find((one) => one.step === step)?.state;
  return (
    <section className="opening" data-opening={check.state}>
      {check.state === 'idle' && (
        <div className="intro">
          <p>{own.intro}</p>
          <Last last={check.last} language={language} words={words} timeZone={settings.timeZone} />
          <button type="button" className="main" onClick={() => void start()}>
            {own.start}
          </button>
          <p className="closed">{own.doorIsClosed}</p>
        </div>
      )}
      {check.state === 'done' && <Result check={check} words={words} onAgain={start} />}
      {check.state !== 'idle' && <Steps check={check} language={language} words={words} />}
      {check.state === 'running' && check.specimen !== null && (
        <div className="gestures">
          <article className="gesture" data-gesture="scanners">
            <h2>{own.scan}</h2>
            <QrCode text={check.specimen} label={own.scan} />
            <p>{own.scanHelp}</p>
            <Scanners scanners={check.scanners} words={words} />
            <div className="buttons">
              <button type="button" onClick={() => void answer({ about: 'scanners' })}>
                {own.thatIsAll}
              </button>
              <button type="button" onClick={() => void bridge.stopOpeningCheck().then(ask)}>
                {own.stop}
              </button>
            </div>
          </article>
          {stateOfStep('screen') === 'waiting' && (
            <article className="gesture" data-gesture="screen">
              <h2>{own.cards}</h2>
              <ul className="cards">
                {CARDS.map((outcome) => (
                  <li key={outcome} className={outcome}>
                    <Shape name={outcome} />
                    <b>{words.verdict[outcome]}</b>
                  </li>
                ))}
              </ul>
              <div className="buttons">
                <button type="button" className="main" onClick={() => void answer({ about: 'screen', isGood: true })}>
                  {own.seeAll}
                </button>
                <button type="button" onClick={() => void answer({ about: 'screen', isGood: false })}>
                  {own.seeNotAll}
                </button>
              </div>
            </article>
          )}
          {stateOfStep('sound') === 'waiting' && (
            <article className="gesture" data-gesture="sound">
              <h2>{own.tones}</h2>
              <div className="buttons">
                <button type="button" className="main" onClick={() => void answer({ about: 'sound', isGood: true })}>
                  {own.heard}
                </button>
                <button type="button" onClick={() => void answer({ about: 'sound', isGood: false })}>
                  {own.notHeard}
                </button>
                <button type="button" onClick={() => playTones(TONES.admit)}>
                  {own.playAgain}
                </button>
              </div>
            </article>
          )}
        </div>
      )}
    </section>
  );
}

function Result({ check, onAgain, words }: { readonly check: Check; readonly words: Words; readonly onAgain: () => Promise<void> }) {
  const own = words.openingCheck;
  const worst = check.last?.worst ?? 'ok';
  const place = useRef<HTMLDivElement>(null);
  useEffect(() => void place.current?.scrollIntoView({ block: 'end' }), []);
  return (
    <div ref={place} className={`result ${worst}`} role="status" data-result={worst}>
      <h2>
        <span aria-hidden="true">{MARKS[worst]}</span> {own.results[worst]}
      </h2>
      <p>{own.took(Math.round(check.tookMs / 1_000))}</p>
      <button type="button" onClick={() => void onAgain()}>
        {own.again}
      </button>
    </div>
  );
}

function Last(props: {
  readonly last: Check['last'];
  readonly language: Language;
  readonly timeZone: string;
  readonly words: Words;
}) {
  const { language, last, timeZone, words } = props;
  const own = words.openingCheck;
  if (last === null) return <p className="last">{own.never}</p>;
  const dayOf = (at: number) => new Date(at).toLocaleDateString('en-CA', { timeZone });
  const isToday = dayOf(last.atMs) === dayOf(Date.now());
  const time = new Date(last.atMs).toLocaleTimeString(language, { timeZone, timeStyle: 'short' });
  const day = isToday ? own.today : new Date(last.atMs).toLocaleDateString(language, { timeZone, dateStyle: 'medium' });
  return (
    <p className={`last ${isToday ? last.worst : 'warn'}`} data-last={last.worst}>
      {own.last(`${day} ${time}`)} · {own.results[last.worst]}
      {!isToday && <b> {own.notToday}</b>}
    </p>
  );
}

const MARKS = { waiting: '…', ok: '✓', warn: '!', fail: '✗' } as const;

function Scanners({ scanners, words }: { readonly scanners: readonly OpeningScanner[]; readonly words: Words }) {
  const own = words.openingCheck;
  return (
    <ul className="readers" aria-live="polite">
      {scanners.length === 0 && <li className="waiting">{own.noneYet}</li>}
      {scanners.map(({ device, state }) => (
        <li key={device.sourceId} className={state} data-reader={device.input} data-state={state}>
          <span aria-hidden="true">{state === 'read' ? '✓' : state === 'waiting' ? '…' : '✗'}</span>
          <bdi>{nameOf(words, device)}</bdi> <small>{own.scannerStates[state]}</small>
        </li>
      ))}
    </ul>
  );
}

function Steps({ check, language, words }: { readonly check: Check; readonly language: Language; readonly words: Words }) {
  const own = words.openingCheck;
  const notes: Readonly<Partial<Record<Check['steps'][number]['step'], string>>> = {
    ...(check.freeBytes === null ? {} : { disk: own.free(gigabytes(check.freeBytes, language)) }),
    ...(check.openUntilMs === null ? {} : { trust: own.openUntil(timeIn(language, check.openUntilMs)) }),
  };
  return (
    <ul className="steps">
      {stepsOf(check).map(({ state, step }) => (
        <li key={step} className={state} data-step={step} data-state={state}>
          <span className="mark" aria-hidden="true">
            {MARKS[state]}
          </span>
          <h3>
            {own.steps[step]} <small>{state === 'ok' ? (notes[step] ?? own.stepStates.ok) : own.stepStates[state]}</small>
          </h3>
          {check.findings
            .filter((one) => one.step === step)
            .map((one) => (
              <FindingLine key={`${one.code} ${one.list ?? one.device?.name ?? ''}`} finding={one} language={language} words={words} />
            ))}
        </li>
      ))}
    </ul>
  );
}

/** Once it is done, what is wrong comes first. */
function stepsOf({ state, steps }: Check): Check['steps'] {
  const weights = { waiting: 0, fail: 0, warn: 1, ok: 2 };
  return state === 'done' ? [...steps].sort((a, b) => weights[a.state] - weights[b.state]) : steps;
}

function FindingLine(props: { readonly finding: OpeningFinding; readonly language: Language; readonly words: Words }) {
  const { finding, language, words } = props;
  const { amounts = [], clock, code, device, fault, list, names = [], severity, untilMs } = finding;
  const { help, title } = words.openingCheck.findings[code];
  const sizes = amounts.map((amount) => amount.toLocaleString(language));
  const about = {
    device: device === undefined ? words.openingCheck.steps.camera : nameOf(words, device),
    why: fault === undefined ? (clock === undefined ? '' : words.trust.clock[clock]) : words.fault[fault],
    list: list === undefined ? '' : words.trust.kinds[list],
    time: untilMs === undefined ? '' : timeIn(language, untilMs),
    names: new Intl.ListFormat(language).format(names),
    amount: sizes.length === 2 ? sizes.join(' × ') : `${sizes.join('')} MB`,
  };
  return (
    <div className={`finding ${severity}`} data-finding={code}>
      <b>{title(about)}</b>
      <p>{help}</p>
    </div>
  );
}

/** What the system calls it, where it says more than the kind. */
function nameOf(words: Words, { input, name }: { readonly input: OpeningScanner['device']['input']; readonly name: string }): string {
  return input === 'keyboard' && name === 'Keyboard scanner' ? words.device.keyboard : name === 'Camera' ? words.device.camera : name;
}

function timeIn(language: Language, at: number): string {
  return new Date(at).toLocaleString(language, { dateStyle: 'medium', timeStyle: 'short' });
}

function gigabytes(bytes: number, language: Language): string {
  const style = { style: 'unit', unit: 'gigabyte', maximumFractionDigits: 1 } as const;
  return new Intl.NumberFormat(language, style).format(bytes / GIGABYTE);
}
