import '../tokens.css';
import './door.css';
import { useCallback, useEffect, useState } from 'react';
import type { DoorState, ManualReason, OverrideReason, RedactedVerdict } from '../../main/bridge/contract.ts';
import { bridgeOf } from '../bridge.ts';
import { hideIdlePointer } from '../idle_pointer.ts';
import { mount } from '../mount.tsx';
import { turnPageTo } from '../words/turn_page.ts';
import { type Words, wordsOf } from '../words/words.ts';
import { DoorScreen } from './door_screen.tsx';
import { DrillAsks, DrillBar } from './drill_bar.tsx';
import { Footer } from './footer.tsx';
import { Header } from './header.tsx';
import { HelpPanel } from './help_panel.tsx';
import { Icon } from './icons.tsx';
import { ManualPanel } from './manual_panel.tsx';
import { ManualToast } from './manual_toast.tsx';
import { Notices } from './notices.tsx';
import { OverridePanel } from './override_panel.tsx';
import { Spoken } from './spoken.tsx';

const bridge = bridgeOf('door');
const FAULT_FOR_MS = 6_000;

type Panel = 'manual' | 'override' | 'help';
type StewardFault = keyof Words['steward']['faults'];

/** The door steward's screen: one glance says what to do. */
function Door() {
  const [state, setState] = useState<DoorState | null>(null);
  useEffect(() => void bridge.onState(setState), []);
  useEffect(() => {
    if (state !== null) turnPageTo(state.language);
  }, [state]);
  return state === null ? null : <DoorPage state={state} words={wordsOf(state.language)} />;
}

function DoorPage({ state, words }: { readonly state: DoorState; readonly words: Words }) {
  const [panel, setPanel] = useState<Panel | null>(null);
  const [scan, setScan] = useState<string | null>(null);
  const [lastAnswer, setLastAnswer] = useState<RedactedVerdict | null>(null);
  const { fault, tell } = useFault();

  // A scan has the screen: whatever was open for the visitor before closes with the very picture that shows it.
  const newest = scanOf(state.screen);
  if (newest !== null && newest !== scan) {
    setScan(newest);
    setPanel(null);
    setLastAnswer(state.screen.kind === 'decided' ? { ...state.screen.verdict, identity: null } : null);
  }

  const close = useCallback(() => setPanel(null), []);

  async function countManually(reason: ManualReason): Promise<void> {
    setPanel(null);
    const counted = await bridge.countManually({ reason });
    if (!counted.ok) tell(counted.error);
  }

  async function undoManual(): Promise<void> {
    const undone = await bridge.undoManual();
    if (!undone.ok) tell(undone.error);
  }

  async function override(pin: string, reason: OverrideReason): Promise<string | null> {
    if (state.mayOverride === null) return words.steward.faults.too_late;
    const done = await bridge.override({ sequence: state.mayOverride, pin, reason });
    return done.ok ? null : words.steward.faults[done.error];
  }

  // Nothing answers yet: neither the buttons nor what they open.
  if (state.screen.kind === 'stopped') {
    return (
      <div className="door">
        <Spoken state={state} words={words} />
        <Header state={state} words={words} onTurn={() => {}} />
        <div className="middle">
          <div className="shown">
            <div className="stage">
              <DoorScreen state={state} words={words} />
            </div>
          </div>
        </div>
      </div>
    );
  }

  const toggle = (name: Panel) => setPanel(panel === name ? null : name);
  const showsOverride = panel === 'override' && state.mayOverride !== null;
  return (
    <div className="door">
      <Spoken state={state} words={words} />
      <Header
        state={state}
        words={words}
        onTurn={(direction) => void bridge.setDirection({ direction }).then((done) => (done.ok ? undefined : tell(done.error)))}
      />
      <div className="middle">
        <div className="shown">
          {state.drill !== null && <DrillBar drill={state.drill} words={words} />}
          <div className="stage">
            {panel === 'help' ? <HelpPanel state={state} onClose={close} /> : <DoorScreen state={state} words={words} />}
          </div>
          {state.drill !== null && <DrillAsks drill={state.drill} words={words} />}
          <Notices state={state} words={words} />
          {fault !== null && (
            <p className="notice fault" role="status">
              {words.steward.faults[fault]}
            </p>
          )}
          {state.lastManual !== null && (
            <ManualToast reason={state.lastManual.reason} words={words} onUndo={() => void undoManual()} />
          )}
        </div>
        {panel === 'manual' && state.drill === null && (
          <ManualPanel words={words} onCount={(reason) => void countManually(reason)} onClose={close} />
        )}
        {showsOverride && <OverridePanel words={words} verdict={lastAnswer} onOverride={override} onClose={close} />}
      </div>
      <Footer state={state} words={words}>
        {state.mayOverride !== null && (
          <button type="button" className="supervisor" aria-expanded={showsOverride} onClick={() => toggle('override')}>
            <Icon name="shield" /> {words.steward.supervisor}
          </button>
        )}
        {state.drill === null && (
          <button type="button" className="without-code" aria-expanded={panel === 'manual'} onClick={() => toggle('manual')}>
            <Icon name="person" /> {words.steward.withoutCode}
          </button>
        )}
        <button type="button" aria-expanded={panel === 'help'} onClick={() => toggle('help')}>
          {words.help.title}
        </button>
        {state.demo && (
          <button type="button" onClick={() => void bridge.openSpecimens()}>
            {words.specimens}
          </button>
        )}
        <button type="button" onClick={() => void bridge.openManager()}>
          {words.manager}
        </button>
      </Footer>
    </div>
  );
}

/** Names what a device last brought on screen; null: nothing that came from a scan. */
function scanOf(screen: DoorState['screen']): string | null {
  if (screen.kind === 'pending') return 'pending';
  return 'sequence' in screen ? `${screen.sequence}` : null;
}

/** What went wrong with something that the steward did, for a few seconds. */
function useFault(): { readonly fault: StewardFault | null; readonly tell: (fault: StewardFault) => void } {
  const [told, setTold] = useState<{ readonly fault: StewardFault } | null>(null);
  useEffect(() => {
    if (told === null) return;
    const timer = setTimeout(() => setTold(null), FAULT_FOR_MS);
    return () => clearTimeout(timer);
  }, [told]);
  return { fault: told?.fault ?? null, tell: (fault) => setTold({ fault }) };
}

hideIdlePointer();
mount(<Door />);
