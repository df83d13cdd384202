import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { PROJECT_DIR } from './paths.mjs';
import { shippedPackages } from './shipped_packages.mjs';
import { shippedParts } from './shipped_parts.mjs';

/** What the kiosk is made of, as a CycloneDX bill of materials. */
export const SBOM_NAME = 'sbom.cdx.json';
/** The licences of all that, for people to read. */
export const LICENCES_NAME = 'licences.txt';

const NOTICE = /^(licen[cs]e|copying|notice)/i;
const RULE = '='.repeat(100);

/**
 * Writes what ships beside the build: the bill of materials and the licences. The same modules give the same bytes.
 * @param {readonly string[]} modules The files that the bundlers wrote something of.
 * @param {string} outDir
 */
export function writeShippedList(modules, outDir) {
  const packages = shippedPackages(modules);
  const parts = shippedParts();
  writeFileSync(path.join(outDir, SBOM_NAME), `${JSON.stringify(billOfMaterials(packages, parts), null, 2)}\n`);
  writeFileSync(path.join(outDir, LICENCES_NAME), licences(packages, parts));
}

/**
 * CycloneDX 1.6 (ECMA-424). Its serial number is made of what it lists, and it has no time, so that it is the same each time.
 * @param {readonly import('./shipped_packages.mjs').ShippedPackage[]} packages
 * @param {readonly import('./shipped_parts.mjs').ShippedPart[]} parts
 */
function billOfMaterials(packages, parts) {
  const manifest = JSON.parse(readFileSync(path.join(PROJECT_DIR, 'package.json'), 'utf8'));
  const root = `${manifest.name}@${manifest.version}`;
  const components = [
    ...parts.map(({ license, name, purl, version }) => ({
      type: name === 'electron' || name === 'chromium' || name === 'node' ? 'framework' : 'library',
      'bom-ref': name,
      name,
      version,
      scope: 'required',
      licenses: [{ expression: license }],
      purl,
    })),
    ...packages.map(({ integrity, license, name, place, version }) => ({
      type: 'library',
      'bom-ref': place,
      name,
      version,
      scope: 'required',
      hashes: [{ alg: 'SHA-512', content: Buffer.from(integrity.replace(/^sha512-/, ''), 'base64').toString('hex') }],
      licenses: [{ expression: license }],
      purl: `pkg:npm/${name.replace('@', '%40')}@${version}`,
    })),
  ];
  const withinOf = (/** @type {string} */ name) => parts.filter(({ within }) => within === name).map((part) => part.name);
  const dependencies = [
    { ref: root, dependsOn: [...withinOf(''), ...packages.map(({ place }) => place)] },
    ...parts.map(({ name }) => ({ ref: name, dependsOn: withinOf(name) })),
    ...packages.map(({ name, needs, place }) => ({ ref: place, dependsOn: [...needs, ...withinOf(name)] })),
  ];
  const content = { root, components, dependencies };
  const digest = createHash('sha256').update(JSON.stringify(content)).digest('hex');
  return {
    $schema: 'http://cyclonedx.org/schema/bom-1.6.schema.json',
    bomFormat: 'CycloneDX',
    specVersion: '1.6',
    // A UUID of version 8 (RFC 9562): its bits are the maker's own.
    serialNumber: `urn:uuid:${digest.slice(0, 8)}-${digest.slice(8, 12)}-8${digest.slice(13, 16)}-a${digest.slice(17, 20)}-${digest.slice(20, 32)}`,
    version: 1,
    metadata: {
      component: {
        type: 'application',
        'bom-ref': root,
        name: manifest.name,
        version: manifest.version,
        licenses: [{ expression: manifest.license }],
        purl: `pkg:npm/${manifest.name}@${manifest.version}`,
      },
    },
    components,
    dependencies,
  };
}

/**
 * @param {readonly import('./shipped_packages.mjs').ShippedPackage[]} packages
 * @param {readonly import('./shipped_parts.mjs').ShippedPart[]} parts
 */
function licences(packages, parts) {
  const own = readFileSync(path.join(PROJECT_DIR, 'LICENSE'), 'utf8');
  const entries = [
    ...parts.map(({ license, name, notices, version, within }) => ({ title: `${name} ${version}${within === '' ? '' : `, in ${within}`}`, license, notices })),
    ...packages.map(({ license, name, place, version }) => ({ title: `${name} ${version}`, license, notices: noticesOf(place) })),
  ];
  const text = (/** @type {(typeof entries)[number]} */ { license, notices, title }) =>
    [
      RULE,
      `${title}: ${license}`,
      '',
      ...(notices.length === 0 ? ['(The text of this licence is with another entry, or with Electron’s own licences beside the program.)'] : notices.map(readText)),
    ].join('\n');
  return `${['Venue Pass Kiosk', '', own.trim(), '', 'What it is made of:', '', ...entries.map(({ license, title }) => `  ${title}: ${license}`), '', ...entries.map(text)].join('\n')}\n`;
}

/** @param {string} place */
function noticesOf(place) {
  const folder = path.join(PROJECT_DIR, place);
  const names = existsSync(folder) ? readdirSync(folder).filter((name) => NOTICE.test(name)) : [];
  return names.sort().map((name) => path.join(place, name));
}

/** @param {string} file */
function readText(file) {
  return readFileSync(path.join(PROJECT_DIR, file), 'utf8').replaceAll('\r\n', '\n').trim();
}
