import { readdirSync } from 'node:fs';
import path from 'node:path';

/** How electron-builder calls the folder of a system's program, and what lies where in it. */
const SYSTEMS = /** @type {const} */ ([
  { folder: /^linux(?:-(arm64))?-unpacked$/, platform: 'linux', executable: 'venue-pass-kiosk', resources: 'resources' },
  { folder: /^win(?:-(arm64))?-unpacked$/, platform: 'win32', executable: 'VenuePassKiosk.exe', resources: 'resources' },
  {
    folder: /^mac(?:-(arm64))?$/,
    platform: 'darwin',
    executable: 'VenuePassKiosk.app',
    resources: 'VenuePassKiosk.app/Contents/Resources',
  },
]);

/**
 * The unpacked programs in the folder that electron-builder wrote into, each as checkPackage takes it.
 * @param {string} packages
 */
export function findPrograms(packages) {
  return readdirSync(packages).flatMap((name) =>
    SYSTEMS.flatMap(({ executable, folder, platform, resources }) => {
      const found = folder.exec(name);
      if (found === null) return [];
      const place = path.join(packages, name);
      return [
        { executable: path.join(place, executable), resources: path.join(place, resources), platform, arch: found[1] ?? 'x64' },
      ];
    }),
  );
}
