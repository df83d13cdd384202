import { useEffect, useState } from 'react';
import type { ExportFormat, ExportLabels, ExportTarget, FiguresReport, Language, VenueSettings } from '../../main/bridge/contract.ts';
import { bridgeOf } from '../bridge.ts';
import { wordsOf } from '../words/words.ts';
import { SelectField } from './fields.tsx';
import { nameOfWord, shownWords } from './figure_words.ts';

const bridge = bridgeOf('manager');
const TARGETS_EVERY_MS = 5_000;
const FORMATS: readonly ExportFormat[] = ['csv', 'json', 'pdf'];

/** The ways in which figures leave the kiosk: as a file on a stick or in the documents, or on paper. */
export function FiguresExport(props: {
  readonly language: Language;
  readonly settings: VenueSettings;
  readonly report: FiguresReport;
  /** What was asked for, in one line. */
  readonly asked: string;
}) {
  const { asked, language, report, settings } = props;
  const words = wordsOf(language).figures;
  const [targets, setTargets] = useState<readonly ExportTarget[]>([]);
  const [chosen, setChosen] = useState('');
  const [isBusy, setIsBusy] = useState(false);
  const [result, setResult] = useState<{ readonly text: string; readonly isGood: boolean } | null>(null);
  const target = targets.find(({ id }) => id === chosen) ?? targets[0];

  useEffect(() => {
    // Sticks come and go.
    const ask = () => void bridge.exportTargets().then((answer) => setTargets(answer.ok ? answer.value : []));
    ask();
    const timer = setInterval(ask, TARGETS_EVERY_MS);
    return () => clearInterval(timer);
  }, []);

  async function act(run: () => Promise<{ readonly text: string; readonly isGood: boolean }>): Promise<void> {
    setIsBusy(true);
    setResult(null);
    setResult(await run());
    setIsBusy(false);
  }
  const wanted = () => ({ figures: { ...report.request, step: report.step }, labels: labelsOf(report, asked, language, settings) });
  async function save(format: ExportFormat) {
    const answer = await bridge.exportFigures({ ...wanted(), format, target: target?.id ?? '' });
    return answer.ok ? { text: words.savedAs(answer.value.file), isGood: true } : { text: words.faults[answer.error], isGood: false };
  }
  async function print() {
    const answer = await bridge.printFigures(wanted());
    return answer.ok ? { text: words.printed, isGood: true } : { text: words.faults[answer.error], isGood: false };
  }

  return (
    <section className="panel" aria-labelledby="figures-export-title">
      <h3 id="figures-export-title">{words.exportTitle}</h3>
      <p className="quiet">{settings.suppressBelow > 1 ? words.suppressed(threshold(settings)) : words.notSuppressed}</p>
      <div className="toolbar">
        {target === undefined ? (
          <p className="message warn">{words.noTarget}</p>
        ) : (
          <SelectField
            label={words.target}
            value={target.id}
            options={targets.map(({ id, name }) => ({ id, text: name }))}
            onChange={setChosen}
          />
        )}
        {FORMATS.map((format) => (
          <button key={format} type="button" disabled={isBusy || target === undefined} onClick={() => void act(() => save(format))}>
            {words.exportAs[format]}
          </button>
        ))}
        <button type="button" disabled={isBusy} onClick={() => void act(print)}>
          {words.print}
        </button>
      </div>
      <p className={`message ${result === null ? '' : result.isGood ? 'good' : 'bad'}`} role="status" data-export={result?.isGood}>
        {isBusy ? words.working : (result?.text ?? '')}
      </p>
    </section>
  );
}

/** The least threshold that hides anything is 3: "fewer than 2" would tell the count. */
function threshold({ suppressBelow }: VenueSettings): number {
  return Math.max(3, suppressBelow);
}

function labelsOf(report: FiguresReport, asked: string, language: Language, settings: VenueSettings): ExportLabels {
  const all = wordsOf(language);
  const words = all.figures;
  const { by } = report.request;
  const made = new Intl.DateTimeFormat(language, { dateStyle: 'long', timeStyle: 'short', timeZone: report.timeZone }).format(Date.now());
  return {
    title: words.title,
    step: words.steps[report.step],
    total: words.total,
    in: words.directions.in,
    out: words.directions.out,
    entered: words.entered,
    left: words.left,
    hidden: words.hiddenMark(threshold(settings)),
    asked,
    made: `${words.made} ${made} (${report.timeZone})`,
    words: by === 'gate' ? {} : Object.fromEntries(shownWords(report).map((word) => [word, nameOfWord(by, word, all)])),
  };
}
