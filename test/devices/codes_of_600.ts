import { randomFrom, randomText } from '../fuzz/random.ts';
import { TYPABLE } from './scanner_keys.ts';

const CHARACTERS = 600;
/** The characters of passes: base45 (RFC 9285) after a prefix, base64url, digits, and any that a key types. */
const KINDS = [
  { prefix: 'HC1:', alphabet: '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:' },
  { prefix: 'eyJ', alphabet: 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.' },
  { prefix: 'shc:/', alphabet: '0123456789' },
  { prefix: '{"', alphabet: TYPABLE },
];

/** That many different codes of 600 characters, the same in every run. */
export function codesOf600(count: number): readonly string[] {
  const random = randomFrom(600);
  return Array.from({ length: count }, (_, i) => {
    const { prefix, alphabet } = KINDS[i % KINDS.length] ?? { prefix: '', alphabet: TYPABLE };
    return prefix + randomText(random, alphabet, CHARACTERS - prefix.length);
  });
}
