import { mkdtempSync, readdirSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Page } from 'playwright';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { demoAuthority } from '../../main/authority/demo_authority.ts';
import { demoSpecimens } from '../../main/authority/demo_specimens.ts';
import { type Scene, writeCameraFilm } from '../helpers/camera_film.ts';
import { choose } from '../helpers/choose.ts';
import { type LaunchedKiosk, launchKiosk, makeUserData } from '../helpers/launch_kiosk.ts';
import { readCounts } from '../helpers/read_counts.ts';

const TWO_CAMERAS = '--use-fake-device-for-media-stream=device-count=2,fps=30';
const TRUTH_WITHIN_MS = 2_000;
const AGAIN_WITHIN_MS = 20_000;

/** A film of a genuine specimen of the kiosk that runs on `userData`. */
async function filmOf(userData: string, scenes: (pass: string) => readonly Scene[]): Promise<string> {
  const first = await launchKiosk({ userData });
  await (await first.window('door')).waitForSelector('[data-screen]');
  await vi.waitFor(() => expect(readdirSync(path.join(userData, 'demo'))).toContain('authority.json'), 20_000);
  await first.close();
  const authority = demoAuthority.parse(JSON.parse(readFileSync(path.join(userData, 'demo/authority.json'), 'utf8')));
  const pass = demoSpecimens(authority, Date.now()).find(({ id }) => id === 'vaccinated')?.text ?? '';
  const file = path.join(mkdtempSync(path.join(tmpdir(), 'film-')), 'visitor.y4m');
  writeCameraFilm(file, scenes(pass));
  return file;
}

/** What the door says of the camera: the state, and nothing where it shows none. */
async function cameraOn(door: Page): Promise<string | null> {
  const shown = door.locator('[data-device="camera"]');
  return (await shown.count()) === 0 ? null : ((await shown.first().getAttribute('class')) ?? null);
}

async function waitForCamera(door: Page, state: string, withinMs: number): Promise<void> {
  await vi.waitFor(async () => expect(await cameraOn(door)).toBe(state), { timeout: withinMs, interval: 25 });
}

/** Chromium's process that speaks with the camera's driver: when it dies or stops, so does the camera. */
async function captureProcess(kiosk: LaunchedKiosk): Promise<number> {
  const browser = kiosk.app.process().pid ?? 0;
  return vi.waitFor(
    () => {
      for (const entry of readdirSync('/proc').filter((name) => /^\d+$/.test(name))) {
        const commandLine = contentOf(`/proc/${entry}/cmdline`);
        if (!commandLine.includes('--utility-sub-type=video_capture.mojom.VideoCaptureService')) continue;
        if (isChildOf(Number(entry), browser)) return Number(entry);
      }
      throw new Error('no capture process');
    },
    { timeout: 10_000 },
  );
}

/** The parents of a process, as /proc/PID/stat has them in its fourth field (proc(5)); its second is in brackets. */
function isChildOf(pid: number, ancestor: number): boolean {
  for (let at = pid; at > 1; ) {
    if (at === ancestor) return true;
    at = Number(contentOf(`/proc/${at}/stat`).replace(/^.*\) /s, '').split(' ')[1] ?? 0);
  }
  return false;
}

function contentOf(file: string): string {
  try {
    return readFileSync(file, 'latin1');
  } catch {
    return '';
  }
}

async function openSettings(kiosk: LaunchedKiosk): Promise<Page> {
  const door = await kiosk.window('door');
  await door.getByRole('button', { name: 'Manager' }).click();
  const manager = await kiosk.window('manager');
  await manager.getByLabel('Enter the PIN').fill('2468');
  await manager.getByRole('button', { name: 'Unlock' }).click();
  await manager.getByRole('tab', { name: 'Settings' }).click();
  return manager;
}

async function chooseCamera(manager: Page, camera: string): Promise<void> {
  await choose(manager, 'Camera in use', camera);
  await manager.getByRole('button', { name: 'Save' }).click();
  await manager.getByText('Saved.').waitFor();
}

async function waitForCurrent(kiosk: LaunchedKiosk, current: string): Promise<void> {
  const manager = await openSettings(kiosk);
  await manager.locator('[data-camera-state="ready"]', { hasText: current }).waitFor();
  // The click takes the page away on which it waits for its own effect.
  await Promise.all([
    manager.waitForEvent('close'),
    manager.getByRole('button', { name: 'Close' }).click().catch(() => {}),
  ]);
}

