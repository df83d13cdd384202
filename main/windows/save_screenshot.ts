import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { BrowserWindow } from 'electron';

/** Writes what a window shows into a PNG file, and says where. */
export async function saveScreenshot(window: BrowserWindow, file: string): Promise<void> {
  const image = await window.webContents.capturePage();
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(file, image.toPNG());
  process.stderr.write(`Screenshot written to ${file}\n`);
}
