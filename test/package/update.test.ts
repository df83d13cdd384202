import { chmodSync, chownSync, copyFileSync, cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, readlinkSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Page } from 'playwright';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { programState, type ProgramState } from '../../main/update/program_state.ts';
import { PACKAGES_DIR } from '../../native/setup/package_kiosk.mjs';
import { findPrograms } from '../../native/setup/packaging/find_programs.mjs';
import { askReleaseAuthority, RELEASE_AUTHORITY_DIR } from '../../native/setup/release_authority.mjs';
import { AS_ORDINARY_USER, makeVenueData, type PackagedKiosk, processesWith, startPackaged } from '../helpers/packaged_kiosk.ts';
import { readCounts } from '../helpers/read_counts.ts';
import { type FileServer, serveFiles } from '../helpers/serve_files.ts';
import { repack } from './repack.ts';

const packed = findPrograms(PACKAGES_DIR).find(({ arch, platform }) => platform === process.platform && arch === process.arch);
const image = readdirSync(PACKAGES_DIR).find((name) => name.endsWith('.AppImage'));
if (packed === undefined || image === undefined) throw new Error('there is no package: `npm run test:package` makes one');
const unpacked = path.dirname(packed.executable);
const PLATFORM = `${process.platform}-${process.arch}`;
const BETTER = '0.2.0';
const BROKEN = '0.3.0';

/** The installed program, as a deb leaves it: root's, and with root's rights for Chromium's sandbox helper. */
const home = mkdtempSync(path.join(tmpdir(), 'updated-'));
const installed = path.join(home, 'kiosk');
const program = path.join(installed, path.basename(packed.executable));
const appImage = path.join(home, 'kiosk.AppImage');
let server: FileServer;

beforeAll(async () => {
  chmodSync(home, 0o755);
  cpSync(unpacked, installed, { recursive: true });
  const helper = path.join(installed, 'chrome-sandbox');
  chownSync(helper, 0, 0);
  chmodSync(helper, 0o4755);
  const repository = path.join(RELEASE_AUTHORITY_DIR, 'programs');
  copyFileSync(path.join(PACKAGES_DIR, image), appImage);
  chmodSync(appImage, 0o755);
  server = await serveFiles((name) => {
    const file = path.join(repository, name);
    return existsSync(file) ? readFileSync(file) : null;
  });
  await publish(BETTER);
  // Offered to nobody yet.
  await publish(BROKEN, "throw new Error('broken');\n");
  offer(BROKEN, 0);
});
afterAll(() => {
  server.close();
  rmSync(home, { recursive: true });
});

/** Packs a program of that version, and signs it as an authority does. */
async function publish(version: string, main?: string): Promise<void> {
  const file = path.join(home, `${version}.tar.gz`);
  const notes = path.join(home, 'notes.json');
  await repack(unpacked, file, { version, ...(main === undefined ? {} : { main }) });
  writeFileSync(notes, JSON.stringify({ en: `Notes ${version}`, 'zh-Hant': version, 'zh-Hans': version }));
  askReleaseAuthority('release', 'programs', '--release', version, '--package', `${PLATFORM}=${file}`, '--notes', notes);
  rmSync(file);
}

/** Offers a release to so many per cent of all kiosks. */
function offer(version: string, share: number): void {
  askReleaseAuthority('release', 'programs', '--release', version, '--share', String(share));
}

