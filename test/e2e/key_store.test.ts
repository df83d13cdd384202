import { readFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { publicKeyIn } from '../../main/settings/kiosk_key.ts';
import { makeKeyring } from '../helpers/keyring.ts';
import { type LaunchedKiosk, launchKiosk, makeUserData } from '../helpers/launch_kiosk.ts';

const keyring = makeKeyring();
afterAll(() => keyring.stop());

it('seals the PINs and the kiosk’s key by a real key store, and loses neither when it is locked or gone', async () => {
  const userData = makeUserData();
  const onDisk = (name: string) => readFileSync(path.join(userData, 'demo', name), 'utf8');
  const copies = ['pin.json', 'pin.json.previous', 'kiosk_key.json', 'kiosk_key.json.previous'];

  /** What the manager's window says to that PIN, and how the secrets are kept. */
  async function tryPin(pin: string, look: (kiosk: LaunchedKiosk) => Promise<void> = async () => {}): Promise<readonly unknown[]> {
    const kiosk = await launchKiosk({ userData, withoutTestSwitches: true, args: ['--password-store=gnome-libsecret'], env: keyring.env() });
    const door = await kiosk.window('door');
    await door.waitForSelector('[data-screen="ready"]');
    await door.evaluate('window.kiosk.openManager()');
    const manager = await kiosk.window('manager');
    const ask = (call: string) => manager.evaluate(`window.kiosk.${call}.then((answer) => answer.ok ? answer.value : answer.error)`);
    const unlocked = await ask(`unlock({ pin: '${pin}' })`);
    const { secrets } = (await ask('status()')) as { readonly secrets: string };
    await look(kiosk);
    await kiosk.close();
    return [unlocked, secrets];
  }

  expect(await tryPin('2468')).toEqual(['manager', 'plain']);
  expect(onDisk('pin.json')).toContain('"hash"');
  const key = publicKeyIn(onDisk('kiosk_key.json'));

  await keyring.start('the user’s password');
  expect(await tryPin('2468')).toEqual(['manager', 'sealed']);
  for (const name of copies) expect(onDisk(name), name).toMatch(/^\{\s*"sealed": "[\w+/=]+",\s*"beside": (null|"[\w+/=]+")\s*\}$/);
  const sealed = copies.map(onDisk);
  await keyring.stop();

  await keyring.start(null);
  const locked = await tryPin('2468', async (kiosk) => {
    const manager = await kiosk.window('manager');
    await manager.locator('input').fill('2468');
    await manager.keyboard.press('Enter');
    await manager.getByText('sealed by this computer’s key store').waitFor();
    await kiosk.shoot(manager, 'manager-key-store-locked');
  });
  expect(locked).toEqual(['sealed', 'locked']);
  await keyring.stop();
  expect(await tryPin('1357')).toEqual(['sealed', 'locked']);
  expect(copies.map(onDisk)).toEqual(sealed);

  await keyring.start('the user’s password');
  expect(await tryPin('1357')).toEqual(['supervisor', 'sealed']);
  expect(publicKeyIn(onDisk('kiosk_key.json'))).toEqual(key);
});
