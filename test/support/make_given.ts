import type { VenueSettings } from '../../main/bridge/contract.ts';
import { defaultSettings } from '../../main/settings/venue_settings.ts';
import type { SupportGiven } from '../../main/support/support_bundle.ts';

const DAY_MS = 86_400_000;
export const NOW_MS = Date.UTC(2026, 2, 1, 10, 20, 30);

/** A kiosk in the midst of a day, with `text()` in every place that takes a text; its lists `many` times as long. */
export function givenWith(text: () => string, many = 1): SupportGiven {
  const texts = (count: number) => Array.from({ length: count * many }, text);
  // Words of closed lists are words to the compiler only: a damaged part may hold anything.
  const word = () => text() as never;
  const settings: VenueSettings = {
    ...defaultSettings(text()),
    gate: text(),
    gates: texts(50),
    exitGates: texts(10),
    scannerDirections: texts(20).map((scanner) => ({ scanner, direction: 'in' })),
    language: word(),
    visitorLanguages: [word(), word()],
    timeZone: text(),
    rulePack: Array.from({ length: 2 }, text).join('+'),
    audiences: texts(50),
    updateSource: text(),
    support: { name: text(), contact: text() },
    camera: text(),
    identityDisplay: word(),
    keyboardLayout: word(),
    rawKeyboards: texts(20),
    serialPorts: texts(8).map((path) => ({ path, baudRate: 9_600 })),
  };
  const age = () => ({ ageMs: DAY_MS, state: word(), stopAt: NOW_MS + DAY_MS });
  return {
    nowMs: NOW_MS,
    configuration: { program: text(), keys: text(), rule: Array.from({ length: 3 }, text).join('+'), kiosk: text() },
    program: {
      mode: text(),
      isPackaged: true,
      electron: text(),
      chromium: text(),
      node: text(),
      system: text(),
      systemRelease: text(),
      architecture: text(),
      processors: 4,
      memoryBytes: 8_000_000_000,
      computerUpMs: 3_600_000,
      programUpMs: 1_800_000,
    },
    screens: [{ width: 1920, height: 1080, scale: 1, rotation: 0, [text()]: text() }],
    settings,
    devices: texts(40).map((name) => ({
      sourceId: text(),
      input: word(),
      name,
      status: { state: 'fault', code: word() },
    })),
    usb: texts(30).map((product, index) => ({ vendorId: 0x0c2e, productId: index, product, serialNumber: text(), path: text() })),
    camera: {
      state: word(),
      cameras: texts(10),
      current: text(),
      picture: { width: 1280, height: 720, framesPerSecond: 30, isDark: false },
      controls: { torch: true, zoom: false, exposure: false },
    },
    trust: {
      clock: { state: word(), reason: word(), nowMs: NOW_MS },
      kinds: { keys: age(), rules: age(), revocations: age() },
      openUntil: { at: NOW_MS + DAY_MS, kind: word() },
      keyCount: 12,
      authority: { fingerprint: text(), appliedAtMs: NOW_MS, hasPrevious: true, fellBack: false },
      updateSource: text(),
      support: { name: text(), contact: text() },
      texts: [{ en: text(), 'zh-Hant': text(), 'zh-Hans': text() }],
      hasSetUpCode: false,
    },
    rulePacks: 3,
    damagedFiles: texts(20).map((name) => ({ name, error: text() })),
    database: { schema: 20, bytes: 200_000, isSound: true, rows: Object.fromEntries(texts(10).map((name) => [name, 5])) },
    eventLog: { head: { sequence: 40, hash: Buffer.alloc(32, text()) }, isWhole: true },
    openingCheck: {
      last: { atMs: NOW_MS, worst: word() },
      findings: texts(20).map((name) => ({ step: word(), code: word(), severity: 'fail', device: { input: word(), name }, names: [text()] })),
    },
    secrets: word(),
    faults: texts(60).map((code) => ({ atMs: NOW_MS, place: word(), code, times: 2 })),
    files: texts(200).map((name) => ({ name, files: 3, bytes: 4_096, changedMs: NOW_MS })),
guards: [
      { guard: 'sandbox', state: 'holds' },
      { guard: 'no_desktop', state: 'missing' },
      { guard: 'disk_encryption', state: 'unknown' },
    ],
    disk: { freeBytes: 50_000_000_000, totalBytes: 100_000_000_000 },
  };
}
