import { copyFileSync, linkSync, rmSync } from 'node:fs';
import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { findElectron } from '../../native/setup/electron_runtime.mjs';
import { type LaunchedKiosk, launchKiosk, makeUserData, PROJECT_DIR } from '../helpers/launch_kiosk.ts';

describe('the windows', () => {
  let kiosk: LaunchedKiosk;
  beforeAll(async () => {
    kiosk = await launchKiosk({ args: ['--visitor-window', '--use-fake-device-for-media-stream'] });
    await (await kiosk.window('door')).waitForSelector('[data-screen]');
  });
  afterAll(() => kiosk.close());

  it.each(['door', 'visitor', 'camera'] as const)('%s is sandboxed and sees nothing but its bridge', async (name) => {
    const page = await kiosk.window(name);
    const seen = await page.evaluate(
      "[typeof require, typeof process, typeof Buffer, typeof window.electron, typeof window.kiosk].join()",
    );
    expect(seen).toBe('undefined,undefined,undefined,undefined,object');
    const preferences = await kiosk.app.evaluate(({ BrowserWindow }, url) => {
      const window = BrowserWindow.getAllWindows().find((one) => one.webContents.getURL() === url);
      const contents = window?.webContents as unknown as { getLastWebPreferences(): Record<string, unknown> } | undefined;
      return contents?.getLastWebPreferences();
    }, page.url());
    expect(preferences).toMatchObject({ sandbox: true, contextIsolation: true, nodeIntegration: false, webSecurity: true });
  });

  it('refuse navigation and new windows', async () => {
    const door = await kiosk.window('door');
    const url = door.url();
    const before = kiosk.app.windows().length;
    await door.evaluate("void window.open('https://example.org'); location.href = 'https://example.org/'; 0");
    await door.evaluate("location.href = 'app://kiosk/manager/index.html'; 0");
    await door.evaluate("location.href = 'file:///etc/passwd'; 0");
    expect(await door.evaluate('location.href')).toBe(url);
    expect(kiosk.app.windows()).toHaveLength(before);
  });

  it('refuse the network', async () => {
    const camera = await kiosk.window('camera');
    for (const url of ['https://example.org/', 'http://127.0.0.1:9/', 'file:///etc/passwd', 'app://other/x.js']) {
      const answer = await camera.evaluate(`fetch('${url}').then((r) => r.status === 404 ? 'refused' : 'answered', () => 'refused')`);
      expect(answer, url).toBe('refused');
    }
    // Below the content security policy there is a second wall: the session itself cancels.
    const cancelled = await kiosk.app.evaluate(async ({ session }) => {
      const kioskSession = session.fromPartition('kiosk', { cache: false });
      return kioskSession.fetch('http://127.0.0.1:9/').then(() => 'answered', (error: Error) => error.message);
    });
    expect(cancelled).toContain('ERR_BLOCKED_BY_CLIENT');
  });

  it('run no script that is not the kiosk’s own', async () => {
    const door = await kiosk.window('door');
    await door.evaluate(`{
      const script = document.createElement('script');
      script.textContent = 'window.injected = true';
      document.body.append(script);
      setTimeout('window.injected = true');
      document.body.setAttribute('onclick', 'window.injected = true');
      document.body.click();
    }`);
    // A timer set later runs later: by then the text above would have run.
    const ran = await door.evaluate('new Promise((resolve) => setTimeout(() => resolve(Boolean(window.injected)), 50))');
    expect(ran).toBe(false);
  });

  it('give the camera to the camera window only, and nothing else to any', async () => {
    const ask = (what: string) => `navigator.mediaDevices.getUserMedia(${what}).then(() => 'given', (e) => e.name)`;
    const door = await kiosk.window('door');
    const camera = await kiosk.window('camera');
    expect(await door.evaluate(ask('{ video: true }'))).toBe('NotAllowedError');
    expect(await camera.evaluate(ask('{ audio: true }'))).toBe('NotAllowedError');
    expect(await camera.evaluate(ask('{ video: true }'))).toBe('given');
    const others = ['geolocation', 'notifications', 'midi', 'persistent-storage', 'clipboard-read'];
    for (const name of others) {
      const state = await door.evaluate(
        `navigator.permissions.query({ name: '${name}' }).then((p) => p.state, () => 'denied')`,
      );
      expect(state, name).not.toBe('granted');
    }
  });

  it('are answered only on their own bridge, with arguments of its schema', async () => {
    const refusals = await kiosk.app.evaluate(async ({ BrowserWindow, ipcMain }) => {
      const of = (name: string) =>
        BrowserWindow.getAllWindows().find((one) => one.webContents.getURL().includes(`/${name}/`))?.webContents;
      const handlers = (ipcMain as unknown as { _invokeHandlers: Map<string, (event: object, ...args: unknown[]) => Promise<unknown>> })
        ._invokeHandlers;
      async function call(channel: string, sender: Electron.WebContents | undefined, request: unknown): Promise<string> {
        const handler = handlers.get(channel);
        if (handler === undefined || sender === undefined) return 'no such channel';
        const event = { sender, senderFrame: sender.mainFrame };
        return handler(event, request).then(
          () => 'answered',
          (error: Error) => error.message,
        );
      }
      return {
        right: await call('kiosk:door:openManager', of('door'), undefined),
        otherWindow: await call('kiosk:door:openManager', of('camera'), undefined),
        visitorOnManager: await call('kiosk:manager:exportTargets', of('visitor'), undefined),
        tooMuch: await call('kiosk:door:openManager', of('door'), { surprise: true }),
      };
    });
    expect(refusals).toEqual({
      right: 'answered',
      otherWindow: 'refused',
      visitorOnManager: 'refused',
      tooMuch: 'refused',
    });
  });

  it('come back when their page crashes', async () => {
    await kiosk.app.evaluate(({ BrowserWindow }) => {
      const door = BrowserWindow.getAllWindows().find((one) => one.webContents.getURL().includes('/door/'));
      door?.webContents.forcefullyCrashRenderer();
    });
    const state = () =>
      kiosk.app.evaluate(({ BrowserWindow }) => {
        const door = BrowserWindow.getAllWindows().find((one) => one.webContents.getURL().includes('/door/'));
        const asked = door?.webContents.executeJavaScript("document.querySelector('[data-screen]')?.dataset.screen ?? null");
        // A page that is just crashing never answers.
        const silence = new Promise((resolve) => setTimeout(() => resolve(null), 500));
        return Promise.race([asked, silence]);
      });
    await expect.poll(() => state().catch(() => null), { timeout: 20_000 }).toBe('ready');
  });
});

