import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compareVersions, programVersion } from '../../main/update/program_version.ts';
import { chooseRelease, MAX_RELEASE_LIST_BYTES, readReleaseList, type Release, type ReleaseList } from '../../main/update/release_list.ts';

const notes = { en: 'Better', 'zh-Hant': '更好', 'zh-Hans': '更好' };

function release(version: string, more: Partial<Release> = {}): Release {
  return { version, notes, share: 100, venues: [], packages: [{ platform: 'linux-x64', target: `packages/kiosk-${version}.tar.gz` }], ...more };
}

const listOf = (...releases: Release[]): ReleaseList => ({ version: 1, releases });
const bytesOf = (value: unknown) => Buffer.from(JSON.stringify(value));
const kiosk = { running: '1.0.0', id: 'ab12', venue: 'Hall', platform: 'linux-x64' };
const chosen = (list: ReleaseList, more: Partial<typeof kiosk> = {}) => chooseRelease(list.releases, { ...kiosk, ...more })?.release.version ?? null;

describe('versions', () => {
  it('are ordered as semantic versioning orders them (2.0.0, section 11)', () => {
    const rising = ['0.9.9', '1.0.0-alpha', '1.0.0-alpha.1', '1.0.0-alpha.beta', '1.0.0-beta', '1.0.0-beta.2', '1.0.0-beta.11', '1.0.0-rc.1', '1.0.0', '1.0.1', '1.2.0', '1.10.0', '2.0.0'];
    for (const [index, one] of rising.entries()) {
      expect(programVersion.safeParse(one).success).toBe(true);
      for (const [other, version] of rising.entries()) expect(Math.sign(compareVersions(one, version)), `${one} ${version}`).toBe(Math.sign(index - other));
    }
  });

  it.each(['', '1', '1.0', '01.0.0', '1.0.0.0', 'v1.0.0', '1.0.0+build', '..', '1.0.0/..', '1.0.0-', '1.0.0 ', '1.0.0\n', '9999999.0.0'])('are not %j', (text) => {
    expect(programVersion.safeParse(text).success).toBe(false);
  });
});

describe('a list of releases', () => {
  it('is read as it was written', () => {
    const list = listOf(release('1.1.0'), release('1.2.0', { share: 5, venues: ['Hall'] }));
    expect(readReleaseList(bytesOf(list))).toEqual(list);
  });

  it.each([
    ['another version of it', { ...listOf(), version: 2 }],
    ['a share above all', listOf(release('1.1.0', { share: 101 }))],
    ['no package', listOf(release('1.1.0', { packages: [] }))],
    ['a package that leads up', listOf(release('1.1.0', { packages: [{ platform: 'linux-x64', target: 'packages/../x.tar.gz' }] }))],
    ['a machine that nobody has', listOf(release('1.1.0', { packages: [{ platform: 'beos-ppc', target: 'packages/x.tar.gz' }] }))],
    ['notes in one language', listOf({ ...release('1.1.0'), notes: { en: 'x' } as unknown as Release['notes'] })],
    ['a version that names another folder', listOf(release('../x'))],
    ['too many releases', listOf(...Array.from({ length: 51 }, (_, n) => release(`1.0.${n}`)))],
  ])('is none with %s', (_what, value) => {
    expect(readReleaseList(bytesOf(value))).toBeNull();
  });

  it('is none for any other bytes, and for too many', () => {
    expect(readReleaseList(Buffer.alloc(MAX_RELEASE_LIST_BYTES + 1, ' '))).toBeNull();
    fc.assert(fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => readReleaseList(bytes) === null));
    fc.assert(fc.property(fc.json(), (text) => readReleaseList(Buffer.from(text)) === null));
  });

  it('offers the newest one that is newer than what runs, for this machine', () => {
    expect(chosen(listOf(release('1.1.0'), release('1.3.0'), release('1.2.0')))).toBe('1.3.0');
    expect(chosen(listOf(release('1.0.0'), release('0.9.0')))).toBeNull();
    expect(chosen(listOf(release('1.1.0')), { platform: 'darwin-arm64' })).toBeNull();
  });

  it('reaches named kiosks and venues whatever the share is, and others by their share', () => {
    const to = (venues: readonly string[]) => listOf(release('1.1.0', { share: 0, venues }));
    expect(chosen(to([]))).toBeNull();
    expect(chosen(to(['Hall']))).toBe('1.1.0');
    expect(chosen(to(['ab12']))).toBe('1.1.0');
    expect(chosen(to(['Other hall']))).toBeNull();
  });

  it('reaches about its share of all kiosks, and only more when the share grows', () => {
    const ids = Array.from({ length: 5_000 }, (_, n) => `kiosk ${n}`);
    const reached = (share: number) => new Set(ids.filter((id) => chosen(listOf(release('1.1.0', { share })), { id }) !== null));
    const [few, more] = [reached(10), reached(35)];
    expect(few.size).toBeGreaterThan(400);
    expect(few.size).toBeLessThan(600);
    for (const id of few) expect(more.has(id)).toBe(true);
    expect(reached(100).size).toBe(ids.length);
  });
});
