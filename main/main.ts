import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { app, type BrowserWindow, dialog, screen, session, type WebContents } from 'electron';
import { devicesAsync, HIDAsync } from 'node-hid';
import { z } from 'zod';
import { createCameraSource } from '../native/camera_source.ts';
import { createDemoSource } from '../native/demo_source.ts';
import { createHidScanner } from '../native/hid_scanner.ts';
import { createKeyboardWedge } from '../native/keyboard_wedge.ts';
import { MAX_CODE_BYTES } from '../native/scan_source.ts';
import { demoAuthority, demoRevocationList, demoTrustList, makeDemoAuthority } from './authority/demo_authority.ts';
import { demoSpecimens } from './authority/demo_specimens.ts';
import { channelOf } from './bridge/channel.ts';
import type { CameraStatus } from './bridge/contract.ts';
import { method, serveBridge } from './bridge/serve_bridge.ts';
import { createCounter } from './counts/counter.ts';
import { createFigures } from './counts/figures.ts';
import { openDatabase } from './counts/open_database.ts';
import { startOfDay } from './counts/start_of_day.ts';
import { createKiosk } from './kiosk.ts';
import { createManager } from './manager.ts';
import { chooseMode, type Mode } from './mode.ts';
import { combineVerdicts } from './pass/combine_verdicts.ts';
import { joinCodes } from './pass/join_codes.ts';
import { redactVerdict } from './pass/redact_verdict.ts';
import { fail, ok } from './pass/result.ts';
import { verifyPass } from './pass/verify_pass.ts';
import { createPinLock, pinRecord } from './settings/pin_lock.ts';
import { storedJson } from './settings/stored_json.ts';
import { defaultSettings, venueSettings } from './settings/venue_settings.ts';
import { readVenueFiles, type VenueFiles } from './trust/venue_files.ts';
import { createVenueRules } from './venue_rules.ts';
import { registerAppScheme, serveAppScheme } from './windows/app_scheme.ts';
import { sourceStatusOf } from './windows/camera_status.ts';
import { lockDownProcess, lockDownSession } from './windows/lock_down.ts';
import { openWindow } from './windows/open_window.ts';
import type { WindowName } from './windows/window_table.ts';

const CLOCK_SKEW_MS = 5 * 60_000;
const DAY_MS = 86_400_000;
const PREVIEW_MAX_BYTES = 200_000;
const DEMO_PIN = '2468';
const EXIT_REFUSED = 2;

const mode = chooseMode({ packaged: app.isPackaged, argv: process.argv });
if (mode === null) {
  process.stderr.write('This is a venue build: it does not run as a demo.\n');
  app.exit(EXIT_REFUSED);
} else {
  registerAppScheme();
  lockDownProcess();
  // Not awaited at the top level: Electron is ready only after this module has loaded.
  void app.whenReady().then(() => start(mode));
}

