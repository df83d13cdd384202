import { spawnSync } from 'node:child_process';
import { createPublicKey } from 'node:crypto';
import path from 'node:path';
import { build } from 'esbuild';
import { expect, it } from 'vitest';
import { generatePrivateKey } from '../../main/authority/generate_private_key.ts';

const root = path.resolve(import.meta.dirname, '../..');
/** Looks at new keys so often that garbage is collected meanwhile. */
const LOOK = `
  import { createPublicKey } from 'node:crypto';
  import { generatePrivateKey } from './main/authority/generate_private_key.ts';
  for (let key = 0; key < 1_000; key += 1) {
    const privateKey = generatePrivateKey('ES256');
    for (let look = 0; look < 50; look += 1) createPublicKey(privateKey).export({ format: 'jwk' });
  }
  console.log('looked');
`;

it.each([
  ['ES256', 'ec', { namedCurve: 'prime256v1' }],
  ['Ed25519', 'ed25519', {}],
] as const)('makes a new key of %s each time', (kind, type, details) => {
  const [one, other] = [generatePrivateKey(kind), generatePrivateKey(kind)];
  expect(one).toMatchObject({ type: 'private', asymmetricKeyType: type, asymmetricKeyDetails: details });
  expect(createPublicKey(one).equals(createPublicKey(other))).toBe(false);
});

it('makes keys that can be looked at while garbage is collected', async () => {
  const outfile = path.join(root, `.build/test/look_at_keys-${process.pid}.mjs`);
  await build({ stdin: { contents: LOOK, resolveDir: root, loader: 'ts' }, outfile, bundle: true, platform: 'node', format: 'esm' });
  const child = spawnSync(process.execPath, ['--max-semi-space-size=1', outfile], { encoding: 'utf8', timeout: 60_000 });
  expect(child).toMatchObject({ stdout: 'looked\n', status: 0 });
});
