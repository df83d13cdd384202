import crypto, { createPrivateKey, createPublicKey, generateKeyPairSync } from 'node:crypto';
import { syncBuiltinESMExports } from 'node:module';

// Tests make keys of every kind and look at them at once, at which Node 20 may stand still for good:
// see main/authority/generate_private_key.ts.
const PKCS8 = { type: 'pkcs8', format: 'der' } as const;
const SPKI = { type: 'spki', format: 'der' } as const;
const generate = generateKeyPairSync as (type: string, options: object) => { readonly privateKey: Buffer; readonly publicKey: Buffer };

function generateReadBack(type: string, options: object = {}) {
  if ('privateKeyEncoding' in options) return generate(type, options);
  const pair = generate(type, { ...options, privateKeyEncoding: PKCS8, publicKeyEncoding: SPKI });
  return { privateKey: createPrivateKey({ key: pair.privateKey, ...PKCS8 }), publicKey: createPublicKey({ key: pair.publicKey, ...SPKI }) };
}

Object.assign(crypto, { generateKeyPairSync: generateReadBack });
syncBuiltinESMExports();
