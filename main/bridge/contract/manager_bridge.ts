import type { TestSymbol, TestSymbolId } from '../../../native/test_symbols.ts';
import type { Result } from '../../pass/result.ts';
import type { DrillReport, DrillSpecimenId } from './drill.ts';
import type { EventPage, InsideReport } from './events.ts';
import type { ExportFormat, ExportLabels, ExportTarget, FiguresReport, FiguresRequest, PerformanceReport } from './figures.ts';
import type { HelpStatus, PreparedBundle } from './help.ts';
import type { OpeningAnswer, OpeningCheck } from './opening_check.ts';
import type { OsGuard } from './os_guards.ts';
import type { ProgramFault, ProgramStatus } from './program.ts';
import type { RuleChoice, RuleTrial } from './rules.ts';
import type { CameraStatus, ScannerCheck, ScannerMaker } from './scanners.ts';
import type { CorrectionReason, FirstPinFault, PinChange, PinFault, Role, StaffStatus } from './staff.ts';
import type { SetUpFault, SetUpOffer, TrustFault, TrustStatus, UpdateSummary } from './trust.ts';
import type { VenueSettings } from './venue_settings.ts';

/** `window.kiosk` of the manager window. A method answers `locked` to a lesser role than `MANAGER_ROLES` asks for. */
export interface ManagerBridge {
  status(): Promise<Result<StaffStatus, never>>;
  unlock(request: { pin: string }): Promise<Result<Role, 'wrong_pin' | 'wait' | 'sealed' | 'lost' | FirstPinFault>>;
  lock(): Promise<Result<null, never>>;
  /** Somebody is at work: the idle time starts again. Nothing else starts it again. */
  touch(): Promise<Result<null, 'locked'>>;
  settings(): Promise<Result<{ settings: VenueSettings; camera: CameraStatus }, 'locked'>>;
  saveSettings(request: VenueSettings): Promise<Result<null, 'locked' | 'bad_input' | 'not_saved'>>;
  setPin(request: PinChange): Promise<Result<null, 'locked' | PinFault>>;
  figures(request: FiguresRequest): Promise<Result<FiguresReport, 'locked'>>;
  performance(request: { readonly from: string; readonly until: string }): Promise<Result<PerformanceReport, 'locked'>>;
  exportTargets(): Promise<Result<readonly ExportTarget[], 'locked'>>;
  /** Writes figures into a file, small counts suppressed, and says which. */
  exportFigures(request: {
    readonly figures: FiguresRequest;
    readonly format: ExportFormat;
    readonly target: string;
    readonly labels: ExportLabels;
  }): Promise<Result<{ readonly file: string }, 'locked' | 'no_target' | 'not_saved'>>;
  printFigures(request: {
    readonly figures: FiguresRequest;
    readonly labels: ExportLabels;
  }): Promise<Result<null, 'locked' | 'no_printer' | 'not_printed'>>;
  inside(): Promise<Result<InsideReport, 'locked'>>;
  /** Puts right how many are inside. */
  correctInside(request: { inside: number; reason: CorrectionReason }): Promise<Result<null, 'locked' | 'not_saved'>>;
  events(request: { before: number | null }): Promise<Result<EventPage, 'locked'>>;
  rules(): Promise<Result<readonly RuleChoice[], 'locked'>>;
  trust(): Promise<Result<TrustStatus, 'locked'>>;
  /** Fetches an update from the venue's source, or from a folder (a stick), and says what it would change. */
  checkUpdate(request: { folder: string | null }): Promise<Result<UpdateSummary, 'locked' | TrustFault>>;
  applyUpdate(): Promise<Result<null, 'locked' | TrustFault>>;
  restoreTrust(): Promise<Result<null, 'locked' | TrustFault>>;
  /** The manager vouches for the clock as it is. */
  confirmClock(): Promise<Result<null, 'locked'>>;
  /** Says what the scanned code, or the one in a folder, would set up. */
  prepareSetUp(request: { folder: string | null }): Promise<Result<SetUpOffer, 'locked' | SetUpFault>>;
  confirmSetUp(): Promise<Result<null, 'locked' | SetUpFault>>;
  /** Tries a pack on the example visitors, at a local minute (`YYYY-MM-DDTHH:MM`) or now; changes nothing. */
  tryRule(request: { rulePack: string; at: string | null }): Promise<Result<readonly RuleTrial[], 'locked' | 'bad_input'>>;
  /** Shows a test symbol to the scanners: until the check ends, what they send reaches the doctor and not the door. */
  startScannerCheck(request: {
    symbol: TestSymbolId;
  }): Promise<Result<{ symbol: TestSymbol; makers: readonly ScannerMaker[] }, 'locked'>>;
  /** To be asked again and again: a check whose window has gone silent ends by itself. */
  scannerCheck(): Promise<Result<ScannerCheck, 'locked'>>;
  stopScannerCheck(): Promise<Result<null, never>>;
  help(): Promise<Result<HelpStatus, 'locked'>>;
  /** Which guards of the operating system hold here. */
  guards(): Promise<Result<readonly OsGuard[], 'locked'>>;
  /** Makes a support bundle and keeps it, so that what leaves is what was seen. */
  prepareBundle(): Promise<Result<PreparedBundle, 'locked'>>;
  /** Writes the bundle that was prepared last into an export target, and says into which file. */
  writeBundle(request: { target: string }): Promise<Result<{ readonly file: string }, 'locked' | 'no_target' | 'not_saved' | 'not_prepared'>>;
  /** Begins the opening check anew: until it is done, what scanners send reaches it and not the door. */
  startOpeningCheck(): Promise<Result<null, 'locked'>>;
  /** To be asked again and again: a check whose window has gone silent ends by itself. */
  openingCheck(): Promise<Result<OpeningCheck, 'locked'>>;
  answerOpeningCheck(request: OpeningAnswer): Promise<Result<null, 'locked'>>;
  stopOpeningCheck(): Promise<Result<null, never>>;
  /** Turns the door into a drill, in which nothing is counted and real passes are not looked at. */
  startDrill(): Promise<Result<null, 'locked'>>;
  drill(): Promise<Result<DrillReport, 'locked'>>;
  /** Presents a specimen to the door, as if it was scanned there. */
  presentDrill(request: { specimen: DrillSpecimenId }): Promise<Result<null, 'locked' | 'no_drill'>>;
  printDrill(): Promise<Result<null, 'locked' | 'no_printer' | 'not_printed'>>;
  stopDrill(): Promise<Result<null, 'locked'>>;
  /** Ends the program: nothing starts it again before the machine does, or somebody. */
  endKiosk(): Promise<Result<null, 'locked'>>;
  program(): Promise<Result<ProgramStatus, 'locked'>>;
  /** From where this kiosk gets its program, and how early. */
  chooseReleases(request: { channel: 'stable' | 'beta'; source: string | null }): Promise<Result<null, 'locked' | 'bad_input' | ProgramFault>>;
  /** Looks for a newer program at the venue's address, or in a folder (a stick), and downloads it. */
  checkProgram(request: { folder: string | null }): Promise<Result<null, 'locked' | 'bad_input' | ProgramFault>>;
  /** Installs what is ready: where all goes well, the kiosk starts anew before this answers. */
  installProgram(): Promise<Result<null, 'locked' | ProgramFault>>;
  /** The same with the program before; all that was counted since is kept. */
  goBackProgram(): Promise<Result<null, 'locked' | ProgramFault>>;
  close(): Promise<Result<null, never>>;
}
