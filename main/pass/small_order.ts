import type { KeyObject } from 'node:crypto';

/** Every encoding of the y of a point of order 1, 2, 4 or 8 on edwards25519, without the sign of x. */
const SMALL_ORDER_Y: ReadonlySet<string> = new Set([
  `00${'00'.repeat(30)}00`,
  `01${'00'.repeat(30)}00`,
  '26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05',
  'c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a',
  `ec${'ff'.repeat(30)}7f`,
  `ed${'ff'.repeat(30)}7f`,
  `ee${'ff'.repeat(30)}7f`,
]);

const SIGN_OF_X = 0x80;

/**
 * Whether an Ed25519 public key is a point of small order, under which anybody can make signatures (RFC 8032
 * section 8). OpenSSL and BoringSSL take such keys.
 */
export function isSmallOrderKey(key: KeyObject): boolean {
  if (key.type !== 'public' || key.asymmetricKeyType !== 'ed25519') return false;
  const point = Buffer.from(key.export({ format: 'jwk' }).x ?? '', 'base64url');
  const last = point.length - 1;
  point[last] = (point[last] ?? 0) & ~SIGN_OF_X;
  return SMALL_ORDER_Y.has(point.toString('hex'));
}