function start(kioskMode: Mode): void {
  const demo = kioskMode === 'demo';
  const dataDir = path.join(app.getPath('userData'), kioskMode);
  mkdirSync(dataDir, { recursive: true });

  const database = openDatabase(path.join(dataDir, 'counts.sqlite'));
  if (!database.ok) {
    dialog.showErrorBox('Venue Pass Kiosk', `The counts cannot be opened (${database.error}). Nothing was changed.`);
    app.exit(1);
    return;
  }
  const countDecision = createCounter(database.value);
  const figures = createFigures(database.value);

  const settingsFile = storedJson(path.join(dataDir, 'settings.json'), venueSettings);
  let settings = settingsFile.read() ?? defaultSettings(demo ? 'Demo venue' : 'Venue');

  const authorityFile = storedJson(path.join(dataDir, 'authority.json'), demoAuthority);
  const authority = demo ? (authorityFile.read() ?? makeDemoAuthority(Date.now())) : null;
  if (authority !== null) authorityFile.write(authority);
  const venue = readVenueFiles(
    authority === null
      ? readVenueFolder(dataDir)
      : {
          trustLists: [{ name: 'demo', content: Buffer.from(JSON.stringify(demoTrustList(authority))) }],
          rulePacks: [],
          revocationLists: [{ name: 'demo', content: Buffer.from(JSON.stringify(demoRevocationList(authority))) }],
        },
  );
  const { trust } = venue;
  const specimens = authority === null ? [] : demoSpecimens(authority, Date.now());

  const monotonicMs = () => performance.now();
  const setTimer = (run: () => void, afterMs: number) => {
    const timer = setTimeout(run, afterMs);
    return () => clearTimeout(timer);
  };
  const hid = createHidScanner({
    library: { devicesAsync, open: (device) => HIDAsync.open(device) },
    monotonicMs,
    setTimer,
  });
  const wedge = createKeyboardWedge({ monotonicMs, setTimer });
  const camera = createCameraSource({ monotonicMs });
  const dock = createDemoSource({ monotonicMs });
  let cameraStatus: CameraStatus = { state: 'starting', cameras: [], current: null };

  const rules = createVenueRules({ settings: () => settings, loaded: venue.rulePacks });
  const kiosk = createKiosk({
    demo,
    sources: [hid, wedge.source, camera.source, ...(demo ? [dock.source] : [])],
    verify(code, isJoined, now) {
      const { audiences, gate } = settings;
      const policy = { clockSkewMs: CLOCK_SKEW_MS, rule: rules.current(), audiences, gate };
      return verifyPass({ code, isJoined, trust, policy, now });
    },
    joinCodes,
    combine: (first, second, now) => combineVerdicts(first, second, rules.current(), now),
    redact: redactVerdict,
    count: countDecision,
    admittedToday: figures.admittedToday,
    settings: () => settings,
    trustedKeyCount: trust.keyCount,
    venueFilesDamaged: venue.faults.length > 0,
    now: Date.now,
    monotonicMs,
    setTimer,
  });

  const lock = createPinLock({
    store: storedJson(path.join(dataDir, 'pin.json'), pinRecord),
    firstPin: demo ? DEMO_PIN : null,
    now: Date.now,
  });
  const manager = createManager({
    demo,
    lock,
    settings: () => settings,
    saveSettings(wanted) {
      if (!settingsFile.write(wanted)) return fail('not_saved');
      settings = wanted;
      send('camera', 'use', settings.camera);
      kiosk.settingsChanged();
      return ok(null);
    },
    today() {
      const dayStart = startOfDay(Date.now(), settings.timeZone);
      return { dayStart, timeZone: settings.timeZone, rows: figures.rows(dayStart, dayStart + 2 * DAY_MS) };
    },
    rules: () => rules.choices(Date.now()),
    tryRule: (rulePack, at) => rules.try(rulePack, at, Date.now(), kiosk.lastSpecimen()),
    camera: () => cameraStatus,
  });

  // In memory: Chromium keeps no cache, no storage and no cookies on disk.
  const kioskSession = session.fromPartition('kiosk', { cache: false });
  const buildDir = path.join(app.getAppPath(), '.build');
  serveAppScheme(kioskSession, path.join(buildDir, 'renderer'));
  lockDownSession(kioskSession);

  const windows = new Map<WindowName, BrowserWindow>();
  const contentsOf = (name: WindowName): WebContents | null => {
    const window = windows.get(name);
    return window === undefined || window.isDestroyed() ? null : window.webContents;
  };
  const send = (name: WindowName, message: string, content: unknown) =>
    contentsOf(name)?.send(channelOf(name, message), content);
  const pushState = () => {
    send('door', 'state', kiosk.doorState());
    send('visitor', 'state', kiosk.visitorState());
  };
  kiosk.onChange(pushState);

  function show(name: WindowName, look: Electron.BrowserWindowConstructorOptions): BrowserWindow {
    const there = windows.get(name);
    if (there !== undefined && !there.isDestroyed()) {
      there.focus();
      return there;
    }
    const window = openWindow(name, { session: kioskSession, preloadDir: path.join(buildDir, 'preload') }, look);
    windows.set(name, window);
    // Keyboard scanners type into whichever window has the focus.
    window.webContents.on('before-input-event', (event, input) => {
      const { consume } = wedge.key({
        type: input.type === 'keyDown' ? 'down' : 'up',
        key: input.key,
        control: input.control,
        alt: input.alt,
        meta: input.meta,
        atMs: monotonicMs(),
      });
      if (consume) event.preventDefault();
    });
    return window;
  }

  const nothing = z.undefined();
  serveBridge(
    {
      door: {
        hello: method(nothing, pushState),
        openManager: method(nothing, () => {
          show('manager', { width: 1100, height: 760, title: 'Manager' });
          return ok(null);
        }),
        openSpecimens: method(nothing, () => {
          if (!demo) return fail('not_demo');
          show('specimens', { width: 1000, height: 800, title: 'Specimens' });
          return ok(null);
        }),
      },
      visitor: { hello: method(nothing, pushState) },
      camera: {
        hello: method(nothing, () => send('camera', 'use', settings.camera)),
        code: method(
          z.strictObject({ bytes: bytesUpTo(MAX_CODE_BYTES), symbology: z.string().max(8).nullable() }),
          ({ bytes, symbology }) => camera.code(bytes, symbology),
        ),
        preview: method(z.strictObject({ jpeg: bytesUpTo(PREVIEW_MAX_BYTES) }), ({ jpeg }) => {
          send('door', 'preview', jpeg);
          send('visitor', 'preview', jpeg);
        }),
        status: method(
          z.strictObject({
            state: z.enum(['starting', 'ready', 'absent', 'denied', 'fault', 'off']),
            cameras: z.array(z.string().max(200)).max(20),
            current: z.string().max(200).nullable(),
          }),
          (status) => {
            cameraStatus = status;
            camera.status(status.current ?? 'Camera', sourceStatusOf(status));
          },
        ),
      },
      manager: {
        status: method(nothing, manager.status),
        unlock: method(z.strictObject({ pin: z.string().max(12) }), manager.unlock),
        lock: method(nothing, manager.lock),
        settings: method(nothing, manager.settings),
        saveSettings: method(venueSettings, manager.saveSettings),
        changePin: method(
          z.strictObject({ current: z.string().max(12), next: z.string().max(12) }),
          manager.changePin,
        ),
        today: method(nothing, manager.today),
        rules: method(nothing, manager.rules),
        tryRule: method(
          z.strictObject({ rulePack: z.string().max(60), at: z.string().max(16).nullable() }),
          manager.tryRule,
        ),
        close: method(nothing, async () => {
          await manager.lock();
          windows.get('manager')?.close();
          return ok(null);
        }),
      },
      specimens: {
        list: method(nothing, () => (demo ? ok({ cards: specimens, language: settings.language }) : fail('not_demo'))),
        present: method(z.strictObject({ id: z.string().max(40) }), ({ id }) => {
          if (!demo) return fail('not_demo');
          const card = specimens.find((one) => one.id === id);
          if (card === undefined) return fail('bad_input');
          dock.present(Buffer.from(card.text));
          return ok(null);
        }),
        print: method(nothing, () => {
          if (!demo) return fail('not_demo');
          contentsOf('specimens')?.print({ printBackground: true });
          return ok(null);
        }),
      },
    },
    contentsOf,
  );

  const displays = screen.getAllDisplays();
  const primary = screen.getPrimaryDisplay();
  const door = show(
    'door',
    demo ? { ...demoBounds(primary.workArea), title: 'Venue Pass Kiosk' } : { ...primary.bounds, kiosk: true },
  );
  show('camera', { show: false });
  const second = displays.find(({ id }) => id !== primary.id);
  if (second !== undefined) show('visitor', { ...second.bounds, fullscreen: true });
  else if (process.argv.includes('--visitor-window')) show('visitor', { width: 800, height: 600 });
  door.on('closed', () => app.quit());
  kiosk.start();

  const screenshot = process.argv.find((argument) => argument.startsWith('--screenshot='))?.slice(13);
  if (demo && screenshot !== undefined) {
    door.webContents.once('did-finish-load', () => setTimeout(() => void saveScreenshot(door, screenshot), 1_500));
  }

  app.on('window-all-closed', () => app.quit());
  let stopped = false;
  app.on('before-quit', (event) => {
    if (stopped) return;
    // Electron hangs at exit with an open HID device.
    event.preventDefault();
    void kiosk.stop().finally(() => {
      stopped = true;
      database.value.close();
      app.exit(0);
    });
  });
}

