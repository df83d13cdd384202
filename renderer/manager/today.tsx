import { useEffect, useState } from 'react';
import { Bar, BarChart, CartesianGrid, Legend, ResponsiveContainer, Tooltip, XAxis, YAxis } from 'recharts';
import type { FigureRow, Language, TodayFigures } from '../../main/bridge/contract.ts';
import { bridgeOf } from '../bridge.ts';
import { wordsOf } from '../words/words.ts';
import type { TabProps } from './tabs.tsx';

const REFRESH_MS = 3_000;
const OUTCOMES = ['admit', 'refuse', 'undecided', 'not_a_pass'] as const;
type Outcome = (typeof OUTCOMES)[number];
const FILL: Readonly<Record<Outcome, string>> = {
  admit: '#a8f0b8',
  refuse: '#ff6b7d',
  undecided: '#ffc53d',
  not_a_pass: '#7fb0ff',
};

/** Today's decisions by hour and outcome, as a chart and as the table behind it. */
export function Today({ language }: TabProps) {
  const [figures, setFigures] = useState<TodayFigures | null>(null);
  useEffect(() => {
    const load = () =>
      void bridgeOf('manager')
        .today()
        .then((answer) => setFigures(answer.ok ? answer.value : null));
    load();
    const timer = setInterval(load, REFRESH_MS);
    return () => clearInterval(timer);
  }, []);
  if (figures === null) return null;
  const all = wordsOf(language);
  const words = all.managerScreen;
  const hours = byHour(figures, language);
  const number = (value: number) => value.toLocaleString(language);
  if (hours.length === 0) return <p className="empty">{words.nothingYet}</p>;
  return (
    <div className="today">
      <div className="chart" role="img" aria-label={words.today}>
        <ResponsiveContainer>
          <BarChart data={hours} accessibilityLayer>
            <CartesianGrid stroke="#3a444e" vertical={false} />
            <XAxis dataKey="label" stroke="#c3ccd5" />
            <YAxis allowDecimals={false} stroke="#c3ccd5" />
            <Tooltip contentStyle={{ background: '#101418', border: '1px solid #c3ccd5' }} />
            <Legend />
            {OUTCOMES.map((outcome) => (
              <Bar
                key={outcome}
                dataKey={outcome}
                name={all.verdict[outcome]}
                stackId="outcomes"
                fill={FILL[outcome]}
                stroke="#101418"
                maxBarSize={80}
                isAnimationActive={false}
              />
            ))}
          </BarChart>
        </ResponsiveContainer>
      </div>
      <table>
        <thead>
          <tr>
            <th scope="col">{words.hour}</th>
            {OUTCOMES.map((outcome) => (
              <th key={outcome} scope="col">
                {all.verdict[outcome]}
              </th>
            ))}
            <th scope="col">{words.total}</th>
          </tr>
        </thead>
        <tbody>
          {hours.map((hour) => (
            <tr key={hour.label}>
              <th scope="row">{hour.label}</th>
              {OUTCOMES.map((outcome) => (
                <td key={outcome}>{number(hour[outcome])}</td>
              ))}
              <td>{number(sum(hour))}</td>
            </tr>
          ))}
        </tbody>
        <tfoot>
          <tr>
            <th scope="row">{words.total}</th>
            {OUTCOMES.map((outcome) => (
              <td key={outcome} data-total={outcome}>
                {number(hours.reduce((total, hour) => total + hour[outcome], 0))}
              </td>
            ))}
            <td>{number(hours.reduce((total, hour) => total + sum(hour), 0))}</td>
          </tr>
        </tfoot>
      </table>
      <h2>{words.reasons}</h2>
      <table>
        <tbody>
          {reasons(figures.rows).map(([reason, count]) => (
            <tr key={reason}>
              <th scope="row">{all.reason[reason]}</th>
              <td>{number(count)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

type Hour = Record<Outcome, number> & { label: string };

function byHour({ rows, timeZone }: TodayFigures, language: Language): readonly Hour[] {
  const hours = new Map<number, Hour>();
  const label = new Intl.DateTimeFormat(language, { hour: '2-digit', minute: '2-digit', hourCycle: 'h23', timeZone });
  for (const { count, hour, outcome } of rows) {
    if (outcome === 'specimen') continue;
    const there = hours.get(hour) ?? { label: label.format(hour), admit: 0, refuse: 0, undecided: 0, not_a_pass: 0 };
    there[outcome] += count;
    hours.set(hour, there);
  }
  return [...hours.values()];
}

function reasons(rows: readonly FigureRow[]): readonly (readonly [FigureRow['reasonClass'], number])[] {
  const counts = new Map<FigureRow['reasonClass'], number>();
  for (const { count, reasonClass } of rows) counts.set(reasonClass, (counts.get(reasonClass) ?? 0) + count);
  return [...counts].sort(([, a], [, b]) => b - a);
}

function sum(hour: Hour): number {
  return OUTCOMES.reduce((total, outcome) => total + hour[outcome], 0);
}