describe('the choice of the camera', () => {
  it('is kept by a name that outlives a restart, and can be none', async () => {
    const userData = makeUserData();
    let kiosk = await launchKiosk({ userData, args: [TWO_CAMERAS] });
    await waitForCamera(await kiosk.window('door'), 'ready', AGAIN_WITHIN_MS);
    await waitForCurrent(kiosk, 'fake_device_0 · 1280×720 · 30/s');
    await chooseCamera(await openSettings(kiosk), 'fake_device_1');
    await kiosk.close();

    kiosk = await launchKiosk({ userData, args: [TWO_CAMERAS] });
    await waitForCamera(await kiosk.window('door'), 'ready', AGAIN_WITHIN_MS);
    await waitForCurrent(kiosk, 'fake_device_1');
    const manager = await openSettings(kiosk);
    await kiosk.shoot(manager, 'manager-camera-settings');
    await chooseCamera(manager, 'No camera');
    const door = await kiosk.window('door');
    await expect.poll(() => cameraOn(door), { timeout: TRUTH_WITHIN_MS }).toBe(null);
    await kiosk.close();
  });

  it('goes on with another camera where the chosen one is unplugged', async () => {
    const userData = makeUserData();
    let kiosk = await launchKiosk({ userData, args: [TWO_CAMERAS] });
    await waitForCamera(await kiosk.window('door'), 'ready', AGAIN_WITHIN_MS);
    await chooseCamera(await openSettings(kiosk), 'fake_device_1');
    await kiosk.close();
    kiosk = await launchKiosk({ userData, args: ['--use-fake-device-for-media-stream=device-count=1,fps=30'] });
    await waitForCamera(await kiosk.window('door'), 'ready', AGAIN_WITHIN_MS);
    await waitForCurrent(kiosk, 'fake_device_0');
    await kiosk.close();
  });

  it('keeps no copy of the pictures that are shown', async () => {
    const kiosk = await launchKiosk({ args: [TWO_CAMERAS] });
    const door = await kiosk.window('door');
    await waitForCamera(door, 'ready', AGAIN_WITHIN_MS);
    await door.evaluate('window.pictures = 0; kiosk.onPreview(() => { window.pictures += 1; })');
    const pictures = (count: number) => expect.poll(() => door.evaluate('window.pictures'), { timeout: 60_000 }).toBeGreaterThan(count);
    const pid = await kiosk.app.evaluate(
      ({ BrowserWindow }) => BrowserWindow.getAllWindows().find(({ webContents }) => webContents.getURL().includes('/camera/'))?.webContents.getOSProcessId(),
    );
    // A piece of memory that processes share is an open file.
    const open = () => readdirSync(`/proc/${pid}/fd`).length;
    await pictures(50);
    const before = open();
    await pictures(170);
    expect(open() - before).toBeLessThan(10);
    await kiosk.close();
  });

  it('gives the camera the manager’s orders', async () => {
    const kiosk = await launchKiosk({ args: [TWO_CAMERAS] });
    const door = await kiosk.window('door');
    await waitForCamera(door, 'ready', AGAIN_WITHIN_MS);
    const page = await kiosk.window('camera');
    // The page hands its track to nobody: it is asked for where Chromium gives it out.
    await page.addInitScript({
      content: `const ask = navigator.mediaDevices.getUserMedia.bind(navigator.mediaDevices);
        navigator.mediaDevices.getUserMedia = async (constraints) => {
          const stream = await ask(constraints);
          globalThis.lastTrack = stream.getVideoTracks()[0];
          return stream;
        };`,
    });
    await page.reload();
    const manager = await openSettings(kiosk);
    const settings = () => page.evaluate('globalThis.lastTrack?.getSettings()');
    await expect.poll(settings, { timeout: AGAIN_WITHIN_MS }).toMatchObject({ width: 1280 });
    for (const name of ['Zoom', 'Exposure']) {
      await choose(manager, name, 'By hand');
      await manager.getByRole('slider', { name }).fill('1');
    }
    await manager.getByRole('button', { name: 'Save' }).click();
    await manager.getByText('Saved.').waitFor();
    // The most that Chromium's fake camera can do; the size stays as it was agreed.
    await expect.poll(settings).toMatchObject({ zoom: 400, exposureTime: 100, exposureMode: 'manual', width: 1280, height: 720 });
    expect(await manager.getByLabel('Camera light').isDisabled()).toBe(true);
    await kiosk.close();
  });
});

