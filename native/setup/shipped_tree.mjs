import { cpSync, mkdirSync, readdirSync, rmSync, symlinkSync } from 'node:fs';
import path from 'node:path';
import { BUILD_DIR, PROJECT_DIR } from './paths.mjs';

const NOT_COPIED = ['node_modules', '.git', '.build', '.runtime', '.artifacts'];
/** What is looked for before the published addon, and what only the compiled one is made of. */
const COMPILED_PARTS = ['build', 'deps', 'src'];

/**
 * A copy of the project whose SQLite addon is the published one, as a package has it, whatever was compiled for this
 * machine; all other packages are those of the project. Made anew each time.
 * @returns {string} Its folder.
 */
export function makeShippedTree() {
  const tree = path.join(BUILD_DIR, 'shipped_tree');
  rmSync(tree, { recursive: true, force: true });
  mkdirSync(path.join(tree, 'node_modules'), { recursive: true });
  for (const name of readdirSync(PROJECT_DIR).filter((one) => !NOT_COPIED.includes(one))) {
    cpSync(path.join(PROJECT_DIR, name), path.join(tree, name), { recursive: true });
  }
  const modules = path.join(PROJECT_DIR, 'node_modules');
  for (const name of readdirSync(modules).filter((one) => one !== 'better-sqlite3' && !/^\.(?!bin$)/.test(one))) {
    symlinkSync(path.join(modules, name), path.join(tree, 'node_modules', name));
  }
  const sqlite = path.join(modules, 'better-sqlite3');
  const left = COMPILED_PARTS.map((name) => path.join(sqlite, name));
  cpSync(sqlite, path.join(tree, 'node_modules/better-sqlite3'), { recursive: true, filter: (source) => !left.includes(source) });
  return tree;
}
