import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { buildKiosk } from '../../native/setup/build.mjs';
import { DECLARED_ELECTRON } from '../../native/setup/declared_electron.mjs';
import { LICENCES_NAME, SBOM_NAME, writeShippedList } from '../../native/setup/shipped_list.mjs';

const root = path.resolve(import.meta.dirname, '../..');

/** Licences (SPDX) that ask for no more than to be named: none that reaches into the kiosk's own code. */
const ALLOWED = ['0BSD', 'Apache-2.0', 'blessing', 'BlueOak-1.0.0', 'BSD-2-Clause', 'BSD-3-Clause', 'CC0-1.0', 'ISC', 'MIT', 'Unlicense'];

/** Of an expression of SPDX without nesting: one of its choices is allowed, and with all that it adds. */
function isAllowed(expression: string): boolean {
  return expression
    .replace(/^\((.*)\)$/, '$1')
    .split(' OR ')
    .some((choice) => choice.split(' AND ').every((one) => ALLOWED.includes(one)));
}

interface Component {
  readonly 'bom-ref': string;
  readonly name: string;
  readonly version: string;
  readonly purl: string;
  readonly hashes?: readonly [{ readonly alg: string; readonly content: string }];
  readonly licenses: readonly [{ readonly expression: string }];
}

interface Bill {
  readonly bomFormat: string;
  readonly specVersion: string;
  readonly serialNumber: string;
  readonly metadata: { readonly component: Component };
  readonly components: readonly Component[];
  readonly dependencies: readonly { readonly ref: string; readonly dependsOn: readonly string[] }[];
}

let dir: string;
let bill: Bill;
let licences: string;
beforeAll(async () => {
  dir = mkdtempSync(path.join(tmpdir(), 'shipped-'));
  await buildKiosk(dir);
  bill = JSON.parse(readFileSync(path.join(dir, SBOM_NAME), 'utf8')) as Bill;
  licences = readFileSync(path.join(dir, LICENCES_NAME), 'utf8');
});

describe('the bill of materials', () => {
  const names = () => new Set(bill.components.map(({ name }) => name));

  it('names what is bundled into each process, page and worker, what is packed whole, and the engine', () => {
    for (const name of ['react', 'zod', 'tuf-js', 'recharts', 'zxing-wasm', '@zxing/library', 'better-sqlite3', 'node-hid', 'serialport', 'electron', 'chromium', 'node', 'sqlite', 'hidapi', 'zxing-cpp']) {
      expect(names(), name).toContain(name);
    }
  });

  it('names nothing that only makes or tests the kiosk', () => {
    for (const name of ['vitest', 'playwright', 'typescript', 'electron-builder', 'esbuild', 'vite', 'fast-check', 'electron-33-types', 'node-addon-api']) {
      expect(names(), name).not.toContain(name);
    }
  });

  it('leaves out nothing that npm itself counts as shipped', () => {
    const { stdout } = spawnSync('npm', ['sbom', '--sbom-format=cyclonedx', '--omit=dev', '--package-lock-only'], { cwd: root, encoding: 'utf8' });
    const counted = (JSON.parse(stdout) as Bill).components.map(({ purl }) => purl);
    const ours = new Set(bill.components.map(({ purl }) => purl));
    expect(counted.length).toBeGreaterThan(20);
    expect(counted.filter((purl) => !ours.has(purl) && !purl.startsWith('pkg:npm/node-addon-api@'))).toEqual([]);
  });

  it('has the hash of each package in the lock file, and points at what it lists', () => {
    const { packages } = JSON.parse(readFileSync(path.join(root, 'package-lock.json'), 'utf8')) as { packages: Record<string, { integrity: string; version: string }> };
    const ofRegistry = bill.components.filter(({ purl }) => purl.startsWith('pkg:npm/'));
    expect(ofRegistry.length).toBeGreaterThan(50);
    for (const component of ofRegistry) {
      const locked = packages[component['bom-ref']];
      expect(component.version).toBe(locked?.version);
      expect(`sha512-${Buffer.from(component.hashes?.[0].content ?? '', 'hex').toString('base64')}`).toBe(locked?.integrity);
    }
    const refs = [bill.metadata.component['bom-ref'], ...bill.components.map((one) => one['bom-ref'])];
    expect(new Set(refs).size).toBe(refs.length);
    expect(bill.dependencies.map(({ ref }) => ref).sort()).toEqual([...refs].sort());
    expect(bill.dependencies.flatMap(({ dependsOn }) => dependsOn).filter((ref) => !refs.includes(ref))).toEqual([]);
    expect([bill.bomFormat, bill.specVersion]).toEqual(['CycloneDX', '1.6']);
    expect(bill.serialNumber).toMatch(/^urn:uuid:[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-a[0-9a-f]{3}-[0-9a-f]{12}$/);
  });

  it('is the same bytes whenever and in whatever order it is made', () => {
    const again = (modules: readonly string[]) => {
      const folder = mkdtempSync(path.join(tmpdir(), 'shipped-again-'));
      writeShippedList(modules, folder);
      return [SBOM_NAME, LICENCES_NAME].map((name) => readFileSync(path.join(folder, name), 'utf8'));
    };
    const modules = bill.components.filter(({ purl }) => purl.startsWith('pkg:npm/')).map((one) => `${one['bom-ref']}/index.js`);
    const [first, second] = [again(modules), again([...modules].reverse())];
    expect(first).toEqual(second);
    expect(first).toEqual([readFileSync(path.join(dir, SBOM_NAME), 'utf8'), licences]);
  });

  it('is of the Electron that package.json declares', () => {
    const { devDependencies } = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8')) as { devDependencies: { electron: string } };
    expect(DECLARED_ELECTRON.version).toBe(devDependencies.electron);
    const types = readFileSync(path.join(root, 'node_modules/electron/package.json'), 'utf8');
    expect(JSON.parse(types)).toMatchObject({ version: DECLARED_ELECTRON.version });
  });
});

describe('the licences', () => {
  it('of all that ships ask for no more than to be named', () => {
    expect(bill.components.filter(({ licenses }) => !isAllowed(licenses[0].expression)).map(({ name }) => name)).toEqual([]);
  });

  it.each(['GPL-3.0-only', 'AGPL-3.0-or-later', 'MIT AND GPL-2.0-only', '(GPL-2.0-only OR LGPL-3.0-only)', 'none given', 'SEE LICENSE IN x', 'UNLICENSED'])('would be seen to ask for more with %s', (expression) => {
    expect(isAllowed(expression)).toBe(false);
  });

  it('are in one text with each name, version and licence', () => {
    for (const { licenses, name, version } of bill.components) {
      expect(licences).toMatch(`${name} ${version}`);
      expect(licences).toContain(`: ${licenses[0].expression}\n`);
    }
    expect(licences).toContain('Permission is hereby granted');
    expect(licences).toContain('Apache License');
  });
});
