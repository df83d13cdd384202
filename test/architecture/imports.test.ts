import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';

const root = path.resolve(import.meta.dirname, '../..');

interface Arrow {
  readonly target: string;
  readonly typesOnly: boolean;
}

interface Room {
  readonly files: RegExp;
  /** What it may use at run time. */
  readonly uses: readonly RegExp[];
  /** What it may name the types of. */
  readonly types?: readonly RegExp[];
}

const node = /^node:/;
const anyPackage = /^(?!electron$)(?:@[\w.-]+\/)?[\w.-]+(?:\/.*)?$/;
const contract = /^main\/bridge\/contract\.ts$/;
const scanSource = /^native\/scan_source\.ts$/;
/** What the doctor says of a scanner, and how it is mended. */
const scannerDoctor = /^native\/(scanner_doctor|scanner_vendors|test_symbols)\.ts$/;
const result = /^main\/pass\/result\.ts$/;
const languages = /^main\/pass\/languages\.ts$/;

/** The house's arrows, one room a line; a file belongs to the first room that names it. */
const ROOMS: readonly Room[] = [
  { files: /^renderer\/[\w.]+\.config\.ts$/, uses: [node, anyPackage] },
  {
    files: /^renderer\//,
    uses: [/^renderer\//, /^(react|react-dom|react-aria-components|recharts|zxing-wasm|@internationalized\/date|@zxing\/library)(\/|$)/],
    types: [contract],
  },
  { files: /^native\/setup\/default_app\//, uses: [node, /^electron$/] },
  { files: /^native\/setup\//, uses: [/^native\/setup\//, node, /^(?!main\/|renderer\/)[@\w]/] },
  { files: /^native\//, uses: [/^native\/(?!setup\/)/, node, /^(node-hid|serialport)$/] },
  { files: /^main\/pass\/redact_verdict\.ts$/, uses: [/^main\/pass\//], types: [contract] },
  { files: /^main\/pass\//, uses: [/^main\/pass\//, /^node:(crypto|zlib)$/, /^(canonicalize$|certlogic-js$|@noble\/curves\/|@peculiar\/asn1-)/] },
  {
    files: /^main\/update\//,
    uses: [/^main\/(update|workers)\//, /^main\/pass\/(result|bounded_json)\.ts$/, /^main\/trust\/repository\//, node, /^(zod|tar)$/],
    types: [contract, /^main\/settings\/stored_json\.ts$/],
  },
  { files: /^main\/trust\/repository\//, uses: [/^main\/(pass|trust)\//, node, /^(zod|tuf-js|@tufjs\/models)(\/|$)/] },
  { files: /^main\/trust\//, uses: [/^main\/(pass|trust)\//, /^node:crypto$/, /^zod$/, /^@peculiar\//] },
  { files: /^main\/workers\//, uses: [/^node:worker_threads$/] },
  { files: /^main\/counts\//, uses: [/^main\/(counts|workers)\//, /^(better-sqlite3|zod)$/, node], types: [contract] },
  { files: /^main\/scan\//, uses: [/^main\/(scan|pass)\//, /^node:crypto$/], types: [scanSource] },
  {
    files: /^main\/settings\//,
    uses: [/^main\/settings\//, result, languages, /^zod$/, node],
    types: [contract, /^main\/manager\.ts$/],
  },
  {
    files: /^main\/authority\/(passctl|repository)\//,
    uses: [/^main\/(authority|pass|trust)\//, /^main\/update\/release_list\.ts$/, node, /^(zod|csv-parse|@tufjs\/models|@zxing\/library)(\/|$)/],
  },
  {
    files: /^main\/authority\//,
    uses: [/^main\/(authority|pass)\//, /^main\/trust\/setup_(claims|code)\.ts$/, node, /^(cborg|zod)$/],
    types: [contract, /^main\/trust\//],
  },
  {
    files: /^main\/support\//,
    uses: [/^main\/(support|pass)\//, /^main\/trust\/provision\.ts$/, /^node:(crypto|os)$/, /^(fflate|zod)$/],
    types: [contract, scanSource, /^main\/trust\//],
  },
  { files: /^main\/cli\/bundle\.ts$/, uses: [/^main\/(cli|support)\//] },
  {
    files: /^main\/cli\/events\.ts$/,
    uses: [/^main\/cli\/open_input\.ts$/, /^main\/counts\/(read_events|event_chain|event_file)\.ts$/, /^main\/settings\/kiosk_key\.ts$/, node],
  },
  { files: /^main\/cli\/passctl\.ts$/, uses: [/^main\/(cli|authority\/passctl)\//, /^main\/pass\/terminal_text\.ts$/] },
  { files: /^main\/cli\//, uses: [/^main\/(cli|pass|trust)\//, node] },
  { files: contract, uses: [], types: [/^main\/bridge\/contract\//, /^main\/pass\//, scannerDoctor] },
  {
    files: /^main\/bridge\/contract\//,
    uses: [],
    types: [/^main\/bridge\/contract\//, /^main\/(pass|trust)\//, /^main\/update\/program_state\.ts$/, scanSource, scannerDoctor],
  },
  { files: /^main\/bridge\/channel\.ts$/, uses: [] },
  {
    files: /^main\/bridge\//,
    uses: [/^main\/bridge\//, /^main\/windows\/window_table\.ts$/, scanSource, /^native\/test_symbols\.ts$/, /^zod$/, /^electron$/],
  },
  {
    files: /^main\/windows\//,
    uses: [/^main\/windows\//, node, /^electron$/],
    types: [contract, scanSource, /^main\/settings\/key_store\.ts$/],
  },
  { files: /^main\/os_guards\//, uses: [/^main\/os_guards\//, node], types: [contract] },
  { files: /^main\/guardian\//, uses: [/^main\/guardian\//, /^node:child_process$/, /^zod$/] },
  // The guardian must run where a part of the kiosk does not load: the kiosk's own program is another file.
  { files: /^main\/program\.ts$/, uses: [/^main\/guardian\//, /^main\/(main\.js|mode\.ts|packaged_for_tests\.ts|settings\/stored_json\.ts)$/, /^main\/update\//, node, /^electron$/] },
  { files: /^main\/main\.ts$/, uses: [/^/] },
  { files: /^main\/scanner_check\.ts$/, uses: [scannerDoctor], types: [contract, scanSource] },
  {
    files: /^main\/\w+\.ts$/,
    uses: [/^main\/(scan|pass|trust)\//, node],
    types: [/^main\/(counts|settings|support|update)\//, /^main\/\w+\.ts$/, contract, scanSource],
  },
];

const STATIC = /^[ \t]*(?:import|export)\s+(type\s)?([^'";]*?)\s*from\s*['"]([^'"]+)['"]/gm;
const BARE = /^[ \t]*import\s*['"]([^'"]+)['"]/gm;
const DYNAMIC = /\b(?:import|require)\(\s*['"]([^'"]+)['"]/g;
const WORKER = /new URL\(\s*['"](\.[^'"]+)['"]\s*,\s*import\.meta\.url/g;

function arrowsOf(file: string, source: string): readonly Arrow[] {
  const arrow = (specifier: string, typesOnly: boolean): Arrow => ({
    target: specifier.startsWith('.') ? path.posix.join(path.posix.dirname(file), specifier) : specifier,
    typesOnly,
  });
  const statics = [...source.matchAll(STATIC)].map(([, type, names = '', specifier = '']) => {
    const listed =
      /^\{([\s\S]*)\}$/
        .exec(names.trim())?.[1]
        ?.split(',')
        .map((name) => name.trim())
        .filter(Boolean) ?? [];
    return arrow(
      specifier,
      type !== undefined || (listed.length > 0 && listed.every((name) => name.startsWith('type '))),
    );
  });
  const others = [BARE, DYNAMIC, WORKER].flatMap((pattern) => [...source.matchAll(pattern)]);
  return [...statics, ...others.map(([, specifier = '']) => arrow(specifier, false))];
}

function isAllowed(file: string, { target, typesOnly }: Arrow): boolean {
  if (target === 'main/main.ts') return false;
  const room = ROOMS.find(({ files }) => files.test(file));
  const allowed = typesOnly ? [...(room?.uses ?? []), ...(room?.types ?? [])] : (room?.uses ?? []);
  return allowed.some((pattern) => pattern.test(target));
}

const files = ['main', 'native', 'renderer'].flatMap((folder) =>
  readdirSync(path.join(root, folder), { recursive: true, encoding: 'utf8' })
    .map((name) => path.posix.join(folder, name.split(path.sep).join('/')))
    .filter((name) => /\.(ts|tsx|mjs|js)$/.test(name)),
);

describe('the arrows between rooms', () => {
  it('hold in every file', () => {
    const wrong = files.flatMap((file) =>
      arrowsOf(file, readFileSync(path.join(root, file), 'utf8'))
        .filter((arrow) => !isAllowed(file, arrow))
        .map(({ target, typesOnly }) => `${file} -> ${target}${typesOnly ? ' (types)' : ''}`),
    );
    expect(files.length).toBeGreaterThan(50);
    expect(wrong).toEqual([]);
  });

  it.each([
    ['main/pass/hc1.ts', "import { app } from 'electron';"],
    ['main/pass/hc1.ts', "import { readFileSync } from 'node:fs';"],
    ['main/pass/hc1.ts', "const fs = await import('node:fs');"],
    ['main/pass/formats/hc1.ts', "import type { DoorState } from '../../bridge/contract.ts';"],
    ['main/counts/counter.ts', "import type { Verdict } from '../pass/verdict.ts';"],
    ['main/scan/scan_session.ts', "import { DeviceCode } from '../../native/scan_source.ts';"],
    ['renderer/door/door.tsx', "import { x } from '../../main/bridge/contract.ts';"],
    ['renderer/door/door.tsx', "import type { Verdict } from '../../main/pass/verdict.ts';"],
    ['renderer/door/door.tsx', "import { ipcRenderer } from 'electron';"],
    ['renderer/camera/camera.ts', "new Worker(new URL('../../main/pass/verify_pass.ts', import.meta.url));"],
    ['native/hid_scanner.ts', "import type { Verdict } from '../main/pass/verdict.ts';"],
    ['main/kiosk.ts', "import { start } from './main.ts';"],
    ['main/kiosk.ts', "import Database from 'better-sqlite3';"],
    ['main/settings/staff_lock.ts', "import { app } from 'electron';"],
    ['main/unknown/thing.ts', "import path from 'node:path';"],
  ])('would show that %s has no right to %s', (file, source) => {
    const arrows = arrowsOf(file, source);
    expect(arrows).toHaveLength(1);
    expect(arrows.map((arrow) => isAllowed(file, arrow))).toEqual([false]);
  });
});
