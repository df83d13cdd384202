import './doctor.css';
import { type CSSProperties, useEffect, useMemo, useState } from 'react';
import type {
  Finding,
  Language,
  Remedy,
  ScannerCheck,
  ScannerMaker,
  ScannerReport,
  TestSymbol,
  TestSymbolId,
  VenueSettings,
} from '../../main/bridge/contract.ts';
import { bridgeOf } from '../bridge.ts';
import { wordsOf } from '../words/words.ts';
import { mayUse } from './may_use.ts';
import { symbolPath } from './symbol_path.ts';
import type { TabProps } from './tabs.tsx';

const POLL_MS = 400;
const SERIES: readonly TestSymbolId[] = ['characters', 'speed', 'bytes', 'aztec', 'data_matrix'];

/** What each symbol of the series brought to light, the worst of all scanners. */
type Outcomes = Readonly<Partial<Record<TestSymbolId, 'good' | 'bad'>>>;

/** The scanner doctor: a test symbol, and beside it what each scanner made of it. */
export function Doctor(props: TabProps) {
  const { language, settings } = props;
  const bridge = bridgeOf('manager');
  const words = wordsOf(language).doctor;
  const [symbol, setSymbol] = useState<TestSymbol | null>(null);
  const [makers, setMakers] = useState<readonly ScannerMaker[]>([]);
  const [chosenMaker, setChosenMaker] = useState<string | null>(null);
  const [check, setCheck] = useState<ScannerCheck>({ isRunning: false, scanners: [], silence: [] });
  const [outcomes, setOutcomes] = useState<Outcomes>({});

  useEffect(() => {
    const load = async () => {
      const answer = await bridge.scannerCheck();
      if (answer.ok) setCheck(answer.value);
    };
    void load();
    const timer = setInterval(() => void load(), POLL_MS);
    return () => {
      clearInterval(timer);
      void bridge.stopScannerCheck();
    };
  }, [bridge]);

  const shown = check.isRunning ? symbol : null;
  const outcome = outcomeOf(check);
  useEffect(() => {
    if (shown !== null && outcome !== null) setOutcomes((before) => ({ ...before, [shown.id]: outcome }));
  }, [shown, outcome]);

  async function show(id: TestSymbolId): Promise<void> {
    const answer = await bridge.startScannerCheck({ symbol: id });
    const started = await bridge.scannerCheck();
    if (!answer.ok || !started.ok) return;
    // Together, so that no answer about the last symbol is taken for one about this.
    setMakers(answer.value.makers);
    setSymbol(answer.value.symbol);
    setCheck(started.value);
  }

  async function end(): Promise<void> {
    await bridge.stopScannerCheck();
    setSymbol(null);
    setOutcomes({});
  }

  const next = shown === null ? undefined : SERIES[SERIES.indexOf(shown.id) + 1];
  const maker = chosenMaker ?? makers.find(({ isPresent }) => isPresent)?.maker ?? '';
  const findings = [...check.silence, ...check.scanners.flatMap(({ diagnosis }) => diagnosis?.findings ?? [])];
  const mender = { language, settings, mayChange: mayUse(props.role, 'manager'), maker: makers.find((one) => one.maker === maker) ?? null, onSaved: props.onSaved };
  return (
    <div className="doctor" data-check={shown === null ? 'off' : shown.id}>
      {shown !== null && (
        <div className="series">
          <ol>
            {SERIES.map((id, index) => (
              <li key={id}>
                <button
                  type="button"
                  aria-pressed={id === shown.id}
                  title={words.symbols[id].help}
                  data-outcome={outcomes[id]}
                  onClick={() => void show(id)}
                >
                  <b aria-hidden="true">{outcomes[id] === undefined ? index + 1 : outcomes[id] === 'good' ? '✓' : '!'}</b>
                  {words.symbols[id].title}
                </button>
              </li>
            ))}
          </ol>
          <button type="button" onClick={() => void end()}>
            {words.end}
          </button>
        </div>
      )}
      {shown === null ? (
        <section className="intro">
          <p>{words.intro}</p>
          <button type="button" className="main" onClick={() => void show('characters')}>
            {words.start}
          </button>
          <p className="closed">{words.doorIsClosed}</p>
          <ol>
            {SERIES.map((id, index) => (
              <li key={id}>
                <b aria-hidden="true">{index + 1}</b> {words.symbols[id].title}
                <small>{words.symbols[id].help}</small>
              </li>
            ))}
          </ol>
        </section>
      ) : (
        <section className="show">
          <h2>{words.hold}</h2>
          <TestCode symbol={shown} label={words.symbols[shown.id].title} />
          {next !== undefined && (
            <button type="button" className={outcome === 'good' ? 'main' : ''} onClick={() => void show(next)}>
              {words.next}
            </button>
          )}
        </section>
      )}
      <section className="scanners">
        <div className="heading">
          <h2>{words.scanners}</h2>
          {findings.some(({ remedies }) => remedies.length > 0) && makers.length > 0 && (
            <label>
              {words.maker}
              <select value={maker} onChange={({ target }) => setChosenMaker(target.value)}>
                <option value="">{words.otherMaker}</option>
                {makers.map((one) => (
                  <option key={one.maker}>{one.maker}</option>
                ))}
              </select>
            </label>
          )}
        </div>
        {check.silence.length > 0 && (
          <article className="scanner bad">
            <Findings findings={check.silence} {...mender} />
          </article>
        )}
        {check.scanners.length === 0 && <p className="none">{words.noScanners}</p>}
        {check.scanners.map((scanner) => (
          <Scanner key={scanner.device.sourceId} scanner={scanner} isRunning={shown !== null} {...mender} />
        ))}
      </section>
    </div>
  );
}

