import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { create } from 'tar';
import { PROJECT_DIR } from '../helpers/launch_kiosk.ts';
import { serveFiles } from '../helpers/serve_files.ts';
import { instant, makeRepository, type Target, type TestRepository } from '../trust/repository/make_repository.ts';

/** What is wrong with a program, or new in it. */
export type Change = 'none' | 'crash' | 'hang' | 'silent' | 'migration' | 'failing_migration' | 'losing_migration' | 'inventing_migration' | 'other_settings' | 'throw';

const LAST_MIGRATION = '{ version: 40, sql: MIGRATION_0040, down: MIGRATION_0040_DOWN }';
const MIGRATIONS: Readonly<Partial<Record<Change, string>>> = {
  migration: "CREATE TABLE extra (a INTEGER) STRICT; INSERT INTO extra VALUES (7);', down: 'ALTER TABLE extra RENAME TO kept_50_extra;",
  failing_migration: "CREATE TABLE extra (a INTEGER) STRICT; INSERT INTO nowhere VALUES (1);', down: '",
  losing_migration: "DELETE FROM tally;', down: '",
  inventing_migration: "UPDATE tally SET count = count + 1;', down: '",
};

/** The folder of the program that was built last, as it can be started from anywhere. */
export function makeProgram(home: string, version: string, change: Change, root: Uint8Array): string {
  const folder = path.join(home, `${version}-${change}`);
  for (const part of ['.build/main', '.build/preload', '.build/renderer', 'package.json', ...packagesNeededBy('.')]) {
    cpSync(path.join(PROJECT_DIR, part), path.join(folder, part), { recursive: true, filter: (name) => !/better-sqlite3\/(deps|src)$|\.map$/.test(name) });
  }
  const manifest = JSON.parse(readFileSync(path.join(folder, 'package.json'), 'utf8'));
  writeFileSync(path.join(folder, 'package.json'), JSON.stringify({ ...manifest, version }));
  writeFileSync(path.join(folder, '.build/release_root.json'), root);
  const main = path.join(folder, '.build/main/main.js');
  const { [change]: migration } = MIGRATIONS;
  if (migration !== undefined) edit(main, LAST_MIGRATION, `${LAST_MIGRATION}, { version: 50, sql: '${migration}' }`);
  if (change === 'other_settings') edit(main, 'venueName: line', 'venueTitle: line');
  if (change === 'throw') edit(main, 'function start(kioskMode) {', "function start(kioskMode) { throw new Error('broken');");
  if (change === 'crash') writeFileSync(main, "process.abort();\n");
  if (change === 'hang') writeFileSync(main, 'for (;;);\n');
  // Lives, and is never ready.
  if (change === 'silent') writeFileSync(main, "setInterval(() => process.send({ kind: 'alive' }), 1000);\n");
  return folder;
}

function edit(file: string, from: string, to: string): void {
  const before = readFileSync(file, 'utf8');
  if (!before.includes(from)) throw new Error(`${file} has no ${from}`);
  writeFileSync(file, before.replace(from, to));
}

/** The folders of the packages that one needs at run time, and of those that these need. */
function packagesNeededBy(folder: string, found: readonly string[] = []): readonly string[] {
  const { dependencies = {} } = JSON.parse(readFileSync(path.join(PROJECT_DIR, folder, 'package.json'), 'utf8'));
  return Object.keys(dependencies).reduce((known, name) => {
    const needed = path.join('node_modules', name);
    return known.includes(needed) || !existsSync(path.join(PROJECT_DIR, needed)) ? known : packagesNeededBy(needed, [...known, needed]);
  }, found);
}

/** A publisher of programs with a real web server. */
export interface Publisher {
  readonly address: string;
  readonly repository: TestRepository;
  readonly root: Uint8Array;
  /** Signs programs into the stable channel (or another), the last one given being offered too. */
  publish(releases: readonly { readonly version: string; readonly folder: string; readonly share?: number; readonly venues?: readonly string[]; readonly channel?: string }[], options?: { readonly expires?: string }): void;
  /** Changes a file that was signed. */
  spoil(find: RegExp, change: (bytes: Uint8Array) => Uint8Array): void;
  close(): void;
}

export async function startPublisher(): Promise<Publisher> {
  const repository = makeRepository();
  const spoilt: { readonly find: RegExp; readonly change: (bytes: Uint8Array) => Uint8Array }[] = [];
  const server = await serveFiles((name) => {
    const file = repository.file(name);
    if (!existsSync(file)) return null;
    return spoilt.reduce<Uint8Array>((all, { change, find }) => (find.test(name) ? change(all) : all), readFileSync(file));
  });
  return {
    address: server.address,
    repository,
    root: repository.root,
    publish(releases, options = {}) {
      const channels = new Map<string, object[]>();
      const targets: Target[] = [];
      for (const { channel = 'stable', folder, share = 100, venues = [], version } of releases) {
        const target = `packages/kiosk-${version}-${path.basename(folder)}.tar.gz`;
        const file = `${folder}.tar.gz`;
        if (!existsSync(file)) create({ gzip: true, file, cwd: path.dirname(folder), sync: true, portable: true }, [path.basename(folder)]);
        targets.push({ path: target, content: readFileSync(file) });
        const text = `Version ${version}`;
        const release = { version, notes: { en: text, 'zh-Hant': text, 'zh-Hans': text }, share, venues, packages: [{ platform: `${process.platform}-${process.arch}`, target }] };
        channels.set(channel, [...(channels.get(channel) ?? []), release]);
      }
      for (const [channel, list] of channels) targets.push({ path: `${channel}/release.json`, content: Buffer.from(JSON.stringify({ version: 1, releases: list })) });
      const expires = options.expires ?? instant(Date.now() + 30 * 86_400_000);
      const later = () => ({ expires });
      repository.publish(targets, { timestamp: later, snapshot: later, targets: later });
    },
    spoil: (find, change) => void spoilt.push({ find, change }),
    close() {
      server.close();
      rmSync(repository.folder, { recursive: true, force: true });
    },
  };
}

export function makeHome(): string {
  const home = mkdtempSync(path.join(tmpdir(), 'updates-'));
  mkdirSync(path.join(home, 'data'));
  return home;
}