describe('a camera that fails', () => {
  let kiosk: LaunchedKiosk;
  let door: Page;
  let userData: string;
  beforeAll(async () => {
    userData = makeUserData();
    // Without a code for longer than the screen shows an answer, and than a pass seen again is the same presentation.
    const film = await filmOf(userData, (pass) => [
      { text: null, frames: 65 },
      { text: pass, frames: 20 },
    ]);
    kiosk = await launchKiosk({ userData, film });
    door = await kiosk.window('door');
    await waitForCamera(door, 'ready', AGAIN_WITHIN_MS);
  });
  afterAll(() => kiosk.close());

  const admitted = () => readCounts(userData)['admit/camera'] ?? 0;

  async function readsAgain(): Promise<void> {
    const before = admitted();
    await expect.poll(admitted, { timeout: AGAIN_WITHIN_MS }).toBeGreaterThan(before);
  }

  it('is said within two seconds and reads again by itself, ten times, while nobody is there or a code is shown', async () => {
    for (let cycle = 0; cycle < 10; cycle += 1) {
      const screen = cycle % 2 === 0 ? '[data-screen="ready"]' : '[data-screen="admit"]';
      await door.waitForSelector(screen, { timeout: AGAIN_WITHIN_MS });
      process.kill(await captureProcess(kiosk), 'SIGKILL');
      await waitForCamera(door, 'fault', TRUTH_WITHIN_MS);
      await waitForCamera(door, 'ready', AGAIN_WITHIN_MS);
    }
    await readsAgain();
    // Each start has one worker, and none is left behind.
    expect((await kiosk.window('camera')).workers()).toHaveLength(1);
  });

  it('is said when it stops without a word, and its last picture does not stay on screen', async () => {
    await waitForCamera(door, 'ready', AGAIN_WITHIN_MS);
    await door.waitForSelector('[data-screen="ready"] .preview:not([hidden])', { timeout: AGAIN_WITHIN_MS });
    const pid = await captureProcess(kiosk);
    process.kill(pid, 'SIGSTOP');
    try {
      await waitForCamera(door, 'fault', TRUTH_WITHIN_MS);
      await door.waitForSelector('[data-screen="ready"] .preview[hidden]', { state: 'attached', timeout: AGAIN_WITHIN_MS });
      await kiosk.shoot(door, 'door-camera-fault');
    } finally {
      process.kill(pid, 'SIGCONT');
    }
    await waitForCamera(door, 'ready', AGAIN_WITHIN_MS);
    await readsAgain();
  });

  it('is started anew when the machine woke up', async () => {
    const page = await kiosk.window('camera');
    const before = page.workers()[0];
    await kiosk.app.evaluate(({ powerMonitor }) => powerMonitor.emit('resume'));
    await expect.poll(() => page.workers().length === 1 && page.workers()[0] !== before, { timeout: AGAIN_WITHIN_MS }).toBe(true);
    await waitForCamera(door, 'ready', AGAIN_WITHIN_MS);
    await readsAgain();
  });

  it('is said when it is not permitted, and comes back with the permission', async () => {
    const permit = (isPermitted: boolean) =>
      kiosk.app.evaluate(({ powerMonitor, session }, permitted) => {
        session.fromPartition('kiosk').setPermissionRequestHandler((_contents, _permission, answer) => answer(permitted));
        powerMonitor.emit('resume');
      }, isPermitted);
    await permit(false);
    await waitForCamera(door, 'fault', TRUTH_WITHIN_MS);
    await door.getByText('Camera: no permission').waitFor();
    await permit(true);
    await waitForCamera(door, 'ready', AGAIN_WITHIN_MS);
    await readsAgain();
  });

  it('is said when its own page crashes, and comes back', async () => {
    await kiosk.app.evaluate(({ BrowserWindow }) => {
      for (const one of BrowserWindow.getAllWindows()) {
        if (one.webContents.getURL().includes('/camera/')) one.webContents.forcefullyCrashRenderer();
      }
    });
    await waitForCamera(door, 'fault', TRUTH_WITHIN_MS);
    await waitForCamera(door, 'ready', AGAIN_WITHIN_MS);
    await readsAgain();
  });
});

describe('a hint', () => {
  it.each([
    // Modules of one pixel can be seen to be a code, but by no means be read.
    ['small', /^hold_closer$/, /Hold closer/, { codePixels: 70 }],
    ['dark', /^brighter$/, /Brighter screen, please/, { codePixels: 80, light: 0.3 }],
  ] as const)('is on both screens while a code is too %s to be read, and goes with it', async (name, hint, words, look) => {
    const userData = makeUserData();
    const film = await filmOf(userData, (pass) => [
      { text: pass, frames: 60, ...look },
      { text: null, frames: 40 },
    ]);
    const kiosk = await launchKiosk({ userData, film, args: ['--visitor-window'] });
    const door = await kiosk.window('door');
    const visitor = await kiosk.window('visitor');
    const hintOn = () => visitor.locator('main').getAttribute('data-hint');
    await expect.poll(hintOn, { timeout: AGAIN_WITHIN_MS }).toMatch(hint);
    await door.getByText(words).waitFor();
    await visitor.getByText(words).waitFor();
    await kiosk.shoot(door, `door-hint-${name}`);
    await kiosk.shoot(visitor, `visitor-hint-${name}`);
    await expect.poll(hintOn, { timeout: AGAIN_WITHIN_MS }).toBe('');
    expect(readCounts(userData)).toEqual({});
    await kiosk.close();
  });
});
