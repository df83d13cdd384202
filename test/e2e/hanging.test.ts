import { expect, it } from 'vitest';
import { type LaunchedKiosk, launchKiosk, makeUserData } from '../helpers/launch_kiosk.ts';

const BACK_WITHIN_MS = 20_000;
const DRAWS = 'new Promise((done) => requestAnimationFrame(() => done(true)))';

async function processes(kiosk: LaunchedKiosk): Promise<{ readonly door: number; readonly graphics: number }> {
  return kiosk.app.evaluate(({ app, BrowserWindow }) => ({
    door: BrowserWindow.getAllWindows().find(({ webContents }) => webContents.getURL().includes('/door/'))?.webContents.getOSProcessId() ?? 0,
    graphics: app.getAppMetrics().find(({ type }) => type === 'GPU')?.pid ?? 0,
  }));
}

/** Asked through the main process: a page that was stopped is another one for whoever drives the browser. */
async function doorDraws(kiosk: LaunchedKiosk): Promise<boolean> {
  return kiosk.app.evaluate(
    ({ BrowserWindow }, question) =>
      Promise.race([
        BrowserWindow.getAllWindows()
          .find(({ webContents }) => webContents.getURL().includes('/door/') && !webContents.isLoading())
          ?.webContents.executeJavaScript(question)
          .catch(() => false) ?? false,
        new Promise<boolean>((done) => setTimeout(() => done(false), 1_000)),
      ]),
    DRAWS,
  );
}

it('loads a page anew that hangs, and leaves the graphics alone, with which the other pages draw', async () => {
  const kiosk = await launchKiosk({ userData: makeUserData() });
  await (await kiosk.window('door')).waitForSelector('[data-screen="ready"]');
  await expect.poll(() => doorDraws(kiosk), { timeout: BACK_WITHIN_MS }).toBe(true);
  const before = await processes(kiosk);
  process.kill(before.door, 'SIGSTOP');
  await expect.poll(async () => (await processes(kiosk)).door, { timeout: BACK_WITHIN_MS }).not.toBe(before.door);
  await expect.poll(() => doorDraws(kiosk), { timeout: BACK_WITHIN_MS }).toBe(true);
  expect((await processes(kiosk)).graphics).toBe(before.graphics);
  await kiosk.close();
});

it('draws again with other graphics where these hang', async () => {
  const kiosk = await launchKiosk({ userData: makeUserData() });
  await (await kiosk.window('door')).waitForSelector('[data-screen="ready"]');
  await expect.poll(() => doorDraws(kiosk), { timeout: BACK_WITHIN_MS }).toBe(true);
  const before = await processes(kiosk);
  process.kill(before.graphics, 'SIGSTOP');
  await expect.poll(() => doorDraws(kiosk), { timeout: BACK_WITHIN_MS }).toBe(false);
  await expect.poll(() => doorDraws(kiosk), { timeout: BACK_WITHIN_MS }).toBe(true);
  expect((await processes(kiosk)).graphics).not.toBe(before.graphics);
  await kiosk.close();
});
