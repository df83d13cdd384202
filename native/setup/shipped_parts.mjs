import { readFileSync } from 'node:fs';
import path from 'node:path';
import { ZXING_CPP_COMMIT } from 'zxing-wasm/reader';
import { DECLARED_ELECTRON } from './declared_electron.mjs';
import { PROJECT_DIR } from './paths.mjs';

/**
 * What ships and is no package of the registry: the engine, and the libraries that are compiled into packages. `within`
 * is what has it, by name, and `notices` are the files with its licence; Electron brings those of its own parts along.
 * @typedef {{ readonly name: string, readonly version: string, readonly license: string, readonly purl: string, readonly within: string, readonly notices: readonly string[] }} ShippedPart
 */

/** @returns {readonly ShippedPart[]} */
export function shippedParts() {
  const { chromium, node, sqlite, version } = DECLARED_ELECTRON;
  const zxing = ZXING_CPP_COMMIT;
  const hidapi = readFileSync(path.join(PROJECT_DIR, 'node_modules/node-hid/hidapi/VERSION'), 'utf8').trim();
  return [
    { name: 'electron', version, license: 'MIT', purl: `pkg:github/electron/electron@v${version}`, within: '', notices: ['node_modules/electron/LICENSE'] },
    { name: 'chromium', version: chromium, license: 'BSD-3-Clause', purl: `pkg:generic/chromium@${chromium}`, within: 'electron', notices: [] },
    { name: 'node', version: node, license: 'MIT', purl: `pkg:github/nodejs/node@v${node}`, within: 'electron', notices: [] },
    { name: 'sqlite', version: sqlite, license: 'blessing', purl: `pkg:generic/sqlite@${sqlite}`, within: 'better-sqlite3', notices: [] },
    { name: 'hidapi', version: hidapi, license: 'BSD-3-Clause', purl: `pkg:github/libusb/hidapi@hidapi-${hidapi}`, within: 'node-hid', notices: ['node_modules/node-hid/hidapi/LICENSE-bsd.txt'] },
    { name: 'zxing-cpp', version: zxing, license: 'Apache-2.0', purl: `pkg:github/zxing-cpp/zxing-cpp@${zxing}`, within: 'zxing-wasm', notices: [] },
  ];
}
