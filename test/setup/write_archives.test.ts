import { mkdirSync, mkdtempSync, readlinkSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { isWholeProgram, unpackProgram } from '../../main/update/unpack_program.ts';
import writeArchives from '../../native/setup/packaging/write_archives.mjs';

let outDir = '';
beforeEach(() => {
  outDir = mkdtempSync(path.join(tmpdir(), 'archives-'));
});
afterEach(() => rmSync(outDir, { recursive: true }));

const SYSTEMS = [
  ['venue-pass-kiosk-1.2.0-linux-amd64.deb', 'linux-unpacked', 'venue-pass-kiosk', 'venue-pass-kiosk-1.2.0-linux-x64'],
  ['venue-pass-kiosk-1.2.0-linux-arm64.deb', 'linux-arm64-unpacked', 'venue-pass-kiosk', 'venue-pass-kiosk-1.2.0-linux-arm64'],
  ['venue-pass-kiosk-1.2.0-win-x64.msi', 'win-unpacked', 'VenuePassKiosk.exe', 'venue-pass-kiosk-1.2.0-win-x64'],
  ['venue-pass-kiosk-1.2.0-win-arm64.msi', 'win-arm64-unpacked', 'VenuePassKiosk.exe', 'venue-pass-kiosk-1.2.0-win-arm64'],
  ['venue-pass-kiosk-1.2.0-mac-x64.dmg', 'mac', 'VenuePassKiosk.app/Contents/MacOS/VenuePassKiosk', 'venue-pass-kiosk-1.2.0-mac-x64'],
  ['venue-pass-kiosk-1.2.0-mac-arm64.dmg', 'mac-arm64', 'VenuePassKiosk.app/Contents/MacOS/VenuePassKiosk', 'venue-pass-kiosk-1.2.0-mac-arm64'],
] as const;

it.each(SYSTEMS)('beside %s there is an archive that a kiosk can be updated by', async (packed, folder, executable, name) => {
  const program = path.join(outDir, folder);
  mkdirSync(path.join(program, path.dirname(executable)), { recursive: true });
  writeFileSync(path.join(program, executable), 'program', { mode: 0o755 });
  // As a framework lies in a macOS bundle.
  mkdirSync(path.join(program, 'Framework/Versions/A'), { recursive: true });
  writeFileSync(path.join(program, 'Framework/Versions/A/Framework'), 'library');
  symlinkSync('A', path.join(program, 'Framework/Versions/Current'));
  symlinkSync('Versions/Current/Framework', path.join(program, 'Framework/Framework'));

  const [file = '', ...more] = await writeArchives({ outDir, artifactPaths: [path.join(outDir, packed)], configuration: {} });
  expect([file, more]).toEqual([path.join(outDir, `${name}.tar.gz`), []]);
  const slot = path.join(outDir, 'programs/1.2.0');
  expect(unpackProgram(file, slot)).toEqual({ ok: true, value: null });
  expect(statSync(path.join(slot, executable)).mode & 0o777).toBe(0o755);
  expect(readlinkSync(path.join(slot, 'Framework/Versions/Current'))).toBe('A');
  expect(statSync(path.join(slot, 'Framework/Framework')).size).toBe('library'.length);
  expect(isWholeProgram(slot)).toBe(true);
});
