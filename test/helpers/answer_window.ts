import type { ElectronApplication } from 'playwright';
import { channelOf } from '../../main/bridge/channel.ts';
import type { Result } from '../../main/bridge/contract.ts';

/** From now on a window's method is answered with what is given: the page is the real one, and the kiosk behind it is not asked. */
export async function answerWindow(app: ElectronApplication, window: 'door' | 'manager', method: string, answer: Result<unknown, string>): Promise<void> {
  await app.evaluate(
    ({ ipcMain }, given) => {
      ipcMain.removeHandler(given.channel);
      ipcMain.handle(given.channel, () => given.answer);
    },
    { channel: channelOf(window, method), answer },
  );
}
