import './figures.css';
import { useEffect, useState } from 'react';
import { CalendarDate } from '@internationalized/date';
import type { Direction, FiguresDimension, FiguresReport, FiguresStep, Language, Occupancy } from '../../main/bridge/contract.ts';
import { bridgeOf } from '../bridge.ts';
import { type Words, wordsOf } from '../words/words.ts';
import { nameOfStart, nameOfWord, shownWords } from './figure_words.ts';
import { FiguresChart, MOST_SERIES } from './figures_chart.tsx';
import { FiguresExport } from './figures_export.tsx';
import { type DayRange, type Preset, rangeOf, stepFor, venueToday } from './figures_range.ts';
import { FiguresTable } from './figures_table.tsx';
import { SelectField } from './fields.tsx';
import { mayUse } from './may_use.ts';
import { Performance } from './performance.tsx';
import { RangeField } from './range_field.tsx';
import type { TabProps } from './tabs.tsx';

const REFRESH_MS = 5_000;
/** Long ranges take the kiosk longer to answer, and change by less. */
const LONG_REFRESH_MS = 60_000;
const LONG_DAYS = 60;
const FIRST_DAY = new CalendarDate(2020, 1, 1);
const LONGEST_YEARS = 9;
const PRESETS: readonly Preset[] = ['today', 'yesterday', 'this_week', 'last_7_days', 'this_month', 'last_30_days', 'custom'];
const STEPS: readonly FiguresStep[] = ['quarter', 'hour', 'day', 'week'];
const DIMENSIONS: readonly FiguresDimension[] = ['outcome', 'reason', 'format', 'input', 'gate'];
/** Stands for every gate, or both directions, in a list of choices. */
const ALL = '';

/** Entry figures over any range: tiles, a chart and the table behind it, how the door worked, and the ways out. */
export function Figures({ language, role, settings }: TabProps) {
  const all = wordsOf(language);
  const words = all.figures;
  const [preset, setPreset] = useState<Preset>('today');
  const [custom, setCustom] = useState<DayRange | null>(null);
  const [step, setStep] = useState<FiguresStep | null>(null);
  const [by, setBy] = useState<FiguresDimension>('outcome');
  const [gate, setGate] = useState(ALL);
  const [direction, setDirection] = useState<Direction | typeof ALL>(ALL);
  const today = venueToday(settings);
  const range = rangeOf(preset, today) ?? custom ?? { start: today, end: today };
  const request = {
    from: range.start.toString(),
    until: range.end.toString(),
    step: step ?? stepFor(range),
    by,
    gate: gate === ALL ? null : gate,
    direction: direction === ALL ? null : direction,
  };
  const hasToday = range.start.compare(today) <= 0 && range.end.compare(today) >= 0;
  const { occupancy, report } = useReport(request, hasToday, range.end.compare(range.start) > LONG_DAYS);

  // A gate of former days can still be asked for.
  const gates = [...new Set([...settings.gates, ...Object.keys(report?.totals.gate ?? {})])];
  const asked = report === null ? '' : askedFor(report, language, words);
  return (
    <div className="tab figures">
      <div className="tab-head">
        <h2>{words.title}</h2>
      </div>
      <div className="fields figures-filters">
        <SelectField
          label={words.range}
          value={preset}
          options={PRESETS.map((id) => ({ id, text: words.presets[id] }))}
          onChange={(next) => {
            setCustom(range);
            setPreset(next);
            setStep(null);
          }}
        />
        {preset === 'custom' && (
          <RangeField
            label={words.days}
            range={range}
            first={FIRST_DAY}
            last={today}
            onChange={(next) => {
              const earliest = next.end.subtract({ years: LONGEST_YEARS });
              setCustom({ start: next.start.compare(earliest) < 0 ? earliest : next.start, end: next.end });
              setStep(null);
            }}
          />
        )}
        <SelectField
          label={words.step}
          value={request.step}
          options={STEPS.map((id) => ({ id, text: words.bySteps[id] }))}
          onChange={setStep}
        />
        <SelectField label={words.by} value={by} options={DIMENSIONS.map((id) => ({ id, text: words.dimensions[id] }))} onChange={setBy} />
        <SelectField
          label={words.dimensions.gate}
          value={gate}
          options={[{ id: ALL, text: words.allGates }, ...gates.map((id) => ({ id, text: id }))]}
          onChange={setGate}
        />
        <SelectField
          label={words.direction}
          value={direction}
          options={[
            { id: ALL, text: words.bothDirections },
            { id: 'in', text: words.directions.in },
            { id: 'out', text: words.directions.out },
          ]}
          onChange={setDirection}
        />
      </div>
      {report !== null && (
        <>
          {report.step !== request.step && <p className="message">{words.widened(words.bySteps[report.step])}</p>}
          <Tiles report={report} occupancy={hasToday ? occupancy : null} language={language} />
          {report.buckets.length === 0 ? (
            <p className="empty">{words.nothing}</p>
          ) : (
            <section className="panel" aria-label={asked} data-report={`${report.step} ${report.request.by}`}>
              <p className="quiet">{asked}</p>
              <Chart report={report} language={language} title={asked} />
              <FiguresTable report={report} language={language} title={asked} />
            </section>
          )}
          <Breakdowns report={report} language={language} />
          {mayUse(role, 'manager') && report.buckets.length > 0 && (
            <FiguresExport report={report} language={language} settings={settings} asked={asked} />
          )}
          <Performance from={report.request.from} until={report.request.until} language={language} />
        </>
      )}
    </div>
  );
}

