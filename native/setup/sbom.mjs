// `npm run sbom`: writes what the kiosk is made of, as a CycloneDX bill of materials and as a list of licences.
import path from 'node:path';
import { ensureNodeModules } from './node_modules.mjs';
import { BUILD_DIR } from './paths.mjs';
import { say } from './say.mjs';

ensureNodeModules();
const { buildKiosk } = await import('./build.mjs');
const { LICENCES_NAME, SBOM_NAME } = await import('./shipped_list.mjs');
await buildKiosk();
say(`Written: ${path.join(BUILD_DIR, SBOM_NAME)} and ${path.join(BUILD_DIR, LICENCES_NAME)}.`);
