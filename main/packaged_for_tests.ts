import { readFileSync } from 'node:fs';
import path from 'node:path';

/**
 * Whether this program was packaged for tests: native/setup/package_kiosk.mjs then writes so into its package.json, and a
 * release is refused with it. `appPath` is the folder of that file.
 */
export function packagedForTests(appPath: string): boolean {
  return JSON.parse(readFileSync(path.join(appPath, 'package.json'), 'utf8')).packagedForTests === true;
}
