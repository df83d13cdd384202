// `npm run package [-- --unpacked]`: makes the packages that this machine can make, in .build/package.
import { findElectron } from './electron_runtime.mjs';
import { packageKiosk, PACKAGES_DIR } from './package_kiosk.mjs';
import { say } from './say.mjs';

const electron = findElectron();
if (electron === null) throw new Error('no Electron: run `npm run package`, which gets one');
await packageKiosk({ electron, unpacked: process.argv.includes('--unpacked') });
say(`The packages are in ${PACKAGES_DIR}.`);
if (!electron.declared) say(`They were made with Electron ${electron.version} and are for tests, not for venues.`);
