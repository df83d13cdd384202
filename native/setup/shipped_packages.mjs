import { readFileSync } from 'node:fs';
import path from 'node:path';
import { PROJECT_DIR } from './paths.mjs';

const MODULES = 'node_modules/';
/** Packages that others name as needed, of which nothing is packed: headers to compile an addon with. */
const BUILD_ONLY = ['node-addon-api'];

/**
 * A package of the registry of which something is in the kiosk.
 * @typedef {{ readonly place: string, readonly name: string, readonly version: string, readonly license: string, readonly integrity: string, readonly needs: readonly string[] }} ShippedPackage
 * `place` is its folder below the project's, and `needs` are the places of what it needs and is shipped too.
 */

/**
 * The packages that ship: those of the bundled modules, and those that are packed whole for their native code. Sorted by
 * place. Throws where a package is not in the lock file.
 * @param {readonly string[]} modules The files that the bundlers wrote something of.
 * @returns {readonly ShippedPackage[]}
 */
export function shippedPackages(modules) {
  const { packages } = JSON.parse(readFileSync(path.join(PROJECT_DIR, 'package-lock.json'), 'utf8'));
  const bundled = modules.map(placeOf).filter((place) => place !== null);
  const packed = Object.keys(packages).filter((place) => place !== '' && packages[place].dev !== true && packages[place].devOptional !== true);
  const places = [...new Set([...bundled, ...packed])].filter((place) => !BUILD_ONLY.includes(nameOf(place))).sort();
  return places.map((place) => {
    const locked = packages[place];
    if (locked === undefined) throw new Error(`${place} is bundled, and not in the lock file`);
    const needs = Object.keys({ ...locked.dependencies, ...locked.peerDependencies })
      .map((name) => resolve(place, name, packages))
      .filter((needed) => needed !== null && places.includes(needed));
    return {
      place,
      name: locked.name ?? nameOf(place),
      version: locked.version,
      license: locked.license ?? 'none given',
      integrity: locked.integrity,
      needs: /** @type {readonly string[]} */ ([...needs].sort()),
    };
  });
}

/** @param {string} place */
function nameOf(place) {
  return place.slice(place.lastIndexOf(MODULES) + MODULES.length);
}

/**
 * The folder of the package that a module is of; null: of none. Virtual modules of the bundlers begin with NUL.
 * @param {string} module
 * @returns {string | null}
 */
function placeOf(module) {
  const file = module.replace(/^\0/, '').replace(/\?.*$/, '').replaceAll('\\', '/');
  const first = file.indexOf(MODULES);
  if (first < 0) return null;
  const last = file.lastIndexOf(MODULES) + MODULES.length;
  const [scopeOrName = '', name = ''] = file.slice(last).split('/');
  return file.slice(first, last) + (scopeOrName.startsWith('@') ? `${scopeOrName}/${name}` : scopeOrName);
}

/**
 * Where Node finds a package from another one: in its own folder, or in one of those above.
 * @param {string} from @param {string} name @param {Readonly<Record<string, unknown>>} packages
 */
function resolve(from, name, packages) {
  for (let folder = from; ; ) {
    const place = `${folder === '' ? '' : `${folder}/`}${MODULES}${name}`;
    if (packages[place] !== undefined) return place;
    if (folder === '') return null;
    folder = folder.slice(0, Math.max(0, folder.lastIndexOf(MODULES) - 1));
  }
}
