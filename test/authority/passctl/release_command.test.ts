import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { openRepository } from '../../../main/trust/repository/repository_source.ts';
import { openTrustStore } from '../../../main/trust/repository/trust_store.ts';
import { type Channel, fetchPackage, fetchReleases } from '../../../main/update/fetch_release.ts';
import { openDesk } from './desk.ts';

const desk = openDesk();
const NOTES = { en: 'Better', 'zh-Hant': '更好', 'zh-Hans': '更好' };
const stores = mkdtempSync(path.join(tmpdir(), 'kiosk-'));
afterAll(() => rmSync(stores, { recursive: true }));

beforeAll(async () => {
  desk.makeKey('maker');
  desk.write('notes.json', JSON.stringify(NOTES));
  desk.write('one.tar.gz', 'program one');
  desk.write('two.tar.gz', 'program two');
  expect(await desk.callJson(['repo', 'init', 'programs', '--keys', 'maker.key.json'])).toMatchObject({ status: 0 });
});

const release = (...args: readonly string[]) => desk.callJson(['release', 'programs', ...args]);
const published = (version: string, ...more: readonly string[]) => release('--release', version, '--package', 'linux-x64=one.tar.gz', '--notes', 'notes.json', ...more);

/** What a kiosk that is set up with the repository's root sees of a channel. */
async function seen(channel: Channel = 'stable') {
  const source = openRepository(desk.file('programs'), { allowHttp: false });
  if (!source.ok) throw new Error(source.error);
  const store = openTrustStore(path.join(stores, 'trust'));
  if (!store.trustedMetadata().ok) expect(store.init(readFileSync(desk.file('programs/metadata/1.root.json')), Date.now()).ok).toBe(true);
  const read = await fetchReleases({ source: source.value, store, nowMs: Date.now(), channel });
  if (!read.ok) throw new Error(read.error.code);
  return { source: source.value, ...read.value };
}

it('signs programs for a kiosk to read, changes who gets them, and withdraws them', async () => {
  expect((await seen()).list).toBeNull();
  expect(await published('1.1.0', '--share', '10')).toMatchObject({ status: 0, channel: 'stable' });
  expect(await published('1.2.0-beta.1', '--channel', 'beta', '--package', 'win32-x64=two.tar.gz')).toMatchObject({ status: 0, channel: 'beta' });

  const { list, packages, source } = await seen();
  const packageOf = { platform: 'linux-x64', target: 'packages/kiosk-1.1.0-linux-x64.tar.gz' };
  expect(list?.releases).toEqual([{ version: '1.1.0', notes: NOTES, share: 10, venues: [], packages: [packageOf] }]);
  const signed = packages.find((one) => one.path === packageOf.target) ?? expect.fail('not signed');
  const file = path.join(stores, 'package');
  expect(await fetchPackage(source, signed, file, () => {})).toEqual({ ok: true, value: null });
  expect(readFileSync(file, 'utf8')).toBe('program one');
  expect((await seen('beta')).list?.releases[0]?.packages.map(({ platform }) => platform)).toEqual(['linux-x64', 'win32-x64']);

  expect(await release('--release', '1.1.0', '--share', '50', '--venue', 'Hall', '--venue', 'Arena, North')).toMatchObject({ status: 0 });
  expect((await seen()).list?.releases).toEqual([{ version: '1.1.0', notes: NOTES, share: 50, venues: ['Hall', 'Arena, North'], packages: [packageOf] }]);

  expect(await published('1.1.1')).toMatchObject({ status: 0 });
  expect((await seen()).list?.releases.map(({ version }) => version)).toEqual(['1.1.0', '1.1.1']);
  expect(await release('--release', '1.1.0', '--withdraw')).toMatchObject({ status: 0 });
  const after = await seen();
  expect(after.list?.releases.map(({ version }) => version)).toEqual(['1.1.1']);
  expect(after.packages.map((one) => one.path)).not.toContain(packageOf.target);
  expect((await seen('beta')).list?.releases).toHaveLength(1);
});

it.each([
  [['--release', '9.0.0'], '--package is missing'],
  [['--release', '9.0.0', '--package', 'linux-x64=one.tar.gz'], '--notes is missing'],
  [['--release', '9.0', '--package', 'linux-x64=one.tar.gz', '--notes', 'notes.json'], 'No kiosk could read that'],
  [['--release', '9.0.0', '--package', 'beos-ppc=one.tar.gz', '--notes', 'notes.json'], 'No kiosk could read that'],
  [['--release', '9.0.0', '--package', 'one.tar.gz', '--notes', 'notes.json'], '--package is PLATFORM=FILE'],
  [['--release', '9.0.0', '--package', 'linux-x64=one.tar.gz', '--notes', 'one.tar.gz'], 'it is no JSON'],
  [['--release', '9.0.0', '--package', 'linux-x64=absent', '--notes', 'notes.json'], 'it is not there'],
  [['--release', '9.0.0', '--withdraw'], 'stable has no 9.0.0'],
  [['--release', '9.0.0', '--channel', 'nightly'], '--channel is stable or beta'],
  [['--release', '9.0.0', '--share', '101', '--package', 'linux-x64=one.tar.gz', '--notes', 'notes.json'], '--share needs a whole number'],
])('changes nothing on %j', async (args, words) => {
  const before = readFileSync(desk.file('programs/metadata/timestamp.json'), 'utf8');
  const done = await desk.call(['release', 'programs', ...args]);
  expect(done.status).not.toBe(0);
  expect(done.stderr).toContain(words);
  expect(readFileSync(desk.file('programs/metadata/timestamp.json'), 'utf8')).toBe(before);
});

it('signs nothing with a list that is not what was signed', async () => {
  expect(await published('2.0.0')).toMatchObject({ status: 0 });
  const { list } = await seen();
  expect(list).not.toBeNull();
  const targets = JSON.parse(readFileSync(desk.file(`programs/metadata/${versionOf('targets')}.targets.json`), 'utf8'));
  const file = `programs/targets/stable/${targets.signed.targets['stable/release.json'].hashes.sha256}.release.json`;
  expect(existsSync(desk.file(file))).toBe(true);
  desk.write(file, JSON.stringify({ version: 1, releases: [] }));
  const done = await desk.call(['release', 'programs', '--release', '2.0.0', '--share', '5']);
  expect(done.stderr).toContain('is not what was signed');
});

function versionOf(role: 'targets'): number {
  const timestamp = JSON.parse(readFileSync(desk.file('programs/metadata/timestamp.json'), 'utf8'));
  const snapshot = JSON.parse(readFileSync(desk.file(`programs/metadata/${timestamp.signed.meta['snapshot.json'].version}.snapshot.json`), 'utf8'));
  return snapshot.signed.meta[`${role}.json`].version;
}
