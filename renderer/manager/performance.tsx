import { useEffect, useState } from 'react';
import type { Language, PerformanceReport } from '../../main/bridge/contract.ts';
import { bridgeOf } from '../bridge.ts';
import { wordsOf } from '../words/words.ts';

const REFRESH_MS = 30_000;
/** The last bucket of decision times has no end. */
const LAST_END_MS = 5_000;

/** How fast and how well the door worked over the days of the figures. */
export function Performance({ from, language, until }: { readonly from: string; readonly until: string; readonly language: Language }) {
  const all = wordsOf(language);
  const words = all.figures.performance;
  const [report, setReport] = useState<PerformanceReport | null>(null);
  useEffect(() => {
    let isCurrent = true;
    const ask = () =>
      void bridgeOf('manager')
        .performance({ from, until })
        .then((answer) => {
          if (isCurrent) setReport(answer.ok ? answer.value : null);
        });
    ask();
    const timer = setInterval(ask, REFRESH_MS);
    return () => {
      isCurrent = false;
      clearInterval(timer);
    };
  }, [from, until]);
  if (report === null) return null;
  const number = new Intl.NumberFormat(language);
  const share = new Intl.NumberFormat(language, { style: 'percent', maximumFractionDigits: 1 });
  const time = (ms: number | null) =>
    ms === null ? '–' : ms > LAST_END_MS ? words.over(number.format(LAST_END_MS)) : words.upTo(number.format(ms));
  return (
    <section className="panel" aria-labelledby="figures-performance-title">
      <h3 id="figures-performance-title">{words.title}</h3>
      <div className="tiles">
        <Tile value={time(report.p50Ms)} label={words.half} />
        <Tile value={time(report.p95Ms)} label={words.most} />
        <Tile value={number.format(report.decisions)} label={words.decisions} />
      </div>
      <div className="columns">
        {report.devices.length > 0 && (
          <table className="table">
            <caption>{words.scanners}</caption>
            <thead>
              <tr>
                <th scope="col">{words.scanner}</th>
                <th scope="col" className="number">{words.read}</th>
                <th scope="col" className="number">{words.lost}</th>
                <th scope="col" className="number">{words.lostShare}</th>
              </tr>
            </thead>
            <tbody>
              {report.devices.map(({ device, input, lost, read }) => (
                <tr key={`${input} ${device}`}>
                  <th scope="row">{nameOfDevice(device, input, all.device)}</th>
                  <td className="number">{number.format(read)}</td>
                  <td className="number">{number.format(lost)}</td>
                  <td className="number">{read + lost === 0 ? '–' : share.format(lost / (read + lost))}</td>
                </tr>
              ))}
            </tbody>
          </table>
        )}
        {report.peoplePerHour.length > 0 && (
          <table className="table">
            <caption>{words.perHour}</caption>
            <thead>
              <tr>
                <th scope="col">{words.gate}</th>
                <th scope="col" className="number">{words.perHourMost}</th>
              </tr>
            </thead>
            <tbody>
              {report.peoplePerHour.map(({ gate, most }) => (
                <tr key={gate}>
                  <th scope="row">{gate}</th>
                  <td className="number">{number.format(most)}</td>
                </tr>
              ))}
            </tbody>
          </table>
        )}
      </div>
    </section>
  );
}

function Tile({ label, value }: { readonly label: string; readonly value: string }) {
  return (
    <div className="tile">
      <b>{value}</b>
      <span>{label}</span>
    </div>
  );
}

/** A device by its own name, with its kind where the name is another word. */
function nameOfDevice(device: string, input: string, kinds: Readonly<Record<string, string>>): string {
  const kind = kinds[input] ?? input;
  return device === input ? kind : `${device} (${kind})`;
}
