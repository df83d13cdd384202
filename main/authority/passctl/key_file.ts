import {
  createCipheriv,
  createDecipheriv,
  createPrivateKey,
  createPublicKey,
  type KeyObject,
  randomBytes,
  scryptSync,
} from 'node:crypto';
import { z } from 'zod';
import { fail, ok, type Result } from '../../pass/result.ts';
import { generatePrivateKey } from '../generate_private_key.ts';

/** The cost of guessing one passphrase: 128 MB of memory (RFC 7914; OWASP's advice of 2023). */
const SCRYPT = { N: 2 ** 17, r: 8, p: 1 } as const;
const WEAKEST_N = 2 ** 15;
const WEAKEST_R = 8;
/** Twice the memory of our own files: another file may not exhaust the machine. */
const MOST_MEMORY_BYTES = 2 ** 28;
const SALT_BYTES = 16;
const NONCE_BYTES = 12;
const TAG_BYTES = 16;
const SECRET_BYTES = 32;

/** The largest key file that is read. */
export const MAX_KEY_FILE_BYTES = 16 * 1024;
/** The shortest passphrase for a new key: a stolen file can be guessed at without limit. */
export const MIN_PASSPHRASE_CHARACTERS = 12;

export const KEY_KINDS = ['Ed25519', 'ES256'] as const;
export type KeyKind = (typeof KEY_KINDS)[number];

const base64 = z.base64().max(1_000);
const keyFile = z.strictObject({
  version: z.literal(1),
  name: z.string().regex(/^[A-Za-z0-9][A-Za-z0-9_-]{0,59}$/),
  kind: z.enum(KEY_KINDS),
  createdAt: z.iso.datetime(),
  /** SubjectPublicKeyInfo. */
  publicKey: base64,
  protection: z.strictObject({
    kdf: z.literal('scrypt'),
    N: z.int().positive(),
    r: z.int().positive(),
    p: z.int().positive().max(4),
    salt: base64.refine((text) => Buffer.from(text, 'base64').length >= SALT_BYTES),
    cipher: z.literal('aes-256-gcm'),
    nonce: base64.refine((text) => Buffer.from(text, 'base64').length === NONCE_BYTES),
  }),
  /** PKCS #8, encrypted, and the 16 bytes of the tag. */
  privateKey: base64.refine((text) => Buffer.from(text, 'base64').length > TAG_BYTES),
});

/** A private key under a passphrase; everything else in it can be read without. */
export type KeyFile = z.infer<typeof keyFile>;

export type KeyFileError = 'not_a_key_file' | 'weak_protection' | 'wrong_passphrase';

/** Each error in words that go on from "it". */
export const KEY_FILE_ERROR_WORDS: Readonly<Record<KeyFileError, string>> = {
  not_a_key_file: 'is not a key file of passctl, or is damaged',
  weak_protection: 'is protected too weakly to be used: make a new key',
  wrong_passphrase: 'cannot be unlocked: the passphrase is wrong, or the file was changed',
};

/** Makes a key pair and protects the private half with the passphrase. */
export function makeKeyFile(name: string, kind: KeyKind, passphrase: string, nowMs: number): KeyFile {
  const key = generatePrivateKey(kind);
  const open = {
    version: 1,
    name,
    kind,
    createdAt: new Date(nowMs).toISOString(),
    publicKey: spkiOf(createPublicKey(key)),
    protection: {
      kdf: 'scrypt',
      ...SCRYPT,
      salt: randomBytes(SALT_BYTES).toString('base64'),
      cipher: 'aes-256-gcm',
      nonce: randomBytes(NONCE_BYTES).toString('base64'),
    },
  } as const;
  const cipher = createCipheriv('aes-256-gcm', secretOf(open.protection, passphrase), nonceOf(open));
  cipher.setAAD(boundPart(open));
  const privateKey = key.export({ type: 'pkcs8', format: 'der' });
  const sealed = Buffer.concat([cipher.update(privateKey), cipher.final(), cipher.getAuthTag()]);
  return { ...open, privateKey: sealed.toString('base64') };
}

/** Reads what a key file says openly. Nobody vouches for it until the key is unlocked. */
export function readKeyFile(content: Uint8Array): Result<KeyFile, KeyFileError> {
  if (content.length > MAX_KEY_FILE_BYTES) return fail('not_a_key_file');
  let json: unknown;
  try {
    json = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(content));
  } catch {
    return fail('not_a_key_file');
  }
  const read = keyFile.safeParse(json);
  if (!read.success || publicKeyOf(read.data) === null) return fail('not_a_key_file');
  const { N, r } = read.data.protection;
  if (N < WEAKEST_N || r < WEAKEST_R) return fail('weak_protection');
  const isPowerOfTwo = Number.isInteger(Math.log2(N));
  return isPowerOfTwo && 128 * N * r <= MOST_MEMORY_BYTES ? ok(read.data) : fail('not_a_key_file');
}

/** The private key, if the passphrase is right and nothing in the file was changed. */
export function unlockKeyFile(file: KeyFile, passphrase: string): Result<KeyObject, KeyFileError> {
  const sealed = Buffer.from(file.privateKey, 'base64');
  try {
    const secret = secretOf(file.protection, passphrase);
    const decipher = createDecipheriv('aes-256-gcm', secret, nonceOf(file), { authTagLength: TAG_BYTES });
    decipher.setAAD(boundPart(file));
    decipher.setAuthTag(sealed.subarray(-TAG_BYTES));
    const der = Buffer.concat([decipher.update(sealed.subarray(0, -TAG_BYTES)), decipher.final()]);
    const privateKey = createPrivateKey({ key: der, format: 'der', type: 'pkcs8' });
    const isSame = spkiOf(createPublicKey(privateKey)) === file.publicKey;
    return isSame ? ok(privateKey) : fail('wrong_passphrase');
  } catch {
    return fail('wrong_passphrase');
  }
}

/** The public half as the file states it; null where it is no key of the stated kind. */
export function publicKeyOf({ kind, publicKey }: Pick<KeyFile, 'kind' | 'publicKey'>): KeyObject | null {
  try {
    const key = createPublicKey({ key: Buffer.from(publicKey, 'base64'), format: 'der', type: 'spki' });
    const isOfKind =
      kind === 'ES256'
        ? key.asymmetricKeyDetails?.namedCurve === 'prime256v1'
        : key.asymmetricKeyType === 'ed25519';
    return isOfKind && spkiOf(key) === publicKey ? key : null;
  } catch {
    return null;
  }
}

function spkiOf(publicKey: KeyObject): string {
  return publicKey.export({ type: 'spki', format: 'der' }).toString('base64');
}

function secretOf({ N, p, r, salt }: KeyFile['protection'], passphrase: string): Buffer {
  // One passphrase however a keyboard composes its letters.
  const text = passphrase.normalize('NFC');
  const maxmem = 2 * MOST_MEMORY_BYTES;
  return scryptSync(text, Buffer.from(salt, 'base64'), SECRET_BYTES, { N, r, p, maxmem });
}

function nonceOf({ protection }: Pick<KeyFile, 'protection'>): Buffer {
  return Buffer.from(protection.nonce, 'base64');
}

/** Everything but the private key, in a fixed order: the tag covers it. */
function boundPart({
  createdAt,
  kind,
  name,
  protection,
  publicKey,
  version,
}: Omit<KeyFile, 'privateKey'>): Buffer {
  const { N, cipher, kdf, nonce, p, r, salt } = protection;
  return Buffer.from(
    JSON.stringify([version, name, kind, createdAt, publicKey, kdf, N, r, p, salt, cipher, nonce]),
  );
}
