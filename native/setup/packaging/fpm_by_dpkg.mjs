#!/usr/bin/env node
// Stands in for fpm where it cannot be had: makes a deb by dpkg-deb from what electron-builder passes, and the same
// bytes each time.
import { execFileSync } from 'node:child_process';
import { chmodSync, cpSync, lstatSync, mkdirSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { PACKAGE_DATE_S } from './package_date.mjs';

/** @typedef {{ readonly options: ReadonlyMap<string, readonly string[]>, readonly files: readonly { readonly from: string, readonly to: string }[] }} Request */

const FLAGS = ['--force', '--deb-no-default-config-files'];
const EXECUTABLE = 0o755;
const PLAIN = 0o644;

/**
 * `--option value` or `--option=value`, and `source=target` for a file or a folder.
 * @param {readonly string[]} given
 * @returns {Request}
 */
function readRequest(given) {
  /** @type {Map<string, string[]>} */
  const options = new Map();
  const files = [];
  const left = [...given];
  for (let word = left.shift(); word !== undefined; word = left.shift()) {
    if (FLAGS.includes(word)) continue;
    const [, name = '', value] = /^(-?[^=]+)(?:=([^]*))?$/.exec(word) ?? [];
    if (name.startsWith('-')) options.set(name, [...(options.get(name) ?? []), value ?? left.shift() ?? '']);
    else files.push({ from: name, to: value ?? '' });
  }
  return { options, files };
}

/** A package's files must not depend on who built it. @param {string} folder */
function setPermissions(folder) {
  for (const name of readdirSync(folder, { recursive: true, encoding: 'utf8' })) {
    const file = path.join(folder, name);
    const found = lstatSync(file);
    if (found.isSymbolicLink()) continue;
    chmodSync(file, found.isDirectory() || (found.mode & 0o100) !== 0 ? EXECUTABLE : PLAIN);
  }
}

/** @param {string} folder */
function sizeKib(folder) {
  const sizes = readdirSync(folder, { recursive: true, encoding: 'utf8' }).map((name) => lstatSync(path.join(folder, name)));
  return Math.ceil(sizes.reduce((sum, found) => sum + (found.isFile() ? found.size : 0), 0) / 1_024);
}

const { files, options } = readRequest(process.argv.slice(2));
/** @param {string} name */
const one = (name) => options.get(name)?.[0] ?? '';
if (one('-t') !== 'deb') throw new Error(`only a deb can be made, not ${one('-t')}`);

const root = mkdtempSync(path.join(tmpdir(), 'kiosk-deb-'));
chmodSync(root, EXECUTABLE);
for (const { from, to } of files) {
  const target = path.join(root, to);
  mkdirSync(path.dirname(target), { recursive: true });
  cpSync(from, target, { recursive: statSync(from).isDirectory(), dereference: true });
}
const size = sizeKib(root);
const control = path.join(root, 'DEBIAN');
mkdirSync(control);
for (const [option, name] of /** @type {const} */ ([['--after-install', 'postinst'], ['--after-remove', 'postrm']])) {
  if (one(option) === '') continue;
  cpSync(one(option), path.join(control, name));
  chmodSync(path.join(control, name), EXECUTABLE);
}
const fields = [
  ['Package', one('--name')],
  ['Version', one('--version')],
  ['Architecture', one('--architecture')],
  ['Maintainer', one('--maintainer')],
  ['Installed-Size', String(size)],
  ['Depends', (options.get('-d') ?? []).join(', ')],
  ['Recommends', (options.get('--deb-recommends') ?? []).join(', ')],
  ['Section', one('--category')],
  ['Priority', one('--deb-priority')],
  ['Homepage', one('--url')],
  // A line that goes on begins with a space.
  ['Description', one('--description').trim().replace(/\n\s*/g, '\n ')],
].filter(([, value]) => value !== '');
writeFileSync(path.join(control, 'control'), fields.map(([name, value]) => `${name}: ${value}\n`).join(''));
setPermissions(root);
const compression = one('--deb-compression') === 'gz' ? ['-Zgzip', '-z1'] : ['-Zxz'];
execFileSync('dpkg-deb', ['--root-owner-group', ...compression, '--build', root, one('--package')], {
  stdio: 'inherit',
  env: { ...process.env, SOURCE_DATE_EPOCH: String(PACKAGE_DATE_S) },
});
rmSync(root, { recursive: true });
