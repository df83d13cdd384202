import { spawnSync } from 'node:child_process';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { build } from 'esbuild';
import { beforeAll, describe, expect, it } from 'vitest';
import { DECLARED_ELECTRON } from '../../native/setup/declared_electron.mjs';
import { fetchNode } from '../../native/setup/fetch_node.mjs';
import { BUILD_DIR, PROJECT_DIR } from '../../native/setup/paths.mjs';
import { makeShippedTree } from '../../native/setup/shipped_tree.mjs';

/** A Node, and the tree whose packages it loads. */
interface Side {
  readonly program: string;
  readonly child: string;
}

interface Told {
  readonly node: string;
  readonly addon: string;
  readonly sqlite: string;
  readonly integrity: string;
  readonly counted: number;
  readonly events: number;
}

let node: string;
let tree: string;
beforeAll(() => {
  node = fetchNode();
  tree = makeShippedTree();
});

function run(program: string, args: readonly string[], cwd: string): string {
  const { status, stderr, stdout } = spawnSync(program, args, { cwd, encoding: 'utf8', env: { ...process.env, ELECTRON_RUN_AS_NODE: '1' } });
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  return stdout;
}

describe('the addons as they are packed, in the Node line of the declared Electron', () => {
  it('are those that were published, and one database serves them and the compiled one in turn', async () => {
    async function sideOf(program: string, root: string): Promise<Side> {
      const child = path.join(root, `.build/parity/database_child-${process.pid}.mjs`);
      await build({
        entryPoints: [path.join(import.meta.dirname, 'database_child.ts')],
        outfile: child,
        bundle: true,
        platform: 'node',
        format: 'esm',
        external: ['better-sqlite3'],
      });
      return { program, child };
    }
    const here = await sideOf(process.execPath, PROJECT_DIR);
    const shipped = await sideOf(node, tree);
    const file = path.join(mkdtempSync(path.join(tmpdir(), 'parity-')), 'counts.sqlite');
    const turns = [here, shipped, here, shipped, shipped, here].map(({ child, program }) => JSON.parse(run(program, [child, file], BUILD_DIR)) as Told);
    turns.forEach(({ counted, events, integrity }, turn) => {
      expect({ counted, integrity }, `turn ${turn}`).toEqual({ counted: turn + 1, integrity: 'ok' });
      expect(events, `turn ${turn}`).toBeGreaterThan(turns[turn - 1]?.events ?? 0);
    });
    const ofShipped = turns[1];
    expect(ofShipped?.addon).toBe(path.join(tree, `node_modules/better-sqlite3/prebuilds/linux-${process.arch}.node`));
    expect(ofShipped?.node.slice(1).split('.')[0]).toBe(DECLARED_ELECTRON.node.split('.')[0]);
    expect(new Set(turns.map(({ sqlite }) => sqlite))).toEqual(new Set([DECLARED_ELECTRON.sqlite]));
  });

  it('look for scanners', () => {
    const look = `
      import { devicesAsync } from 'node-hid';
      import { autoDetect } from '@serialport/bindings-cpp';
      const found = [await devicesAsync(), typeof autoDetect().open];
      const { readFileSync } = await import('node:fs');
      const addons = [...new Set(readFileSync('/proc/self/maps', 'utf8').match(/\\S*prebuilds\\S*\\.node/g))];
      console.log(JSON.stringify({ isList: Array.isArray(found[0]), open: found[1], addons }));`;
    const { addons, isList, open } = JSON.parse(run(node, ['--input-type=module', '-e', look], tree)) as {
      readonly isList: boolean;
      readonly open: string;
      readonly addons: readonly string[];
    };
    expect({ isList, open }).toEqual({ isList: true, open: 'function' });
    expect(addons.map((addon) => addon.split('node_modules/')[1]).sort()).toEqual([
      `@serialport/bindings-cpp/prebuilds/linux-${process.arch}/@serialport+bindings-cpp.glibc.node`,
      `node-hid/prebuilds/HID_hidraw-linux-${process.arch}/node-napi-v4.node`,
    ]);
  });
});
