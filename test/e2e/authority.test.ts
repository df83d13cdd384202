import { execFileSync, spawnSync } from 'node:child_process';
import { appendFileSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Page } from 'playwright';
import { expect, it } from 'vitest';
import { launchKiosk, PROJECT_DIR } from '../helpers/launch_kiosk.ts';
import { scanByKeyboard } from '../helpers/scan_by_keyboard.ts';

const work = mkdtempSync(path.join(tmpdir(), 'authority-'));
const repository = path.join(work, 'repository');

/** Runs the authority's tool as a person would, in a folder of its own. */
function passctl(...args: readonly string[]): string {
  return execFileSync(process.execPath, [path.join(PROJECT_DIR, 'native/setup/passctl.mjs'), ...args], {
    cwd: work,
    encoding: 'utf8',
    env: { ...process.env, INIT_CWD: work, PASSCTL_PASSPHRASE: 'a passphrase for tests' },
  });
}

/** What the command line says of a kiosk's folder. */
function statusOf(data: string): unknown {
  const command = path.join(PROJECT_DIR, 'native/setup/run_command.mjs');
  const done = spawnSync(process.execPath, [command, 'status', data], { encoding: 'utf8', cwd: PROJECT_DIR });
  return JSON.parse(done.stdout);
}

async function enterPin(manager: Page): Promise<void> {
  for (const digit of '1357') await manager.getByRole('button', { name: digit, exact: true }).click();
  await manager.getByRole('button', { name: 'Unlock' }).click();
}

