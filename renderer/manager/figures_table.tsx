import type { FiguresReport, Language } from '../../main/bridge/contract.ts';
import { wordsOf } from '../words/words.ts';
import { nameOfStart, nameOfWord, shownWords } from './figure_words.ts';

/** Every figure of the chart, as a table in a box of its own that scrolls. */
export function FiguresTable({ language, report, title }: { readonly language: Language; readonly report: FiguresReport; readonly title: string }) {
  const all = wordsOf(language);
  const words = all.figures;
  const { buckets, request, step } = report;
  const columns = shownWords(report);
  const number = new Intl.NumberFormat(language);
  const isOneDay = request.from === request.until;
  // By gate the counts are of who passed, so that entered and left would say the same again.
  const hasBoth = request.by !== 'gate';
  return (
    <div className="scroll figures-scroll" role="region" aria-label={title} tabIndex={0}>
      <table className="table figures-table">
        <caption className="for-screen-readers">{title}</caption>
        <thead>
          <tr>
            <th scope="col">{words.steps[step]}</th>
            {hasBoth && (
              <>
                <th scope="col" className="number">{words.entered}</th>
                <th scope="col" className="number">{words.left}</th>
              </>
            )}
            {columns.map((word) => (
              <th key={word} scope="col" className="number">
                {nameOfWord(request.by, word, all)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {buckets.map(({ counts, entered, left, start }) => (
            <tr key={start}>
              <th scope="row">{nameOfStart(start, step, isOneDay, language)}</th>
              {hasBoth && (
                <>
                  <td className="number">{number.format(entered)}</td>
                  <td className="number">{number.format(left)}</td>
                </>
              )}
              {columns.map((word) => (
                <td key={word} className="number">
                  {number.format(counts[word] ?? 0)}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
        <tfoot>
          <tr>
            <th scope="row">{words.total}</th>
            {hasBoth && (
              <>
                <td className="number" data-total="entered">{number.format(report.entered)}</td>
                <td className="number" data-total="left">{number.format(report.left)}</td>
              </>
            )}
            {columns.map((word) => (
              <td key={word} className="number" data-total={word}>
                {number.format(buckets.reduce((sum, { counts }) => sum + (counts[word] ?? 0), 0))}
              </td>
            ))}
          </tr>
        </tfoot>
      </table>
    </div>
  );
}
