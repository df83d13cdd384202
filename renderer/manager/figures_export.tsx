import { useState } from 'react';
import type { ExportFormat, ExportLabels, FiguresReport, Language, VenueSettings } from '../../main/bridge/contract.ts';
import { bridgeOf } from '../bridge.ts';
import { wordsOf } from '../words/words.ts';
import { useExportPlace } from './export_place.tsx';
import { nameOfWord, shownWords } from './figure_words.ts';

const bridge = bridgeOf('manager');
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
  const { field, target } = useExportPlace(language);
  const [isBusy, setIsBusy] = useState(false);
  const [result, setResult] = useState<{ readonly text: string; readonly isGood: boolean } | null>(null);

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
        {field}
        {FORMATS.map((format) => (
          <button key={format} type="button" disabled={isBusy || target === null} onClick={() => void act(() => save(format))}>
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
