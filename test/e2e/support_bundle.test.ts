import { mkdirSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Page } from 'playwright';
import { PNG } from 'pngjs';
import { expect, it } from 'vitest';
import { defaultSettings } from '../../main/settings/venue_settings.ts';
import { joinFrames } from '../../main/support/bundle_frames.ts';
import { readBundle } from '../../main/support/read_bundle.ts';
import { createZxingWasmDecoder } from '../../renderer/camera/decode/zxing_wasm_decoder.ts';
import { launchKiosk } from '../helpers/launch_kiosk.ts';
import { openManager } from '../helpers/open_manager.ts';
import { scanByKeyboard } from '../helpers/scan_by_keyboard.ts';
import { wasmOf } from '../renderer/draw_code.ts';
import { leaksIn, plantedStrings } from '../support/planted.ts';

const PLANTED = 10_000;
const FILES = 400;

const planted = plantedStrings(PLANTED);
let taken = 0;
/** The next strings that were planted nowhere yet. */
function take(count: number): readonly string[] {
  taken += count;
  return planted.slice(taken - count, taken);
}
const takeOne = () => take(1)[0] ?? '';
const asFileName = (text: string) => text.replaceAll(/[/\\:\u0000]/g, '_');

/** A data folder of somebody's computer: their settings, and their own files in, beside and above it. */
function fillFolder(userData: string): void {
  const dataDir = path.join(userData, 'demo');
  const gates = take(40);
  const settings = {
    ...defaultSettings(takeOne()),
    gate: gates[7] ?? '',
    gates,
    audiences: take(40),
    support: { name: takeOne(), contact: takeOne() },
    updateSource: `/media/${asFileName(takeOne())}`,
  };
  mkdirSync(path.join(dataDir, 'rules'), { recursive: true });
  mkdirSync(path.join(dataDir, 'revocations'));
  mkdirSync(path.join(userData, 'Crashpad/completed'), { recursive: true });
  writeFileSync(path.join(dataDir, 'settings.json'), JSON.stringify(settings));
  for (let index = 0; index < FILES; index += 1) {
    const folder = ['demo', 'demo/rules', 'demo/revocations', 'Crashpad/completed'][index % 4] ?? '';
    const [name = '', ...content] = take(20);
    writeFileSync(path.join(userData, folder, asFileName(name)), content.join('\n'));
  }
}

async function readScreen(manager: Page): Promise<readonly string[]> {
  const decoder = await createZxingWasmDecoder(wasmOf('reader'));
  const { data, height, width } = PNG.sync.read(await manager.locator('.bundle-codes svg').screenshot());
  const luma = Uint8Array.from({ length: width * height }, (_, index) => data[index * 4] ?? 0);
  const { codes } = await decoder.look(luma, width, height);
  return codes.map(({ bytes }) => Buffer.from(bytes).toString('latin1'));
}

it('leaves the screen as codes that a phone reads, with what went wrong and nothing of 10,000 planted strings', async () => {
  const owner = mkdtempSync(path.join(tmpdir(), 'venue-pass-'));
  const userData = path.join(owner, asFileName(takeOne()));
  fillFolder(userData);
  const documents = path.join(owner, asFileName(takeOne()));
  mkdirSync(documents);
  // Where this system says that a person's documents are.
  writeFileSync(path.join(owner, 'user-dirs.dirs'), `XDG_DOCUMENTS_DIR="${documents}"\n`);
  process.env.XDG_CONFIG_HOME = owner;
  const kiosk = await launchKiosk({ userData });
  const door = await kiosk.window('door');
  await door.waitForSelector('[data-screen]');
  for (const code of take(8).filter((text) => /^[\x20-\x7e]+$/.test(text))) scanByKeyboard(code);
  await door.getByRole('button', { name: 'Specimens' }).click();
  const sheet = await kiosk.window('specimens');
  await sheet.locator('[data-specimen="vaccinated"]').getByRole('button', { name: 'Present' }).click();
  await door.waitForSelector('[data-screen="admit"]');

  // What goes wrong says something of somebody.
  await kiosk.app.evaluate(({ BrowserWindow }, texts) => {
    for (const window of BrowserWindow.getAllWindows()) window.setTitle(texts[0] ?? '');
    const fail = (error: Error) => void Promise.reject(error);
    fail(Object.assign(new Error(texts[1]), { code: texts[2], path: texts[3] }));
    fail(Object.assign(new Error(texts[4]), { code: 'ENOSPC' }));
    const camera = BrowserWindow.getAllWindows().find((window) => window.webContents.getURL().includes('/camera/'));
    camera?.webContents.forcefullyCrashRenderer();
  }, [...take(5)]);
  const rest = take(PLANTED - taken);
  await door.evaluate((texts) => {
    localStorage.setItem('texts', texts.join());
    setTimeout(() => {
      throw new Error(texts[0]);
    });
  }, [...rest]);
  expect(taken).toBe(PLANTED);

  const manager = await openManager(kiosk, 'Help');
  const prepared = (await manager.evaluate('window.kiosk.prepareBundle()')) as { value: { frames: readonly string[] } };
  await manager.getByRole('button', { name: 'Show what it would hold' }).click();
  await manager.waitForSelector('[data-part="disk"]');
  const preview = (await manager.locator('.bundle-contents').textContent()) ?? '';
  await manager.getByRole('button', { name: 'Show it as codes for a phone' }).click();
  await manager.getByRole('button', { name: 'Pause' }).click();
  const seen: string[] = [];
  for (let count = 0; count <= prepared.value.frames.length; count += 1) {
    await manager.getByRole('button', { name: 'Previous' }).click();
    seen.push(...(await readScreen(manager)));
  }
  await kiosk.shoot(manager, 'manager-bundle-codes');
  await manager.getByRole('button', { name: 'Save as a file' }).click();
  await manager.waitForSelector('[data-written="true"]');
  const [file = ''] = readdirSync(documents);
  expect(file).toMatch(/^venue-pass-support-[\d-]+\.zip$/);
  const joined = joinFrames(seen);
  if (joined.state !== 'whole') throw new Error(`the codes are ${joined.state}`);
  expect(readFileSync(path.join(documents, file))).toEqual(joined.zip);
  const read = readBundle(joined.zip);
  if (!read.ok) throw new Error(read.error);
  const facts = JSON.parse(read.value);

  expect(facts.faults).toEqual(
    expect.arrayContaining([
      expect.objectContaining({ place: 'program', code: 'Error' }),
      expect.objectContaining({ place: 'program', code: 'ENOSPC' }),
      expect.objectContaining({ place: 'window', code: expect.stringMatching(/^(crashed|killed)$/) }),
      expect.objectContaining({ place: 'camera', code: 'driver_failed' }),
    ]),
  );
  expect(facts).toMatchObject({ settings: { gates: 40, gate: 8, audiences: 40 }, files: { others: FILES / 4 }, eventLog: { isWhole: true }, database: { isSound: true } });
  expect(leaksIn([joined.zip, Buffer.from(read.value), Buffer.from(seen.join('\n')), Buffer.from(preview)], planted)).toEqual([]);
  await kiosk.close();
});