/** Null while no scanner was judged. */
function outcomeOf({ scanners, silence }: ScannerCheck): 'good' | 'bad' | null {
  const judged = scanners.flatMap(({ diagnosis }) => (diagnosis === null ? [] : [diagnosis]));
  if (judged.length === 0) return silence.length > 0 ? 'bad' : null;
  return judged.every(({ healthy }) => healthy) ? 'good' : 'bad';
}

function TestCode({ label, symbol }: { readonly symbol: TestSymbol; readonly label: string }) {
  const { path, size } = useMemo(() => symbolPath(symbol), [symbol]);
  return (
    <div className="symbol" role="img" aria-label={label} style={{ '--modules': size } as CSSProperties}>
      <svg viewBox={`0 0 ${size} ${size}`} shapeRendering="crispEdges" aria-hidden="true">
        <path d={path} fill="#000" />
      </svg>
    </div>
  );
}

interface Mender {
  readonly language: Language;
  readonly settings: VenueSettings;
  /** The role may save settings. */
  readonly mayChange: boolean;
  /** Null: a maker whose codes are not known. */
  readonly maker: ScannerMaker | null;
  readonly onSaved: () => Promise<void>;
}

function Scanner({ isRunning, scanner, ...mender }: Mender & { readonly scanner: ScannerReport; readonly isRunning: boolean }) {
  const { device, diagnosis, isSending } = scanner;
  const { language } = mender;
  const all = wordsOf(language);
  const words = all.doctor;
  const { status } = device;
  const state =
    status.state === 'fault' ? all.fault[status.code] : status.state === 'ready' ? words.ready : all.deviceState[status.state];
  const isDirectKeyboard = device.input === 'keyboard' && status.state === 'ready';
  const faults = diagnosis?.findings.filter(({ severity }) => severity === 'fault').length ?? 0;
  const look = diagnosis === null ? '' : diagnosis.healthy ? 'good' : 'bad';
  return (
    <article className={`scanner ${look}`} data-source={device.sourceId}>
      <header>
        <h3>{device.name}</h3>
        {diagnosis === null && <span className={`state ${status.state}`}>{state}</span>}
      </header>
      {isRunning && (
        <p className="verdict" role="status">
          {isSending
            ? words.reading
            : diagnosis === null
              ? words.waiting
              : diagnosis.healthy
                ? words.healthy
                : words.faults(faults)}
        </p>
      )}
      {diagnosis !== null && (
        <dl>
          <Fact name={words.mode} value={isDirectKeyboard ? words.directKeyboard : all.device[device.input]} />
          {diagnosis.end !== null && <Fact name={words.suffix} value={words.suffixes[diagnosis.end]} />}
          {diagnosis.layout !== null && <Fact name={words.layout} value={words.layouts[diagnosis.layout]} />}
          {diagnosis.charactersPerSecond !== null && (
            <Fact name={words.speed} value={words.perSecond(diagnosis.charactersPerSecond)} />
          )}
          {diagnosis.arrived > 0 && (
            <Fact name={words.characters} value={words.arrived(diagnosis.arrived, diagnosis.expected)} />
          )}
        </dl>
      )}
      {diagnosis !== null && <Findings findings={diagnosis.findings} {...mender} />}
    </article>
  );
}

function Fact({ name, value }: { readonly name: string; readonly value: string }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{value}</dd>
    </div>
  );
}

function Findings({ findings, ...mender }: Mender & { readonly findings: readonly Finding[] }) {
  const words = wordsOf(mender.language).doctor;
  return (
    <ul className="findings">
      {findings.map((finding) => {
        const { code, count, layout, remedies, severity } = finding;
        const { help, title } = words.findings[code];
        return (
          <li key={code} className={severity} data-finding={code}>
            <h4>{title(count ?? 0, layout === null ? '' : words.layouts[layout])}</h4>
            <p>{help}</p>
            {layout !== null && mender.mayChange && <UseLayout layout={layout} {...mender} />}
            <Remedies remedies={remedies} {...mender} />
          </li>
        );
      })}
    </ul>
  );
}

/** The setting of the kiosk that mends a wrong layout. */
function UseLayout(props: Mender & { readonly layout: NonNullable<Finding['layout']> }) {
  const { language, layout, onSaved, settings } = props;
  const words = wordsOf(language);
  const [message, setMessage] = useState('');

  async function save(): Promise<void> {
    const answer = await bridgeOf('manager').saveSettings({ ...settings, keyboardLayout: layout });
    setMessage(answer.ok ? words.doctor.layoutSaved : words.managerScreen.notSaved);
    if (answer.ok) await onSaved();
  }

  return (
    <p className="setting">
      <button type="button" className="main" onClick={() => void save()}>
        {words.doctor.useLayout(words.doctor.layouts[layout])}
      </button>
      <span role="status">{message}</span>
    </p>
  );
}

/** The maker's programming codes; where none is known, what to look for. */
function Remedies({ language, maker, remedies }: Mender & { readonly remedies: readonly Remedy[] }) {
  const words = wordsOf(language).doctor;
  const known = remedies.flatMap((remedy) => {
    const code = maker?.codes[remedy];
    return code === undefined ? [] : [{ remedy, code }];
  });
  if (remedies.length === 0) return null;
  if (known.length === 0) {
    return (
      <p className="look-up">
        {words.lookUp} {remedies.map((remedy) => words.remedies[remedy]).join(' / ')}
      </p>
    );
  }
  return (
    <dl className="codes">
      {known.map(({ code, remedy }) => (
        <div key={remedy}>
          <dt>{words.remedies[remedy]}</dt>
          <dd>
            {words.scanCode} <b lang="en">{code.title}</b> {code.command !== null && <code>{code.command}</code>}
            <small lang="en">{code.source}</small>
          </dd>
        </div>
      ))}
    </dl>
  );
}