/** A venue's own lists: `trust.json`, and every file in `rules` and `revocations`. */
function readVenueFolder(dataDir: string): VenueFiles {
  const readOne = (file: string): Uint8Array | null => {
    try {
      return readFileSync(path.join(dataDir, file));
    } catch {
      return null;
    }
  };
  const readAll = (folder: string) => {
    const names = existsSync(path.join(dataDir, folder)) ? readdirSync(path.join(dataDir, folder)) : [];
    // A file that cannot even be opened is as damaged as an empty one.
    return names.map((name) => ({ name, content: readOne(path.join(folder, name)) ?? new Uint8Array() }));
  };
  const trustList = readOne('trust.json');
  return {
    trustLists: trustList === null ? [] : [{ name: 'trust.json', content: trustList }],
    rulePacks: readAll('rules'),
    revocationLists: readAll('revocations'),
  };
}

function demoBounds(area: Electron.Rectangle): Electron.Rectangle {
  return { x: area.x, y: area.y, width: Math.min(1280, area.width), height: Math.min(800, area.height) };
}

function bytesUpTo(limit: number) {
  return z.instanceof(Uint8Array).refine((bytes) => bytes.length <= limit);
}

async function saveScreenshot(window: BrowserWindow, file: string): Promise<void> {
  const image = await window.webContents.capturePage();
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(file, image.toPNG());
  process.stderr.write(`Screenshot written to ${file}\n`);
}
