import { mkdirSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { app, powerMonitor, screen } from 'electron';
import { devicesAsync } from 'node-hid';
import { createDemoSource } from '../native/demo_source.ts';
import { createScanSources } from '../native/scan_sources.ts';
import { wordsOf } from '../renderer/words/words.ts';
import { demoAuthority, makeDemoAuthority } from './authority/demo_authority.ts';
import { demoFiles } from './authority/demo_files.ts';
import { demoSpecimens } from './authority/demo_specimens.ts';
import { makeDrillDeck } from './authority/drill_deck.ts';
import { makePracticeIssuer } from './authority/practice_pass.ts';
import { cameraMethods } from './bridge/camera_methods.ts';
import { channelOf } from './bridge/channel.ts';
import type { CameraBridge, CameraStatus, DoorState, EventKind, EventWords, StartFault, VenueSettings } from './bridge/contract.ts';
import { doorMethods } from './bridge/door_methods.ts';
import { managerMethods } from './bridge/manager_methods.ts';
import { requests } from './bridge/requests.ts';
import { method, serveBridge } from './bridge/serve_bridge.ts';
import { specimensMethods } from './bridge/specimens_methods.ts';
import { backUpCounts } from './counts/back_up_counts.ts';
import { bringDown } from './counts/bring_down.ts';
import { businessDay, dayText } from './counts/business_day.ts';
import { isClosingTime } from './counts/closing_time.ts';
import { copyDatabase } from './counts/copy_database.ts';
import { sumUp } from './counts/count_sums.ts';
import { createCounter } from './counts/counter.ts';
import { createEventLog } from './counts/event_log.ts';
import { examineDatabase } from './counts/examine_database.ts';
import { createFigures } from './counts/figures.ts';
import { figuresCsv } from './counts/figures_csv.ts';
import { figuresJson } from './counts/figures_json.ts';
import { figuresPage } from './counts/figures_page.ts';
import { figuresTable } from './counts/figures_table.ts';
import type { KeptState } from './counts/kept_twice.ts';
import { openCounts } from './counts/open_counts.ts';
import { openDatabase } from './counts/open_database.ts';
import { probeDatabase } from './counts/probe_database.ts';
import { removeCopy } from './counts/remove_copy.ts';
import { diskRoom, listDataFolder } from './data_folder.ts';
import { probeDisk } from './disk_probe.ts';
import { isDoorInUse } from './door_in_use.ts';
import { createDoorJudge } from './door_judge.ts';
import { createDrill } from './drill.ts';
import { createExportTargets } from './export_targets.ts';
import { createFiguresDesk } from './figures_desk.ts';
import { INSTALLED, ON_TRIAL } from './guardian/choose_role.ts';
import { openGuardianLine } from './guardian/guardian_line.ts';
import { createKiosk, type Kiosk } from './kiosk.ts';
import { createManager } from './manager.ts';
import { createProgramChange } from './program_change.ts';
import { chooseMode, type Mode } from './mode.ts';
import { mountedSticks } from './mounted_sticks.ts';
import { notedLock } from './noted_lock.ts';
import { packagedForTests } from './packaged_for_tests.ts';
import { createOpeningCheck } from './opening_check.ts';
import { osGuards } from './os_guards/os_guards.ts';
import { readOsFacts } from './os_guards/read_os_facts.ts';
import { joinCodes } from './pass/join_codes.ts';
import { redactVerdict } from './pass/redact_verdict.ts';
import { fail, ok } from './pass/result.ts';
import { readUpTo } from './read_up_to.ts';
import { createScannerCheck } from './scanner_check.ts';
import { comesTrue, verifiesSpecimen } from './self_test.ts';
import { createSetUp } from './set_up.ts';
import { countsRestored } from './settings/counts_restored.ts';
import { damagedFiles } from './settings/damaged_files.ts';
import { openingResult } from './settings/opening_result.ts';
import { createStaffLock, staffPins } from './settings/staff_lock.ts';
import { kioskKeyRecord, openKioskKey } from './settings/kiosk_key.ts';
import { sealedJson, worstSecrets } from './settings/sealed_json.ts';
import { storedJson } from './settings/stored_json.ts';
import { defaultSettings, venueSettings } from './settings/venue_settings.ts';
import { codeOfThrown, createFaultLog } from './support/fault_log.ts';
import { createSupportDesk } from './support/support_desk.ts';
import { noteFaults } from './support/note_faults.ts';
import { fetchUpdate } from './trust/repository/fetch_update.ts';
import { MAX_METADATA_BYTES } from './trust/repository/metadata_shape.ts';
import { previewUpdate } from './trust/repository/preview_update.ts';
import { openRepository } from './trust/repository/repository_source.ts';
import { openTrustStore, readSelfSignedRoot } from './trust/repository/trust_store.ts';
import { MAX_SETUP_FILE_BYTES, SETUP_FILE_NAME } from './trust/setup_code.ts';
import { storedTime } from './trust/time_store.ts';
import { createTrustedTime } from './trust/trusted_time.ts';
import { readVenueFiles } from './trust/venue_files.ts';
import { stoppedState } from './stopped_state.ts';
import { backUp } from './update/back_up.ts';
import { handOver } from './update/hand_over.ts';
import { FIRST_STATE, programState, type RefusalReason, refusing } from './update/program_state.ts';
import { removeProgram } from './update/remove_program.ts';
import { programsOf, trialFault } from './update/trial_keeper.ts';
import { createUpdater, readyProgram, releaseSource } from './update/updater.ts';
import { workOnProgram } from './update/work_on_program.ts';
import { createStaffActions } from './staff_actions.ts';
import { createTrustKeeper } from './trust_keeper.ts';
import { doorNotice, trustStatus, venueLimits } from './trust_status.ts';
import { readVenueFolder } from './venue_folder.ts';
import { createVenueRules } from './venue_rules.ts';
import { registerAppScheme } from './windows/app_scheme.ts';
import { silentCamera, sourceStatusOf } from './windows/camera_status.ts';
import { startDemoStation } from './windows/demo_station.ts';
import { systemKeyStore } from './windows/key_store.ts';
import { lockDownProcess } from './windows/lock_down.ts';
import { createKioskWindows, type KioskWindows } from './windows/kiosk_windows.ts';
import { startLockedStation } from './windows/locked_station.ts';
import { openSession } from './windows/open_session.ts';
import { printContents } from './windows/print_contents.ts';
import { pageToPdf, printPage } from './windows/print_page.ts';
import { saveScreenshot } from './windows/save_screenshot.ts';
import type { Station } from './windows/station.ts';
import type { WindowName } from './windows/window_table.ts';
import { hasWorkers } from './workers/run_worker.ts';

const EVENTS_A_PAGE = 100;
/** Few enough to be written down, too many to be met by trying. */
const HEAD_DIGITS = 16;
/** Before the kiosk starts anew to put damaged counts in order, while the copy is in use. */
const RESTART_AFTER_MS = 15_000;
/** Half a day at the door; in the manager's window for good. */
const RESTORED_SHOWN_FOR_MS = 12 * 3_600_000;
/** A disk that cannot be written is looked at again after so long. */
const TRY_AGAIN_AFTER_MS = 5_000;
const STOPS_WITHIN_MS = 5_000;
const CLOCK_WATCH_MS = 1_000;
const TIME_KEPT_EVERY_MS = 60_000;
const DEMO_PINS = { supervisor: '1357', manager: '2468' };
const DEMO_SETTINGS: VenueSettings = {
  ...defaultSettings('Demo venue'),
  support: { name: 'Demo help desk', contact: '+852 5550 0000' },
};

const mode = chooseMode({ packaged: app.isPackaged, forTests: packagedForTests(app.getAppPath()), argv: process.argv });
// The program's first file has said so and ended.
if (mode !== null) {
  registerAppScheme();
  lockDownProcess();
  // Not awaited at the top level: Electron is ready only after this module has loaded.
  // And in a turn of its own, so that what it throws ends the program and is no promise that nobody waits for.
  void app.whenReady().then(() => setImmediate(() => start(mode)));
}

function start(kioskMode: Mode): void {
  const demo = kioskMode === 'demo';
  const dataDir = path.join(app.getPath('userData'), kioskMode);
  try {
    mkdirSync(dataDir, { recursive: true });
  } catch {
    // Whatever is to be opened in it says so.
  }
  const monotonicMs = () => performance.now();
  const setTimer = (run: () => void, afterMs: number) => {
    const timer = setTimeout(run, afterMs);
    return () => clearTimeout(timer);
  };
  const damagedBefore = damagedFiles(dataDir);
  const settingsFile = storedJson(path.join(dataDir, 'settings.json'), venueSettings);
  let settings: VenueSettings = settingsFile.read() ?? (demo ? DEMO_SETTINGS : defaultSettings('Venue'));
  const buildDir = path.join(app.getAppPath(), '.build');
  const programs = programsOf(dataDir);
  const programFile = storedJson(programs.state, programState);
  const trial = process.argv.includes(ON_TRIAL) ? (programFile.read()?.trial ?? null) : null;
  function failTrial(reason: RefusalReason): void {
    storedJson(programs.fault, trialFault).write({ reason });
    app.exit(1);
  }
  const opened = openCounts(dataDir, {
    writeCopy: (from, to) => copyDatabase(from, to, path.join(buildDir, 'main/copy_worker.js')),
    nowMs: Date.now,
    setTimer,
    changed: hearCounts,
  });
  // Not before: it may take longer than a main loop may be silent.
  const guardian = openGuardianLine(process, { lost: () => app.quit(), setTimer });
  if (!opened.ok) {
    if (trial !== null) {
      failTrial('counts_not_opened');
      return;
    }
    showStopped(opened.error);
    return;
  }
  const { database, isUnexamined, recovery } = opened.value;
  const sumsNow = trial === null ? {} : sumUp(database);
  if (trial !== null && Object.entries(trial.sums).some(([name, total]) => sumsNow[name] !== total)) {
    failTrial('counts_differ');
    return;
  }
  let kiosk: Kiosk | null = null;
  const keyStore = systemKeyStore();
  const keyFile = sealedJson(path.join(dataDir, 'kiosk_key.json'), kioskKeyRecord, { keyStore, beside: ({ publicKey }) => publicKey });
  const pinFile = sealedJson(path.join(dataDir, 'pin.json'), staffPins, { keyStore });
  const secrets = () => worstSecrets([keyFile.state(), pinFile.state()]);
  const key = openKioskKey(keyFile);
  if (trial !== null && key?.id !== trial.keyId) {
    failTrial('key_lost');
    return;
  }
  if (key === null) {
    database.close();
    showStopped('no_key');
    return;
  }

  const authorityFile = storedJson(path.join(dataDir, 'authority.json'), demoAuthority);
  const authority = demo ? (authorityFile.read() ?? makeDemoAuthority(Date.now())) : null;
  if (authority !== null) authorityFile.write(authority);
  const timeFile = storedJson(path.join(dataDir, 'time.json'), storedTime);
  // os.uptime goes on while the computer sleeps, which the page clock does not.
  const uptimeMs = () => os.uptime() * 1000;
  const time = createTrustedTime({ stored: timeFile.read(), wallClockMs: Date.now, uptimeMs });
  const nowMs = () => time.now().nowMs;
  const faults = createFaultLog(nowMs);
  // Electron would write its message to the system's log, and that may hold anything.
  process.on('unhandledRejection', (thrown) => {
    faults.note('program', codeOfThrown(thrown));
    if (demo) process.stderr.write(`${thrown instanceof Error ? thrown.stack : thrown}\n`);
  });
  const events = createEventLog(database, { sign: key.sign, now: nowMs });
  const counter = createCounter(database, { venue: () => settings, log: events });
  events.append('kiosk_started', '', 0);
  const before = programFile.read();
  if (before?.refused.some(({ told }) => !told) && trial === null) {
    faults.note('program', 'program_taken_back');
    events.append('program_updated', 'taken_back', 0);
    programFile.write({ ...before, refused: before.refused.map((one) => ({ ...one, told: true })) });
  }
  const restoredFile = storedJson(path.join(dataDir, 'counts_restored.json'), countsRestored);
  let restored = restoredFile.read();
  if (recovery !== null) {
    restored = { ...recovery, atMs: nowMs() };
    restoredFile.write(restored);
    faults.note('program', 'counts_restored');
    events.append('counts_restored', recovery.by, 0);
  }
  /** Says at the door why the kiosk cannot work, and starts it anew when the disk, which may be why, can be written. */
  function showStopped(fault: StartFault): void {
    const preloadDir = path.join(buildDir, 'preload');
    const kioskSession = openSession(buildDir);
    const windows = createKioskWindows({ session: kioskSession, preloadDir, gone() {}, isScanned: () => false, holdsKeys: () => false, setTimer });
    const state = stoppedState(settings, fault, demo);
    const hello = method(requests.nothing, () => windows.contentsOf('door')?.send(channelOf('door', 'state'), state));
    serveBridge({ door: { hello } }, windows.contentsOf);
    startStation(demo, { windows, session: kioskSession, settings: () => settings, isManagerLocked: () => true });
    if (state.screen.kind !== 'stopped' || !state.screen.triesAgain) return;
    const tryAgain = () => (probeDisk(dataDir) === 'ok' ? restart(() => app.exit(0)) : setTimer(tryAgain, TRY_AGAIN_AFTER_MS));
    setTimer(tryAgain, TRY_AGAIN_AFTER_MS);
  }
  function hearCounts(state: KeptState): void {
    if (state === 'twice') return;
    faults.note('program', `counts_${state}`);
    // The next start puts in order what is damaged. With the copy in use, that can wait until nobody is at the door.
    if (state === 'failed') restart(() => app.quit());
    if (state === 'switched') setTimer(restartWhenIdle, RESTART_AFTER_MS);
  }
  function restartWhenIdle(): void {
    if (kiosk?.doorState().screen.kind === 'ready') restart(() => app.quit());
    else setTimer(restartWhenIdle, RESTART_AFTER_MS);
  }
  const installed = process.argv.find((argument) => argument.startsWith(INSTALLED))?.slice(INSTALLED.length) ?? app.getVersion();
  const change = createProgramChange({
    isOnTrial: trial !== null,
    isGuarded: process.send !== undefined,
    countsAreInDoubt: () => database.state() === 'switched' || database.state() === 'failed',
    hasScanner: () => hasScanner(kiosk?.doorState().devices ?? []),
    handOver({ hadScanner, kind, to }) {
      timeFile.write(time.snapshot());
      const countsFile = path.join(dataDir, 'counts.sqlite');
      return guardian.busy(() =>
        handOver({
          to,
          kind,
          state: programFile,
          keyId: key.id,
          hadScanner,
          nowMs: Date.now(),
          backUp(id) {
            const saved = backUp({ dataDir, id, copyCounts: (copy) => backUpCounts(countsFile, copy) });
            return saved.ok ? saved.value : null;
          },
          bringDown(schema) {
            removeCopy(dataDir);
            const one = openDatabase(countsFile, { examine: false });
            const isDown = one.ok && bringDown(one.value, schema).ok;
            if (one.ok) one.value.close();
            return isDown;
          },
        }),
      );
    },
    notBegun: (to) =>
      programFile.write(refusing(programFile.read() ?? FIRST_STATE, { version: to ?? installed, reason: 'not_begun', atMs: Date.now(), told: false })),
    startAnew: () => restart(() => app.quit()),
    failTrial,
    proved: guardian.ready,
    isAccepted: () => programFile.read()?.trial === null,
    note: (word) => events.append('program_updated', word, 0),
    changed: () => kiosk?.settingsChanged(),
    setTimer,
  });
  /** Logs what was done, where it was. */
  function noted<Kind extends EventKind, Answer extends { readonly ok: boolean }>(kind: Kind, word: EventWords[Kind], answer: Answer): Answer {
    if (answer.ok) events.append(kind, word, 0);
    return answer;
  }
  const store = openTrustStore(path.join(dataDir, 'trust'));
  const keeper = createTrustKeeper({
    store,
    fallback: authority === null ? readVenueFolder(dataDir, readUpTo) : demoFiles(authority),
    readVenue: readVenueFiles,
    async fetch(address) {
      const source = openRepository(address, { allowHttp: true });
      if (!source.ok) return source;
      const fetched = await fetchUpdate({ source: source.value, store, nowMs: nowMs() });
      if (!fetched.ok) faults.note('trust', fetched.error.code);
      return fetched.ok ? fetched : fail(fetched.error.code);
    },
    preview: previewUpdate,
    nowMs,
    sawSignedTime: time.sawSignedTime,
    changed: () => kiosk?.settingsChanged(),
  });
  const specimens = authority === null ? [] : demoSpecimens(authority, Date.now());

  const { all: sources, camera, wedge } = createScanSources({ settings: () => settings, monotonicMs, setTimer });
  const dock = createDemoSource({ monotonicMs });
  let cameraNow = silentCamera('starting');

  const rules = createVenueRules({ settings: () => settings, loaded: () => keeper.inUse().venue.rulePacks });
  const judge = createDoorJudge({
    trust: keeper.inUse,
    time,
    rules,
    settings: () => settings,
    limits: () => venueLimits(settings),
  });
  const setUp = createSetUp({
    isSetUp: () => demo || keeper.isSetUp(),
    async readRoot(address, version) {
      const source = openRepository(address, { allowHttp: true });
      if (!source.ok) return source;
      const root = await source.value.read(`metadata/${version}.root.json`, MAX_METADATA_BYTES.root);
      return root.ok ? root : fail(root.error === 'absent' ? 'no_repository' : root.error);
    },
    readSetupFile: (folder) => readUpTo(path.join(folder, SETUP_FILE_NAME), MAX_SETUP_FILE_BYTES),
    isGoodRoot: (root) => readSelfSignedRoot(root) !== null,
    keepRoot: keeper.setUp,
    async update(address) {
      const checked = await keeper.check(address);
      return checked.ok ? keeper.apply() : checked;
    },
    settings: () => settings,
    saveSettings,
    nowMs,
    changed: () => kiosk?.settingsChanged(),
  });
  function cameraUse(): Parameters<Parameters<CameraBridge['onUse']>[0]>[0] {
    return { camera: settings.camera, settings: settings.cameraSettings };
  }
  function hearCamera(status: CameraStatus): void {
    cameraNow = status;
    camera.status(status.current, sourceStatusOf(status));
  }
  function saveSettings(wanted: VenueSettings): boolean {
    // What is saved while a program is on trial would be gone with it.
    if (change.isUnderWay() || !settingsFile.write(wanted)) return false;
    const usedBefore = cameraUse();
    settings = wanted;
    if (!isDeepStrictEqual(usedBefore, cameraUse())) send('camera', 'use', cameraUse());
    kiosk?.settingsChanged();
    return true;
  }

  const lock = notedLock(
    createStaffLock({
      store: pinFile,
      firstPins: demo ? DEMO_PINS : null,
      uptimeMs,
      setTimer,
    }),
    events.append,
  );
  const isManagerLocked = () => lock.role() === 'steward';
  const scannerCheck = createScannerCheck({
    devices: () => kiosk?.doorState().devices ?? [],
    layout: () => settings.keyboardLayout,
    mayRun: () => lock.role() !== 'steward',
    usbVendorIds: () =>
      devicesAsync().then(
        (present) => present.map(({ vendorId }) => vendorId),
        () => [],
      ),
    changed: () => kiosk?.settingsChanged(),
    monotonicMs,
    setTimer,
  });
  const openingFile = storedJson(path.join(dataDir, 'opening_check.json'), openingResult);
  let lastOpening = openingFile.read();
  const openingCheck = createOpeningCheck({
    probes: {
      devices: () => kiosk?.doorState().devices ?? [],
      camera: () => cameraNow,
      wantedCamera: () => settings.camera,
      soundIsOn: () => settings.sound,
      doorSize() {
        const window = windows.find('door');
        if (window === null) return null;
        const { height, width } = window.getContentBounds();
        const zoom = window.webContents.getZoomFactor();
        return { width: Math.round(width / zoom), height: Math.round(height / zoom) };
      },
      clock: time.now,
      freeBytes: () => diskRoom(dataDir)?.freeBytes ?? null,
      disk: () => probeDisk(dataDir),
      database: () => probeDatabase(database),
      eventLogIsWhole: () => events.newestHold(key.publicKey),
      keyCount: () => keeper.inUse().venue.trust.keyCount,
      ages: judge.ages,
      updateFellBack: () => keeper.stored()?.fellBack ?? false,
      damagedVenueFiles: () => keeper.inUse().venue.faults.map(({ name }) => name),
      damagedSettings: () => damagedFiles(dataDir),
      secrets,
      keepTime: () => timeFile.write(time.snapshot()),
    },
    makeSpecimen(atMs) {
      const issuer = makePracticeIssuer('OPENING CHECK', atMs);
      return { text: issuer.pass(), signer: issuer.signer };
    },
    mayRun: () => lock.role() !== 'steward',
    nowMs,
    monotonicMs,
    setTimer,
    changed: () => kiosk?.settingsChanged(),
    last: () => lastOpening,
    finished(result) {
      lastOpening = result;
      openingFile.write(result);
      events.append('opening_check', result.worst === 'fail' ? 'failed' : 'passed', 0);
    },
  });
  const drill = createDrill({
    makeDeck: makeDrillDeck,
    nowMs,
    monotonicMs,
    setTimer,
    changed: () => kiosk?.drillChanged(),
    ended: (_presented, right) => events.append('drill', '', right),
  });
  const staff = createStaffActions({
    checkPin: (pin) => lock.check(pin, 'supervisor'),
    // In a drill nobody enters, whatever is tapped.
    override: (entry) => (change.isUnderWay() ? fail('updating') : drill.isRunning() ? fail('drill') : counter.override(entry)),
    manual: (entry) => (change.isUnderWay() ? fail('updating') : drill.isRunning() ? fail('drill') : counter.manual(entry)),
    undoManual: (act) => (change.isUnderWay() ? fail('updating') : counter.undoManual(act)),
    settings: () => settings,
    saveSettings,
    overridden: () => kiosk?.overridden(),
    changed: () => kiosk?.settingsChanged(),
    now: nowMs,
    setTimer,
  });
  kiosk = createKiosk({
    demo,
    sources: [...sources, ...(demo ? [dock.source] : [])],
    verify: judge.verify,
    combine: judge.combine,
    joinCodes,
    redact: redactVerdict,
    count: counter.decision,
    countLost: counter.lost,
    occupancy: counter.occupancy,
    enteredToday: (gate, atMs) => counter.today(atMs).find((one) => one.gate === gate)?.entered ?? 0,
    staff,
    settings: () => settings,
    trustedKeyCount: () => keeper.inUse().venue.trust.keyCount,
    venueFilesDamaged: () => keeper.inUse().venue.faults.length > 0,
    notice: () =>
      doorNotice(judge) ??
      (restored !== null && nowMs() - restored.atMs < RESTORED_SHOWN_FOR_MS ? { kind: 'counts_restored', restored } : null),
    clockIsDoubtful: () => ['behind', 'ahead'].includes(judge.clock().state),
    takeSetUpCode: setUp.take,
    setUpIsWaiting: setUp.isWaiting,
    examination: {
      running: () => (change.isUnderWay() ? 'updating' : openingCheck.isRunning() ? 'opening_check' : scannerCheck.isRunning() ? 'scanner_test' : null),
      take(event) {
        if (!change.isUnderWay()) (openingCheck.isRunning() ? openingCheck : scannerCheck).take(event);
      },
    },
    drill,
    isLeftOver: (code) => openingCheck.isStillThere(code) || drill.isStillThere(code),
    now: nowMs,
    monotonicMs,
    setTimer,
  });

  const exportTargets = createExportTargets({ sticks: mountedSticks, documents: app.getPath('documents') });
  const guards = async () =>
    osGuards(
      await readOsFacts({
        hasSandbox: !app.commandLine.hasSwitch('no-sandbox'),
        hasGuardian: process.send !== undefined,
        dataDir,
        environment: process.env,
      }),
    );
  const desk = createSupportDesk({
    guards,
    version: app.getVersion(),
    mode: kioskMode,
    isPackaged: app.isPackaged,
    keysId: keeper.keysId,
    kioskKeyId: () => key.id,
    usb: () => devicesAsync().catch(() => []),
    writeFile: exportTargets.write,
    nowMs,
    screens: () =>
      screen.getAllDisplays().map(({ rotation, scaleFactor, size }) => ({ ...size, rotation, scale: scaleFactor })),
    settings: () => settings,
    devices: () => kiosk?.doorState().devices ?? [],
    camera: () => cameraNow,
    trust: () => trustStatus({ judge, keeper, setUp, settings }),
    rulePacks: () => keeper.inUse().venue.rulePacks.length,
    damagedFiles: () => keeper.inUse().venue.faults,
    database: () => examineDatabase(path.join(dataDir, 'counts.sqlite'), path.join(buildDir, 'main/health_worker.js')),
    eventLog: () => ({ head: events.head(), isWhole: events.newestHold(key.publicKey) }),
    openingCheck: openingCheck.report,
    secrets,
    faults: faults.entries,
    files: () => listDataFolder(dataDir),
    disk: () => diskRoom(dataDir),
  });
  const figuresDesk = createFiguresDesk({
    figures: createFigures(database, () => settings),
    settings: () => settings,
    nowMs,
    targets: exportTargets,
    table: figuresTable,
    csv: figuresCsv,
    json: figuresJson,
    page: figuresPage,
    toPdf: (html) => pageToPdf(html, kioskSession),
    print: (html) => printPage(html, kioskSession),
    exported: (format) => events.append('exported', format, 1),
  });
  const updater = createUpdater({
    dataDir,
    running: app.getVersion(),
    installed,
    kioskId: key.id,
    venue: () => settings.venueName,
    platform: `${process.platform}-${process.arch}`,
    releaseRoot: readUpTo(path.join(buildDir, 'release_root.json'), MAX_METADATA_BYTES.root),
    store: openTrustStore(path.join(programs.folder, 'metadata')),
    state: programFile,
    source: storedJson(path.join(dataDir, 'releases.json'), releaseSource),
    ready: storedJson(path.join(programs.folder, 'ready.json'), readyProgram),
    work: (work) => workOnProgram(path.join(buildDir, 'main/program_worker.js'), work),
    handOver: change.begin,
    remove: removeProgram,
    nowMs,
    random: Math.random,
    failed: (fault) => faults.note('program', fault),
  });
  const manager = createManager({
    program: updater,
    demo,
    lock,
    secrets,
    settings: () => settings,
    saveSettings(wanted) {
      const isAnother = !isDeepStrictEqual(wanted, settings);
      if (!saveSettings(wanted)) return fail('not_saved');
      return isAnother ? noted('settings_changed', '', ok(null)) : ok(null);
    },
    figures: figuresDesk,
    inside: () => ({
      occupancy: counter.occupancy(nowMs()),
      day: dayText(businessDay(nowMs(), settings)),
      gates: counter.today(nowMs()),
      restored,
    }),
    correctInside(inside, reason) {
      const corrected = counter.correctInside({ atMs: nowMs(), inside, reason });
      kiosk?.settingsChanged();
      return corrected.ok ? corrected : fail('not_saved');
    },
    events(before) {
      const head = events.head();
      return {
        events: events.list(before, EVENTS_A_PAGE),
        head: head === null ? null : `${head.sequence}:${Buffer.from(head.hash).toString('hex').slice(0, HEAD_DIGITS)}`,
        key: key.id,
      };
    },
    rules: () => rules.choices(nowMs()),
    tryRule: (rulePack, at) => rules.try(rulePack, at, nowMs(), kiosk?.lastSpecimen() ?? null),
    camera: () => cameraNow,
    trust: () => trustStatus({ judge, keeper, setUp, settings }),
    checkUpdate: async (folder) => {
      const address = folder ?? settings.updateSource;
      return address === null ? fail('bad_address') : keeper.check(address);
    },
    applyUpdate: () => noted('trust_updated', 'applied', keeper.apply()),
    restoreTrust: () => noted('trust_updated', 'restored', keeper.restore()),
    confirmClock() {
      time.confirmClock();
      timeFile.write(time.snapshot());
      events.append('clock_confirmed', '', 0);
      kiosk?.settingsChanged();
    },
    prepareSetUp: setUp.prepare,
    confirmSetUp: async () => noted('trust_updated', 'set_up', await setUp.confirm()),
    help: desk.help,
    guards,
    endKiosk() {
      events.append('kiosk_ended', '', 0);
      guardian.ended();
      app.quit();
    },
    prepareBundle: desk.prepare,
    writeBundle(target) {
      const written = desk.write(target);
      if (written.ok) events.append('support_bundle', '', 0);
      return written;
    },
    scannerCheck,
    openingCheck,
    drill,
    // Without backgrounds: the window's own is dark, and would fill the paper's margins.
    async printWindow() {
      const contents = windows.contentsOf('manager');
      return contents === null ? fail('not_printed') : printContents(contents, { landscape: false, printBackground: false });
    },
  });

  const kioskSession = openSession(buildDir);
  const windows = createKioskWindows({
    session: kioskSession,
    preloadDir: path.join(buildDir, 'preload'),
    gone(name, reason) {
      faults.note('window', reason);
      // Its page comes back by itself; until it speaks again, nothing is read.
      if (name === 'camera') hearCamera(silentCamera('fault'));
    },
    // Keyboard scanners type into whichever window has the focus.
    isScanned: ({ alt, code, control, isAutoRepeat, key, meta, shift, type }) =>
      wedge.key({ type: type === 'keyDown' ? 'down' : 'up', key, code, shift, control, alt, meta, isAutoRepeat, atMs: monotonicMs() })
        .consume,
    holdsKeys: (name) => name === 'door' || (name === 'manager' && isManagerLocked()),
    setTimer,
  });
  const send = (name: WindowName, message: string, content: unknown) =>
    windows.contentsOf(name)?.send(channelOf(name, message), content);
  const pushState = () => {
    // While something is sent, the end of the program may come to its turn.
    const now = kiosk;
    if (now === null) return;
    send('door', 'state', now.doorState());
    send('visitor', 'state', now.visitorState());
  };
  kiosk.onChange(pushState);
  const noteDoor = noteFaults(faults.note);
  kiosk.onChange(() => {
    if (kiosk !== null) noteDoor(kiosk.doorState());
  });

  serveBridge(
    {
      door: doorMethods(pushState, {
        ...staff,
        async openManager() {
          if (!change.isUnderWay()) openManager();
          return ok(null);
        },
        help: async () => ok(desk.help()),
        async openSpecimens() {
          if (!demo) return fail('not_demo');
          windows.show('specimens', { width: 1000, height: 800, title: wordsOf(settings.language).specimens });
          return ok(null);
        },
        answerDrill: async ({ answer }) => (drill.answer(answer) ? ok(null) : fail('no_drill')),
        nextSpecimen: async () => (drill.presentNext() ? ok(null) : fail('no_drill')),
        async endDrill() {
          drill.stop();
          return ok(null);
        },
      }),
      visitor: { hello: method(requests.nothing, pushState) },
      camera: cameraMethods(() => send('camera', 'use', cameraUse()), {
        code: ({ bytes, symbology }) => camera.code(bytes, symbology),
        preview({ jpeg }) {
          send('door', 'preview', jpeg);
          send('visitor', 'preview', jpeg);
        },
        hint: ({ hint }) => kiosk?.cameraHint(hint),
        status: hearCamera,
      }),
      manager: managerMethods(
        {
          ...manager,
          async close() {
            await manager.lock();
            windows.close('manager');
            return ok(null);
          },
        },
        venueSettings,
      ),
      specimens: specimensMethods({
        list: async () => (demo ? ok({ cards: specimens, language: settings.language }) : fail('not_demo')),
        async present({ id }) {
          if (!demo) return fail('not_demo');
          const card = specimens.find((one) => one.id === id);
          if (card === undefined) return fail('bad_input');
          dock.present(Buffer.from(card.text));
          return ok(null);
        },
        async print() {
          if (!demo) return fail('not_demo');
          windows.contentsOf('specimens')?.print({ printBackground: true, pageSize: 'A4' });
          return ok(null);
        },
      }),
    },
    windows.contentsOf,
  );

  windows.show('camera', { show: false });
  const { comeForward, openManager } = startStation(demo, { windows, session: kioskSession, settings: () => settings, isManagerLocked });
  app.on('second-instance', comeForward);
  kiosk.start();
  if (trial === null) guardian.ready();
  else {
    void change.prove([
      { passes: () => !damagedFiles(dataDir).some((name) => !damagedBefore.includes(name)), otherwise: 'settings_lost' },
      { passes: () => verifiesSpecimen(makePracticeIssuer('SELF TEST', nowMs()), nowMs()), otherwise: 'specimen' },
      { passes: () => !trial.hadScanner || comesTrue(() => hasScanner(kiosk?.doorState().devices ?? []), setTimer), otherwise: 'scanner' },
    ]);
  }
  if (isUnexamined) {
    void examineDatabase(path.join(dataDir, 'counts.sqlite'), path.join(buildDir, 'main/health_worker.js')).then((health) => {
      if (health?.isSound === false) database.distrustFirst();
    });
  }
  powerMonitor.on('resume', () => {
    kiosk?.wake();
    send('camera', 'use', cameraUse());
  });

  const screenshot = process.argv.find((argument) => argument.startsWith('--screenshot='))?.slice(13);
  const door = windows.find('door');
  if (demo && screenshot !== undefined && door !== null) {
    door.webContents.once('did-finish-load', () => setTimeout(() => void saveScreenshot(door, screenshot), 1_500));
  }

  // Once a minute at most, so that the disk lasts; at once when the clock is seen to have moved.
  let clockState = time.now().state;
  setInterval(() => {
    const { state } = time.now();
    if (state !== clockState) kiosk?.settingsChanged();
    clockState = state;
  }, CLOCK_WATCH_MS);
  setInterval(() => timeFile.write(time.snapshot()), TIME_KEPT_EVERY_MS);
  let inUseAtMs = monotonicMs();
  kiosk.onChange(() => {
    if (kiosk === null || isDoorInUse(kiosk.doorState())) inUseAtMs = monotonicMs();
  });
  setInterval(() => {
    if (!isManagerLocked()) inUseAtMs = monotonicMs();
    void updater.tick(() => isClosingTime({ nowMs: nowMs(), quietForMs: monotonicMs() - inUseAtMs }, settings));
  }, TIME_KEPT_EVERY_MS);

  app.on('window-all-closed', () => {
    // Others open their windows anew.
    if (demo) app.quit();
  });
  let stopped = false;
  app.on('before-quit', (event) => {
    if (stopped) return;
    // Electron hangs at exit with an open HID device.
    event.preventDefault();
    const isStopped = kiosk?.stop() ?? Promise.resolve();
    // A device that does not let go must not keep the kiosk from starting anew.
    void Promise.race([isStopped, new Promise((resolve) => setTimer(() => resolve(null), STOPS_WITHIN_MS))]).finally(() => {
      stopped = true;
      timeFile.write(time.snapshot());
      // What still comes from a device or a timer reads no counts any more.
      kiosk = null;
      database.close();
      change.atLast();
      // Everything is on the disk by now.
      if (hasWorkers()) process.kill(process.pid, 'SIGKILL');
      app.exit(0);
    });
  });
}

/** Starts the kiosk anew; a guardian does so by itself. */
function restart(end: () => void): void {
  if (process.send === undefined) app.relaunch();
  end();
}

/** Opens free windows for a demo, and locked ones for a venue. */
function startStation(
  demo: boolean,
  parts: {
    readonly windows: KioskWindows;
    readonly session: Electron.Session;
    readonly settings: () => VenueSettings;
    readonly isManagerLocked: () => boolean;
  },
): Station {
  const { settings, windows } = parts;
  if (!demo) return startLockedStation({ ...parts, screen, venueName: () => settings().venueName, monotonicMs: () => performance.now() });
  const showsVisitor = process.argv.includes('--visitor-window');
  return startDemoStation({ windows, screen, managerTitle: () => wordsOf(settings().language).manager, showsVisitor });
}

/** Whether a scanner other than a camera is read. */
function hasScanner(devices: DoorState['devices']): boolean {
  return devices.some(({ input, status }) => input !== 'camera' && input !== 'demo' && status.state === 'ready');
}