/** The report that was asked for last, and who is inside; asked again and again while the range has today in it. */
function useReport(
  request: FiguresReport['request'],
  goesOn: boolean,
  isLong: boolean,
): { readonly report: FiguresReport | null; readonly occupancy: Occupancy | null } {
  const [report, setReport] = useState<FiguresReport | null>(null);
  const [occupancy, setOccupancy] = useState<Occupancy | null>(null);
  const wanted = JSON.stringify(request);
  useEffect(() => {
    let isCurrent = true;
    const ask = async () => {
      const answer = await bridgeOf('manager').figures(JSON.parse(wanted) as FiguresReport['request']);
      const inside = await bridgeOf('manager').inside();
      if (!isCurrent) return;
      if (answer.ok) setReport(answer.value);
      setOccupancy(inside.ok ? inside.value.occupancy : null);
    };
    void ask();
    const timer = goesOn ? setInterval(() => void ask(), isLong ? LONG_REFRESH_MS : REFRESH_MS) : undefined;
    return () => {
      isCurrent = false;
      clearInterval(timer);
    };
  }, [wanted, goesOn, isLong]);
  return { report, occupancy };
}

function Tiles(props: { readonly report: FiguresReport; readonly occupancy: Occupancy | null; readonly language: Language }) {
  const { language, occupancy, report } = props;
  const all = wordsOf(language);
  const words = all.figures;
  const number = new Intl.NumberFormat(language);
  const { peak, peakInside, request, sameWeekday, step } = report;
  const isOneDay = request.from === request.until;
  const time = (atMs: number, look: Intl.DateTimeFormatOptions) =>
    new Intl.DateTimeFormat(language, { ...look, timeZone: report.timeZone }).format(atMs);
  const insideAt = isOneDay
    ? ({ hour: '2-digit', minute: '2-digit', hourCycle: 'h23' } as const)
    : ({ day: 'numeric', month: 'short', hour: '2-digit', minute: '2-digit', hourCycle: 'h23' } as const);
  return (
    <div className="tiles">
      <Tile id="entered" value={number.format(report.entered)} label={words.entered} />
      <Tile id="left" value={number.format(report.left)} label={words.left} />
      {occupancy !== null && (
        <Tile
          id="inside-now"
          value={number.format(occupancy.inside)}
          label={occupancy.capacity === null ? words.insideNow : words.insideOf(number.format(occupancy.capacity))}
          {...(occupancy.level === 'below' ? {} : { warning: all.steward.level[occupancy.level] })}
        />
      )}
      {sameWeekday !== null && sameWeekday.usual > 0 && (
        <Tile
          id="usual"
          value={comparison(sameWeekday.entered, sameWeekday.usual, language)}
          label={words.usual(number.format(sameWeekday.usual), sameWeekday.days)}
        />
      )}
      {peak !== null && (
        <Tile id="peak" value={number.format(peak.entered)} label={words.peak(nameOfStart(peak.start, step, isOneDay, language))} />
      )}
      {peakInside !== null && (
        <Tile id="inside" value={number.format(peakInside.inside)} label={words.mostInside(time(peakInside.atMs, insideAt))} />
      )}
      {report.repeats > 0 && <Tile id="repeats" value={number.format(report.repeats)} label={words.repeats} />}
    </div>
  );
}

