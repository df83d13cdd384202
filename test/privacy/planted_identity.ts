import { randomInt } from 'node:crypto';

const FAMILY = ['Chan', '陳', 'García', 'Nguyễn', 'O’Brien', 'Müller', 'Łukasiewicz', 'Иванов', 'בן־דוד', 'الهاشمي', 'Ⅷ', '👩‍👩‍👧'];
const LETTERS = 'abcdefghijklmnopqrstuvwxyz';

/** Somebody who was never anywhere: each of their words is found nowhere else. */
export interface PlantedIdentity {
  readonly familyName: string;
  readonly givenName: string;
  /** YYYY-MM-DD, before any date that a program writes by itself. */
  readonly dateOfBirth: string;
  readonly certificateId: string;
  /** 32 hexadecimal digits. */
  readonly passId: string;
}

/** A new one. */
export function plantIdentity(): PlantedIdentity {
  const word = (length: number) => Array.from({ length }, () => LETTERS.charAt(randomInt(LETTERS.length))).join('');
  const two = (number: number) => String(number).padStart(2, '0');
  return {
    familyName: `${FAMILY[randomInt(FAMILY.length)]}${word(11)}`,
    givenName: `${word(1).toUpperCase()}${word(10)}`,
    dateOfBirth: `${1901 + randomInt(60)}-${two(1 + randomInt(12))}-${two(1 + randomInt(28))}`,
    certificateId: `URN:UVCI:01:HK:${word(20).toUpperCase()}`,
    passId: Array.from({ length: 32 }, (_, at) => '0123456789abcdef'.charAt(at === 0 ? 1 + randomInt(15) : randomInt(16))).join(''),
  };
}

/** What is looked for of an identity and of the code that was scanned: each word, and the code from its start, midst and end. */
export function wordsOfScan(identity: PlantedIdentity, code: Uint8Array | string): readonly string[] {
  const text = typeof code === 'string' ? code : Buffer.from(code).toString('latin1');
  const body = text.slice(text.indexOf(':') + 1);
  const part = (from: number) => body.slice(from, from + 24);
  const parts = [part(0), part(Math.floor(body.length / 2)), body.slice(-24)].filter((one) => one.length === 24);
  return [identity.familyName, identity.givenName, identity.dateOfBirth, identity.certificateId, identity.passId, text, ...parts];
}