it('ends at once, without a box that asks somebody, where something unexpected is thrown', async () => {
  const kiosk = await launchKiosk({});
  await (await kiosk.window('door')).waitForSelector('[data-screen]');
  const ended = new Promise((resolve) => kiosk.app.process().once('exit', (_code, signal) => resolve(signal)));
  await kiosk.app.evaluate(() => {
    setTimeout(() => {
      throw new Error('unexpected');
    });
  });
  expect(await ended).toBe('SIGKILL');
});

describe('a venue build', () => {
  it('refuses to run as a demo', () => {
    const electron = findElectron();
    if (electron === null) throw new Error('no Electron');
    // What Electron calls packaged is a program of another name.
    const renamed = path.join(electron.dir, `venue-pass-kiosk-${process.pid}`);
    try {
      linkSync(electron.executable, renamed);
    } catch {
      copyFileSync(electron.executable, renamed);
    }
    try {
      const root = process.getuid?.() === 0 ? ['--no-sandbox'] : [];
      const done = spawnSync(renamed, [...root, PROJECT_DIR, '--demo', `--user-data-dir=${makeUserData()}`], {
        encoding: 'utf8',
        timeout: 60_000,
      });
      expect(done.stderr).toContain('This is a venue build: it does not run as a demo.');
      expect(done.status).toBe(2);
    } finally {
      rmSync(renamed);
    }
  });

  it('without keys or scanners says so instead of pretending', async () => {
    const kiosk = await launchKiosk({ demo: false });
    const door = await kiosk.window('door');
    await door.waitForSelector('[data-problem="trust_list_missing"]');
    expect(await door.getByText('DEMO').count()).toBe(0);
    await kiosk.shoot(door, 'door-problem-no-keys');
    await kiosk.close();
  });
});