function Tile(props: { readonly id: string; readonly label: string; readonly value: string; readonly warning?: string }) {
  const { id, label, value, warning } = props;
  return (
    <div className="tile" data-tile={id}>
      <b>{value}</b>
      <span>{label}</span>
      {warning !== undefined && <strong className="figures-warning">{warning}</strong>}
    </div>
  );
}

/** How far a number is above or below the usual one, as a share of it. */
function comparison(entered: number, usual: number, language: Language): string {
  const share = new Intl.NumberFormat(language, { style: 'percent', maximumFractionDigits: 0, signDisplay: 'exceptZero' });
  return share.format(entered / usual - 1);
}

function Chart({ language, report, title }: { readonly report: FiguresReport; readonly language: Language; readonly title: string }) {
  const all = wordsOf(language);
  const { buckets, request, step } = report;
  const number = new Intl.NumberFormat(language);
  const shown = shownWords(report);
  const words = shown.filter((word) => buckets.some(({ counts }) => (counts[word] ?? 0) > 0));
  // What cannot be told apart goes together; the table has each.
  const own = words.length > MOST_SERIES ? words.slice(0, MOST_SERIES - 1) : words;
  const others = words.slice(own.length);
  const steps = buckets.map(({ counts, start }) => ({
    name: nameOfStart(start, step, request.from === request.until, language),
    counts: [
      ...own.map((word) => counts[word] ?? 0),
      ...(others.length > 0 ? [others.reduce((sum, word) => sum + (counts[word] ?? 0), 0)] : []),
    ],
  }));
  const series = own.map((word) => ({ name: nameOfWord(request.by, word, all), look: shown.indexOf(word) }));
  return (
    <FiguresChart
      title={title}
      series={others.length > 0 ? [...series, { name: all.figures.others, look: MOST_SERIES - 1 }] : series}
      steps={steps}
      number={(count) => number.format(count)}
    />
  );
}

/** The whole range split by everything that it is not split by already. */
function Breakdowns({ language, report }: { readonly report: FiguresReport; readonly language: Language }) {
  const all = wordsOf(language);
  const number = new Intl.NumberFormat(language);
  const share = new Intl.NumberFormat(language, { style: 'percent', maximumFractionDigits: 0 });
  const shown = DIMENSIONS.filter((by) => by !== report.request.by && Object.keys(report.totals[by]).length > 0);
  if (shown.length === 0) return null;
  return (
    <div className="columns figures-breakdowns">
      {shown.map((by) => {
        const counts = Object.entries(report.totals[by]).sort(([, one], [, other]) => other - one);
        const sum = counts.reduce((total, [, count]) => total + count, 0);
        return (
          <section key={by} className="panel">
            <table className="table" data-breakdown={by}>
              <caption>{all.figures.dimensions[by]}</caption>
              <tbody>
                {counts.map(([word, count]) => (
                  <tr key={word}>
                    <th scope="row">{nameOfWord(by, word, all)}</th>
                    <td className="number">{number.format(count)}</td>
                    <td className="number quiet">{share.format(count / sum)}</td>
                  </tr>
                ))}
              </tbody>
            </table>
          </section>
        );
      })}
    </div>
  );
}

/** What a report is about, in one line. */
function askedFor({ request, step }: FiguresReport, language: Language, words: Words['figures']): string {
  const days = new Intl.DateTimeFormat(language, { dateStyle: 'medium', timeZone: 'UTC' });
  const range = days.formatRange(Date.parse(request.from), Date.parse(request.until));
  const gate = request.gate ?? words.allGates;
  const direction = request.direction === null ? words.bothDirections : words.directions[request.direction];
  return [range, gate, direction, words.bySteps[step], words.dimensions[request.by]].join(' · ');
}
