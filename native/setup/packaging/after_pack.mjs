import { rmSync } from 'node:fs';
import path from 'node:path';

/**
 * Takes out what Electron would open where the kiosk's own program is missing, and the mark of native/setup that its
 * files are whole.
 * @param {{ readonly appOutDir: string, readonly packager: { getResourcesDir(appOutDir: string): string } }} packed
 */
export default function afterPack({ appOutDir, packager }) {
  rmSync(path.join(packager.getResourcesDir(appOutDir), 'default_app.asar'), { force: true });
  rmSync(path.join(appOutDir, '.complete'), { force: true });
}
