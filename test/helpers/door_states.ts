import type { ElectronApplication } from 'playwright';
import { channelOf } from '../../main/bridge/channel.ts';
import type { DoorState, RedactedVerdict } from '../../main/bridge/contract.ts';

/** A door that waits for a pass, with nothing to say. */
export const READY_DOOR: DoorState = {
  demo: false,
  venueName: 'Riverside Hall',
  gate: 'North',
  direction: 'in',
  language: 'en',
  sound: false,
  devices: [],
  admittedToday: 1_234,
  occupancy: { inside: 0, capacity: null, level: 'below', peak: 0, peakAtMs: null },
  directionToggle: false,
  lastManual: null,
  mayOverride: null,
  drill: null,
  notice: null,
  hint: null,
  mirror: true,
  screen: { kind: 'ready' },
};

/** A verdict as the door gets it, of a pass whose holder is nobody. */
export function verdictOf(outcome: RedactedVerdict['outcome'], changes: Partial<RedactedVerdict> = {}): RedactedVerdict {
  return { outcome, reasonClass: 'none', format: 'hc1', hint: null, ruleWords: {}, identity: null, ...changes };
}

/** A decision on screen. */
export function decidedScreen(
  sequence: number,
  verdict: RedactedVerdict,
  changes: Partial<Extract<DoorState['screen'], { kind: 'decided' }>> = {},
): DoorState['screen'] {
  return { kind: 'decided', sequence, verdict, direction: 'in', showForMs: 8_000, identityForMs: 60_000, shownBeforeMs: null, ...changes };
}

/** What the door's page has once it shows a state. */
export function selectorOf({ screen = READY_DOOR.screen }: Partial<DoorState>): string {
  if (screen.kind === 'problem' || screen.kind === 'stopped') {
    return `[data-screen="problem"][data-problem="${screen.kind === 'problem' ? screen.problem : screen.fault}"]`;
  }
  return `[data-screen="${screen.kind === 'decided' ? screen.verdict.outcome : screen.kind}"]`;
}

/** Pushes what the kiosk would push, which from now on is silent: the door's page is the real one, the state is given. */
export async function showDoor(app: ElectronApplication, changes: Partial<DoorState>): Promise<void> {
  await app.evaluate(
    ({ BrowserWindow }, { channel, state }) => {
      const window = BrowserWindow.getAllWindows().find((one) => one.webContents.getURL().includes('/door/'));
      if (window === undefined) throw new Error('no door window');
      const contents = window.webContents as Electron.WebContents & { sendGiven?: Electron.WebContents['send'] };
      if (contents.sendGiven === undefined) {
        const send = contents.send.bind(contents);
        contents.sendGiven = send;
        contents.send = (to, ...content) => {
          if (to !== channel) send(to, ...content);
        };
      }
      contents.sendGiven(channel, state);
    },
    { channel: channelOf('door', 'state'), state: { ...READY_DOOR, ...changes } },
  );
}
