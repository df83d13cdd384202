import { createPrivateKey, createPublicKey, type KeyObject } from 'node:crypto';

// Private keys that RFCs print as examples: good for test cases, and for nothing else.

function ecKey(crv: string, d: string, x: string, y: string): KeyObject {
  const key = { kty: 'EC', crv, d: base64Url(d), x: base64Url(x), y: base64Url(y) };
  return createPrivateKey({ key, format: 'jwk' });
}

function ed25519Key(d: string, x: string): KeyObject {
  const key = { kty: 'OKP', crv: 'Ed25519', d: base64Url(d), x: base64Url(x) };
  return createPrivateKey({ key, format: 'jwk' });
}

function base64Url(hex: string): string {
  return Buffer.from(hex, 'hex').toString('base64url');
}

/** P-256, RFC 6979 appendix A.2.5. */
export const P256_KEY = ecKey(
  'P-256',
  'c9afa9d845ba75166b5c215767b1d6934e50c3db36e89b127b8a622b120f6721',
  '60fed4ba255a9d31c961eb74c6356d68c049b8923b61fa6ce669622e60f29fb6',
  '7903fe1008b8bc99a41ae9e95628bc64f2f1b20c2d7e9f5177a3c294d4462299',
);

/** P-256, RFC 7515 appendix A.3. */
export const OTHER_P256_KEY = ecKey(
  'P-256',
  '8e9b109e719098bf980487df1f5d77e9cb29606ebed2263b5f57c213df84f4b2',
  '7fcdce2770f6c45d4183cbee6fdb4b7b580733357be9ef13bacf6e3c7bd15445',
  'c7f144cd1bbd9b7e872cdfedb9eeb9f4b3695d6ea90b24ad8a4623288588e5ad',
);

/** P-384, RFC 6979 appendix A.2.6. */
export const P384_KEY = ecKey(
  'P-384',
  '6b9d3dad2e1b8c1c05b19875b6659f4de23c3b667bf297ba9aa47740787137d896d5724e4c70a825f872c9ea60d2edf5',
  'ec3a4e415b4e19a4568618029f427fa5da9a8bc4ae92e02e06aae5286b300c64def8f0ea9055866064a254515480bc13',
  '8015d9b72d7d57244ea8ef9ac0c621896708a59367f9dfb9f54ca84b3f1c9db1288b231c3ae0d4fe7344fd2533264720',
);

/** Ed25519, RFC 8032 section 7.1, test 1. */
export const ED25519_KEY = ed25519Key(
  '9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60',
  'd75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a',
);

/** Ed25519, RFC 8032 section 7.1, test 2. */
export const OTHER_ED25519_KEY = ed25519Key(
  '4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb',
  '3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c',
);

/** The public half, as the trust list's maker would give it. */
export function publicPem(privateKey: KeyObject): string {
  return createPublicKey(privateKey).export({ type: 'spki', format: 'pem' }).toString();
}
