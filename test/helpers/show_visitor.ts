import type { ElectronApplication } from 'playwright';
import { channelOf } from '../../main/bridge/channel.ts';
import type { VisitorState } from '../../main/bridge/contract.ts';

const PRESENT: VisitorState = {
  languages: ['en'],
  demo: false,
  drill: false,
  venueName: 'Riverside Hall',
  screen: 'present_pass',
  hint: null,
  mirror: true,
};

/** Pushes to the real visitor's page what the kiosk would push. */
export async function showVisitor(app: ElectronApplication, changes: Partial<VisitorState>): Promise<void> {
  await app.evaluate(
    ({ BrowserWindow }, { channel, state }) => {
      const window = BrowserWindow.getAllWindows().find((one) => one.webContents.getURL().includes('/visitor/'));
      window?.webContents.send(channel, state);
    },
    { channel: channelOf('visitor', 'state'), state: { ...PRESENT, ...changes } },
  );
}
