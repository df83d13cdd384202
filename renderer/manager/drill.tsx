import './drill.css';
import { useCallback, useEffect, useState } from 'react';
import type { DrillCard, DrillReport } from '../../main/bridge/contract.ts';
import { bridgeOf } from '../bridge.ts';
import { DrillMark } from '../drill_mark.tsx';
import { type Words, wordsOf } from '../words/words.ts';
import { QrCode } from './qr_code.tsx';
import type { TabProps } from './tabs.tsx';

const bridge = bridgeOf('manager');
const POLL_MS = 500;
const MINUTE_MS = 60_000;
const MARKS = { right: '✓', wrong: '✗', unanswered: '…' } as const;

/** The drill: starts it, and shows its specimens to scan, to tap or to print, with the score. */
export function Drill({ language }: TabProps) {
  const words = wordsOf(language);
  const own = words.drill;
  const [report, setReport] = useState<DrillReport | null>(null);
  const [score, setScore] = useState<{ readonly right: number; readonly presented: number } | null>(null);
  const [printed, setPrinted] = useState<keyof Words['drill']['printed'] | null>(null);
  const [large, setLarge] = useState<DrillCard['id'] | null>(null);

  const ask = useCallback(async () => {
    const answer = await bridge.drill();
    if (!answer.ok) return;
    const { isRunning, presented, right } = answer.value;
    setReport(answer.value);
    if (isRunning) setScore({ presented, right });
  }, []);
  useEffect(() => {
    void ask();
    const timer = setInterval(() => void ask(), POLL_MS);
    return () => clearInterval(timer);
  }, [ask]);

  async function print(): Promise<void> {
    const answer = await bridge.printDrill();
    setPrinted(answer.ok ? 'done' : answer.error);
  }

  if (report === null) return null;
  if (!report.isRunning) {
    return (
      <section className="drill" data-drill-state="off">
        {score !== null && (
          <p className="ended" role="status">
            {own.ended(score.right, score.presented)}
          </p>
        )}
        <p className="intro">{own.intro}</p>
        <button type="button" className="main" onClick={() => void bridge.startDrill().then(ask)}>
          {own.start}
        </button>
      </section>
    );
  }
  const enlarged = report.cards.find(({ id }) => id === large);
  if (enlarged !== undefined) {
    return (
      <section className="drill" data-drill-state="large">
        <DrillMark word={own.mark} />
        <button type="button" className="large" aria-label={own.close} onClick={() => setLarge(null)}>
          <QrCode text={enlarged.text} label={own.specimens[enlarged.id].name} />
          <b>{own.specimens[enlarged.id].name}</b>
        </button>
      </section>
    );
  }
  return (
    <section className="drill" data-drill-state="running">
      <div className="drill-head">
        <DrillMark word={own.mark} />
        <h2 aria-live="polite">{report.presented > 0 ? own.score(report.right, report.presented) : own.title}</h2>
        <p className="ends">{own.endsIn(Math.ceil(report.endsInMs / MINUTE_MS))}</p>
        <div className="buttons">
          <button type="button" title={own.printHelp} onClick={() => void print()}>
            {own.print}
          </button>
          <button type="button" className="main" onClick={() => void bridge.stopDrill().then(ask)}>
            {own.end}
          </button>
        </div>
        <p className="sheet-help">{own.printHelp}</p>
        <p className="printed" role="status">
          {printed !== null && own.printed[printed]}
        </p>
      </div>
      <ul className="deck">
        {report.cards.map((card) => (
          <Card key={card.id} card={card} words={words} onEnlarge={() => setLarge(card.id)} onPresented={ask} />
        ))}
      </ul>
    </section>
  );
}

function Card(props: {
  readonly card: DrillCard;
  readonly words: Words;
  readonly onEnlarge: () => void;
  readonly onPresented: () => Promise<void>;
}) {
  const { card, onEnlarge, onPresented, words } = props;
  const own = words.drill;
  const { name } = own.specimens[card.id];
  return (
    <li className={card.outcome} data-specimen={card.id} data-result={card.result ?? 'open'}>
      <QrCode text={card.text} label={name} />
      <h3>{name}</h3>
      <p>
        <b>{words.verdict[card.outcome]}</b>
        {card.result !== null && (
          <span className={`answered ${card.result}`}>
            <span aria-hidden="true">{MARKS[card.result]}</span> {own.results[card.result]}
          </span>
        )}
      </p>
      <div className="buttons">
        <button
          type="button"
          aria-label={`${own.present}: ${name}`}
          onClick={() => void bridge.presentDrill({ specimen: card.id }).then(onPresented)}
        >
          {own.present}
        </button>
        <button type="button" aria-label={`${own.enlarge}: ${name}`} onClick={onEnlarge}>
          {own.enlarge}
        </button>
      </div>
    </li>
  );
}
