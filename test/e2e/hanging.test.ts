import { afterEach, beforeEach, expect, it } from 'vitest';
import { type LaunchedKiosk, launchKiosk, makeUserData } from '../helpers/launch_kiosk.ts';

const BACK_WITHIN_MS = 20_000;
const DRAWS = 'new Promise((done) => requestAnimationFrame(() => done(true)))';

let kiosk: LaunchedKiosk;
let before: Processes;

beforeEach(async () => {
  kiosk = await launchKiosk({ userData: makeUserData() });
  await (await kiosk.window('door')).waitForSelector('[data-screen="ready"]');
  await expect.poll(doorDraws, { timeout: BACK_WITHIN_MS }).toBe(true);
  before = await processes();
});
afterEach(() => kiosk.close());

interface Processes {
  readonly door: number;
  readonly graphics: number;
}

async function processes(): Promise<Processes> {
  return kiosk.app.evaluate(({ app, BrowserWindow }) => {
    const door = BrowserWindow.getAllWindows().find(({ webContents }) => webContents.getURL().includes('/door/'))?.webContents.getOSProcessId();
    const graphics = app.getAppMetrics().find(({ type }) => type === 'GPU')?.pid;
    // A signal to the process 0 would reach the tests themselves.
    if (!door || !graphics) throw new Error('no door or no graphics');
    return { door, graphics };
  });
}

/** Asked through the main process: a page that was stopped is another one for whoever drives the browser. */
async function doorDraws(): Promise<boolean> {
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
  process.kill(before.door, 'SIGSTOP');
  const door = () => processes().then((now) => now.door, () => before.door);
  await expect.poll(door, { timeout: BACK_WITHIN_MS }).not.toBe(before.door);
  await expect.poll(doorDraws, { timeout: BACK_WITHIN_MS }).toBe(true);
  expect((await processes()).graphics).toBe(before.graphics);
});

it('draws again with other graphics where these hang', async () => {
  process.kill(before.graphics, 'SIGSTOP');
  await expect.poll(doorDraws, { timeout: BACK_WITHIN_MS }).toBe(false);
  await expect.poll(doorDraws, { timeout: BACK_WITHIN_MS }).toBe(true);
  expect((await processes()).graphics).not.toBe(before.graphics);
});

it('leaves a page alone whose answer waited while the main process was held up itself', async () => {
  await kiosk.app.evaluate(({ BrowserWindow }) => {
    const page = BrowserWindow.getAllWindows().find(({ webContents }) => webContents.getURL().includes('/door/'))?.webContents;
    if (page === undefined) throw new Error('no door');
    const ask = page.executeJavaScript.bind(page);
    return new Promise<void>((done) => {
      page.executeJavaScript = (question: string) => {
        const answer = ask(question);
        page.executeJavaScript = ask;
        const untilMs = performance.now() + 6_000;
        while (performance.now() < untilMs);
        done();
        return answer;
      };
    });
  });
  await expect.poll(doorDraws, { timeout: BACK_WITHIN_MS }).toBe(true);
  expect(await processes()).toEqual(before);
});