describe.each([
  ['installed', [program]],
  ['installed where the kernel refuses user namespaces', [program, '--disable-namespace-sandbox']],
  ['an AppImage', [appImage]],
])('a packaged kiosk of an ordinary user, %s', (_how, words) => {
  const { admitted, userData } = makeVenueData();
  const programs = path.join(userData, 'venue/programs');
  let kiosk: PackagedKiosk;
  /** The file of the program that it was started with. */
  let own: string | null = null;
  beforeAll(() => {
    kiosk = startPackaged([...AS_ORDINARY_USER, ...words], { userData, env: { TMPDIR: userData } });
  });
  afterAll(() => {
    kiosk.kill();
    rmSync(userData, { recursive: true });
  });

  const counted = () => readCounts(userData, 'venue')['admit/keyboard'] ?? 0;
  const state = (): ProgramState => programState.parse(JSON.parse(readFileSync(path.join(programs, 'state.json'), 'utf8')));
  const slotOf = (version: string) => path.join(programs, version, path.basename(program));

  /** The file that a process runs. */
  function executableOf(id: number | undefined): string | null {
    try {
      return readlinkSync(`/proc/${id}/exe`);
    } catch {
      // It has ended.
      return null;
    }
  }
  const running = () => executableOf(kiosk.kioskProcess()?.id);

  /** Every page is of that program, and in Chromium's sandbox. */
  function expectSandboxed(file: string | null): void {
    const pages = processesWith(`--user-data-dir=${userData}`).filter(({ command }) => command.includes('--type=renderer'));
    expect(pages.length).toBeGreaterThan(1);
    for (const { command, id } of pages) {
      expect(executableOf(id)).toBe(file);
      expect(readFileSync(`/proc/${id}/status`, 'utf8')).toMatch(/^Seccomp:\s+2$/m);
      expect(command).not.toContain('--no-sandbox');
    }
  }

  async function openProgram(version: string): Promise<Page> {
    const manager = await kiosk.openManager('Program');
    await manager.locator(`[data-running="${version}"]`).waitFor();
    return manager;
  }

  async function look(manager: Page, version: string): Promise<void> {
    await manager.getByLabel('Address (empty: none)').fill(server.address);
    await manager.getByRole('button', { name: 'Save', exact: true }).click();
    await manager.getByText('Saved.').waitFor();
    await manager.getByRole('button', { name: 'Look for a newer version' }).click();
    await manager.locator(`[data-ready="${version}"]`).waitFor({ timeout: 120_000 });
    await manager.getByText(`Notes ${version}`).waitFor();
  }

  it('gets a newer program, installs it on the manager’s word, and goes on counting in it', async () => {
    await kiosk.admit(admitted);
    own = running();
    expect(path.basename(own ?? '')).toBe(path.basename(program));
    const manager = await openProgram('0.1.0');
    await look(manager, BETTER);
    await manager.getByRole('button', { name: 'Install now' }).click();
    await expect.poll(running, { timeout: 60_000 }).toBe(slotOf(BETTER));
    await kiosk.admit(admitted);
    expect(counted()).toBe(2);
    expect(state()).toMatchObject({ current: BETTER, previous: { program: null }, trial: null, refused: [] });
    expectSandboxed(slotOf(BETTER));
  });

  it('goes back to the installed program, and keeps what was counted since', async () => {
    const manager = await openProgram(BETTER);
    await manager.getByRole('button', { name: 'Go back to version 0.1.0' }).click();
    await expect.poll(running, { timeout: 60_000 }).toBe(own);
    expect(counted()).toBe(2);
    await kiosk.admit(admitted);
    expect(counted()).toBe(3);
    expectSandboxed(own);
  });

  it('comes back by itself from a program that throws at its start, with every count', async () => {
    offer(BROKEN, 100);
    const manager = await openProgram('0.1.0');
    await look(manager, BROKEN);
    await manager.getByRole('button', { name: 'Install now' }).click();
    await expect.poll(() => state().refused, { timeout: 60_000 }).toMatchObject([{ version: BROKEN, reason: 'not_ready' }]);
    await expect.poll(running, { timeout: 60_000 }).toBe(own);
    expect(counted()).toBe(3);
    await kiosk.admit(admitted);
    expect(counted()).toBe(4);
    const after = await openProgram('0.1.0');
    await after.locator('[data-refused="not_ready"]').waitFor();
    await after.getByText('installed on your word only').waitFor();
    offer(BROKEN, 0);
  });
});