it('sets a new kiosk up with an authority, and keeps it right through updates, a restore and an attack', async () => {
  passctl('key', 'new', 'desk');
  const made = passctl('repo', 'init', 'repository', '--keys', 'desk.key.json', '--json');
  passctl('keys', 'export', 'desk.key.json', '--issuer', 'Hall', '--publish', 'repository');
  const where = ['--gate', 'North', '--gate', 'South', '--language', 'en', '--time-zone', 'Asia/Hong_Kong'];
  const people = ['--support', 'Help desk', '--contact', '+852 5550 0000'];
  const setUp = ['--key', 'desk.key.json', '--venue', 'Riverside Hall', '--stick-only', ...where, ...people];
  const code = passctl('setup', 'repository', ...setUp).trim().split('\n').find((line) => line.startsWith('VPS1:'));
  const member = passctl('issue', '--key', 'desk.key.json', '--issuer', 'Hall', '--register', 'members.csv').trim();
  const fingerprint: string = JSON.parse(made).fingerprint;

  const kiosk = await launchKiosk({ demo: false });
  const door = await kiosk.window('door');
  await door.waitForSelector('[data-problem="trust_list_missing"]');
  await kiosk.app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.focus());
  scanByKeyboard(code ?? '');
  await door.waitForSelector('[data-problem="set_up_waiting"]');
  await kiosk.shoot(door, 'door-problem-set-up');
  await door.getByRole('button', { name: 'Manager' }).click();
  const manager = await kiosk.window('manager');
  await manager.getByText('Choose the manager’s PIN').waitFor();
  await enterPin(manager);
  await manager.getByText('Enter the same PIN again').waitFor();
  await enterPin(manager);
  await manager.getByRole('tab', { name: 'Trust' }).click();
  await manager.getByLabel('Folder of a stick').fill(repository);
  await manager.getByRole('button', { name: 'Look at the set-up' }).click();
  await manager.locator('[data-offer="set-up"]').waitFor();
  const shown = await manager.locator('.eye code').textContent();
  expect(shown?.replaceAll(' ', '')).toBe(fingerprint.slice(0, 32));
  await kiosk.shoot(manager, 'manager-set-up');
  await manager.getByRole('button', { name: 'The fingerprint is right' }).click();
  await manager.getByText('Done.').waitFor();
  await door.getByText('Riverside Hall').waitFor();
  await manager.locator('[data-kind="keys"][data-state="fresh"]').waitFor();
  expect(await manager.locator('[data-open-until]').getAttribute('data-open-until')).toMatch(/^\d+$/);
  await kiosk.shoot(manager, 'manager-trust');

  await manager.getByRole('tab', { name: 'Rule' }).click();
  await manager.getByLabel('Rule at the door').selectOption('members_and_staff');
  await manager.getByRole('button', { name: 'Put in force' }).click();
  await manager.getByText('Saved.').waitFor();
  const scan = async (outcome: string) => {
    await door.waitForSelector('[data-screen="ready"],[data-problem="no_scanner"]', { timeout: 20_000 });
    await kiosk.app.evaluate(({ BrowserWindow }) => {
      BrowserWindow.getAllWindows().find((one) => one.webContents.getURL().includes('/door/'))?.focus();
    });
    scanByKeyboard(member);
    await door.waitForSelector(`[data-screen="${outcome}"]`);
  };
  await scan('admit');

  // An update over HTTP withdraws that member's pass; until it is applied nothing changes.
  const passId = readFileSync(path.join(work, 'members.csv'), 'utf8').match(/[0-9a-f]{32}/)?.[0] ?? '';
  passctl('revoke', 'withdrawn.json', '--issuer', 'Hall', '--id', passId);
  passctl('repo', 'add', 'repository', 'withdrawn.json', '--as', 'revocations/withdrawn.json');
  passctl('repo', 'publish', 'repository');
  const server = createServer((request, response) => {
    try {
      response.end(readFileSync(path.join(repository, decodeURIComponent(request.url ?? '/'))));
    } catch {
      response.writeHead(404).end();
    }
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  await manager.getByRole('tab', { name: 'Trust' }).click();
  await manager.getByLabel('Folder of a stick').fill(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
  await manager.getByRole('button', { name: 'Look for an update' }).click();
  await manager.getByText('withdraws 1 more pass,').waitFor();
  await kiosk.shoot(manager, 'manager-update');
  await scan('admit');
  await manager.getByRole('button', { name: 'Apply' }).click();
  await manager.getByText('Done.').waitFor();
  await scan('refuse');
  await door.locator('main').getByText('Withdrawn').waitFor();

  await manager.getByRole('button', { name: 'Back to the previous update' }).click();
  await manager.getByText('Done.').waitFor();
  await scan('admit');

  // Somebody changes a file of the next update on the server.
  passctl('keys', 'export', 'desk.key.json', '--issuer', 'Hall', '--valid-days', '90', '--publish', 'repository');
  const keys = path.join(repository, 'targets/keys');
  for (const name of readdirSync(keys)) appendFileSync(path.join(keys, name), ' ');
  await manager.getByRole('button', { name: 'Look for an update' }).click();
  await manager.locator('[data-message="said"]').waitFor();
  expect(await manager.locator('[data-message]').textContent()).toMatch(/Nothing was taken/);
  await kiosk.shoot(manager, 'manager-update-refused');
  await scan('admit');
  server.close();
  await kiosk.close();

  // The clock was a day further when the kiosk was last open: nobody is judged by it until it is set right.
  const data = path.join(kiosk.userData, 'venue');
  expect(statusOf(data)).toMatchObject({ canOpen: true, openUntil: { endsFirst: 'keys' }, clock: { state: 'trusted' } });
  const timeFile = path.join(data, 'time.json');
  const stored = JSON.parse(readFileSync(timeFile, 'utf8'));
  writeFileSync(timeFile, JSON.stringify({ ...stored, seenMs: stored.seenMs + 86_400_000 }));
  expect(statusOf(data)).toMatchObject({ canOpen: false, clock: { state: 'behind' } });
  const later = await launchKiosk({ demo: false, userData: kiosk.userData });
  const door2 = await later.window('door');
  await door2.waitForSelector('[data-problem="clock_doubtful"]');
  await later.shoot(door2, 'door-problem-clock');
  await later.app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.focus());
  scanByKeyboard(member);
  await door2.waitForSelector('[data-screen="undecided"]');
  await door2.locator('.next', { hasText: 'clock is wrong' }).waitFor();
  await door2.getByRole('button', { name: 'Manager' }).click();
  const manager2 = await later.window('manager');
  await enterPin(manager2);
  await manager2.getByRole('tab', { name: 'Trust' }).click();
  await manager2.locator('[data-clock="behind"]').waitFor();
  await later.shoot(manager2, 'manager-trust-clock');
  await manager2.getByRole('button', { name: 'The clock is right' }).click();
  await door2.waitForSelector('[data-screen="ready"],[data-problem="no_scanner"]', { timeout: 20_000 });
  await later.close();
});
