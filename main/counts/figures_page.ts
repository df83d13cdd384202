import type { ExportLabels, Language } from '../bridge/contract.ts';
import { columnTitles, HIDDEN_MARK } from './column_titles.ts';
import type { FiguresTable } from './figures_table.ts';

/** So many columns fit a page of the usual letters. */
const COLUMNS_AT_FULL_SIZE = 9;
const STYLE = `
@page { size: A4 landscape; margin: 14mm 12mm; }
body { font-family: system-ui, "Noto Sans", "Noto Sans CJK HK", "Noto Sans CJK SC", "WenQuanYi Micro Hei", sans-serif; color: #000; margin: 0; }
h1 { font-size: 16pt; margin: 0 0 2mm; }
p { font-size: 10pt; margin: 0 0 2mm; }
table { border-collapse: collapse; width: 100%; margin-top: 4mm; }
thead { display: table-header-group; }
tr { break-inside: avoid; }
th, td { padding: 1mm 2mm; border-bottom: 0.2mm solid #777; text-align: end; font-variant-numeric: tabular-nums; }
thead th { vertical-align: bottom; border-bottom: 0.5mm solid #000; overflow-wrap: anywhere; }
th:first-child { text-align: start; white-space: nowrap; }
tfoot { display: table-row-group; }
tfoot th, tfoot td { border-top: 0.5mm solid #000; font-weight: 700; }
.bar { width: 22%; text-align: start; }
.bar i { display: block; height: 2.6mm; background: #333; }`;

/** Figures as a page to be printed: HTML without scripts, links or pictures, in which every text is escaped. */
export function figuresPage(
  table: FiguresTable,
  labels: ExportLabels,
  about: { readonly venueName: string; readonly language: Language },
): string {
  const number = new Intl.NumberFormat(about.language);
  const cells = (counts: readonly (number | null)[]) =>
    counts.map((count) => `<td>${count === null ? HIDDEN_MARK : number.format(count)}</td>`).join('');
  const most = Math.max(1, ...table.rows.map(({ counts }) => counts[0] ?? 0));
  const bar = (count: number | null | undefined) =>
    `<td class="bar"><i style="width:${(((count ?? 0) / most) * 100).toFixed(1)}%"></i></td>`;
  const size = Math.min(1, COLUMNS_AT_FULL_SIZE / table.columns.length) * 10;
  return `<!doctype html>
<html lang="${about.language}"><head><meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>${escaped(labels.title)}</title><style>${STYLE} table { font-size: ${Math.max(size, 5).toFixed(1)}pt; }</style></head><body>
<h1>${escaped(about.venueName)}: ${escaped(labels.title)}</h1>
<p>${escaped(labels.asked)}</p><p>${escaped(labels.made)}</p>
${table.threshold > 0 ? `<p>${HIDDEN_MARK} ${escaped(labels.hidden)}</p>` : ''}
<table><thead><tr><th scope="col">${escaped(labels.step)}</th>${columnTitles(table, labels)
    .map((title) => `<th scope="col">${escaped(title)}</th>`)
    .join('')}<th class="bar"></th></tr></thead>
<tbody>${table.rows
    .map(({ counts, start }) => `<tr><th scope="row">${escaped(start.replace('T', ' '))}</th>${cells(counts)}${bar(counts[0])}</tr>`)
    .join('\n')}</tbody>
<tfoot><tr><th scope="row">${escaped(labels.total)}</th>${cells(table.total)}<td></td></tr></tfoot></table></body></html>`;
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
}
