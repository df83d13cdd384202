import type { ExportFormat, ExportLabels, ExportTarget, FiguresReport, FiguresRequest, PerformanceReport, VenueSettings } from './bridge/contract.ts';
import type { Figures } from './counts/figures.ts';
import type { FiguresTable } from './counts/figures_table.ts';
import type { ExportTargets } from './export_targets.ts';
import { ok, type Result } from './pass/result.ts';

/** What leaves the kiosk of the figures, and in what form. Everything that leaves goes through `table`. */
export interface FiguresDesk {
  report(request: FiguresRequest): FiguresReport;
  performance(from: string, until: string): PerformanceReport;
  targets(): readonly ExportTarget[];
  /** Answers the path of the file. */
  export(wanted: {
    readonly figures: FiguresRequest;
    readonly format: ExportFormat;
    readonly target: string;
    readonly labels: ExportLabels;
  }): Promise<Result<{ readonly file: string }, 'no_target' | 'not_saved'>>;
  print(wanted: {
    readonly figures: FiguresRequest;
    readonly labels: ExportLabels;
  }): Promise<Result<null, 'no_printer' | 'not_printed'>>;
}

/** Joins figures, suppression, file formats and the places that files go to. */
export function createFiguresDesk(parts: {
  readonly figures: Figures;
  readonly settings: () => VenueSettings;
  readonly nowMs: () => number;
  readonly targets: ExportTargets;
  readonly table: (
    request: FiguresRequest,
    report: (request: FiguresRequest) => FiguresReport,
    suppressBelow: number,
    pause: () => Promise<void>,
  ) => Promise<FiguresTable>;
  readonly csv: (table: FiguresTable, labels: ExportLabels) => Uint8Array;
  readonly json: (table: FiguresTable, venueName: string, madeAtMs: number) => Uint8Array;
  readonly page: (table: FiguresTable, labels: ExportLabels, about: VenueSettings) => string;
  readonly toPdf: (html: string) => Promise<Uint8Array>;
  readonly print: (html: string) => Promise<Result<null, 'no_printer' | 'not_printed'>>;
  /** Something left the kiosk. */
  readonly exported: (format: ExportFormat | 'print') => void;
}): FiguresDesk {
  const { nowMs, settings } = parts;
  const report = (request: FiguresRequest) => parts.figures.report(request, nowMs());

  function tableOf(request: FiguresRequest): Promise<FiguresTable> {
    return parts.table(request, report, settings().suppressBelow, nextTurn);
  }

  async function contentOf(table: FiguresTable, format: ExportFormat, labels: ExportLabels): Promise<Uint8Array> {
    switch (format) {
      case 'csv':
        return parts.csv(table, labels);
      case 'json':
        return parts.json(table, settings().venueName, nowMs());
      case 'pdf':
        return parts.toPdf(parts.page(table, labels, settings()));
      default:
        return format satisfies never;
    }
  }

  return {
    report,
    performance: parts.figures.performance,
    targets: parts.targets.list,
    async export({ figures, format, labels, target }) {
      const content = await contentOf(await tableOf(figures), format, labels);
      const written = parts.targets.write(target, `venue-pass-figures-${figures.from}-${figures.until}.${format}`, content);
      if (written.ok) parts.exported(format);
      return written;
    },
    async print({ figures, labels }) {
      const printed = await parts.print(parts.page(await tableOf(figures), labels, settings()));
      if (!printed.ok) return printed;
      parts.exported('print');
      return ok(null);
    },
  };
}

function nextTurn(): Promise<void> {
  return new Promise((resolve) => {
    setImmediate(resolve);
  });
}
