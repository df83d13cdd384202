import { brotliCompressSync, deflateRawSync, deflateSync } from 'node:zlib';
import { encodeBase45 } from '../../main/pass/encode_base45.ts';
import { decodeBase45 } from '../../main/pass/base45.ts';
import { encodeShcCode } from '../../main/pass/formats/shc_chunks.ts';
import type { PassFormat } from '../../main/pass/verdict.ts';
import { makeZip } from '../pass/make_zip.ts';
import { byteString, cborHead, type Code, writeParts } from '../pass/pass_parts.ts';
import type { Original } from './originals.ts';

/** A code that is made to cost time or memory. */
export interface HostileCode {
  readonly what: string;
  readonly format: PassFormat | 'unknown';
  readonly code: Code;
}

/** What a QR code of version 40 holds: digits, alphanumeric characters, bytes. */
const MAX_DIGITS = 7089;
const MAX_ALPHANUMERIC = 4296;
/** The most that is unpacked. */
const MAX_UNPACKED = 64 * 1024;

const bytes = (length: number, value = 0) => Buffer.alloc(length, value);
const repeat = (hex: string, times: number) => Buffer.from(hex.repeat(times), 'hex');

/** One item of CBOR each, of about so many bytes. */
function heavyItems(size: number): Readonly<Record<string, Uint8Array>> {
  const numbers = Buffer.concat(
    Array.from({ length: Math.floor(size / 4) }, (_none, key) => cborHead(0, 0x1_0000 + key)),
  );
  const texts = Array.from(
    { length: Math.floor(size / 5) },
    (_none, key) => `64${(0x61616161 + key).toString(16)}`,
  );
  const pairs = (count: number) =>
    Buffer.concat([cborHead(5, Math.floor(count / 2)), numbers.subarray(0, count * 5)]);
  return {
    'an array of zeros': Buffer.concat([cborHead(4, size - 8), bytes(size - 8)]),
    'an array of empty arrays': Buffer.concat([cborHead(4, size - 8), bytes(size - 8, 0x80)]),
    'an array of empty maps': Buffer.concat([cborHead(4, size - 8), bytes(size - 8, 0xa0)]),
    'an array of texts': Buffer.concat([cborHead(4, texts.length), Buffer.from(texts.join(''), 'hex')]),
    'a map of numbers': pairs(Math.floor(size / 5)),
    'a map with lists for keys': Buffer.concat([
      cborHead(5, 1),
      repeat('81', 30),
      byteString(bytes(size - 64)),
      bytes(1),
    ]),
    'maps as keys of maps': Buffer.concat([repeat('a1', 30), byteString(bytes(size - 128)), bytes(30)]),
    'many small chunks': Buffer.concat([
      Uint8Array.of(0x5f),
      repeat('4100', Math.floor(size / 2) - 2),
      Uint8Array.of(0xff),
    ]),
    'many small chunks of text': Buffer.concat([
      Uint8Array.of(0x7f),
      repeat('6161', Math.floor(size / 2) - 2),
      Uint8Array.of(0xff),
    ]),
    'a huge number': Buffer.concat([Uint8Array.of(0xc2), byteString(bytes(size - 8, 0xff))]),
    'huge numbers': Buffer.concat([
      cborHead(4, 60),
      ...Array.from({ length: 60 }, () =>
        Buffer.concat([Uint8Array.of(0xc3), byteString(bytes(Math.floor(size / 60) - 8, 0xff))]),
      ),
    ]),
    'nested lists': Buffer.concat([repeat('81', size - 1), bytes(1)]),
    'nested lists of no length': Buffer.concat([repeat('9f', size / 2), repeat('ff', size / 2)]),
    'many lists of the greatest depth': Buffer.concat([
      cborHead(4, Math.floor(size / 32)),
      repeat(`${'81'.repeat(28)}00`, Math.floor(size / 32)),
    ]),
    'a text of two-byte characters': Buffer.concat([cborHead(3, size - 8), repeat('c3a9', (size - 8) / 2)]),
    'a huge count': Buffer.concat([Uint8Array.of(0x9b), bytes(8, 0x7f), bytes(size - 16)]),
    zeros: bytes(size),
  };
}

function deepJson(size: number): string {
  return '['.repeat(size / 2) + ']'.repeat(size / 2);
}

/** One JSON text each, of about so many characters. */
function heavyTexts(size: number): Readonly<Record<string, string>> {
  const many = (item: string, between = ',') =>
    Array.from({ length: Math.floor(size / (item.length + 1)) }, () => item).join(between);
  const names = Array.from(
    { length: Math.floor(size / 10) },
    (_none, index) => `"${index.toString(36).padStart(5, 'a')}":0`,
  );
  return {
    'nested lists': deepJson(size),
    'lists of the greatest depth': `[${many(`${'['.repeat(30)}${']'.repeat(30)}`)}]`,
    'nested objects': `${'{"a":'.repeat(size / 6)}1${'}'.repeat(size / 6)}`,
    numbers: `[${many('0')}]`,
    'long numbers': `[${many(`1${'0'.repeat(300)}.5e-300`)}]`,
    texts: `[${many('""')}]`,
    escapes: `["${many('\\u00e9', '')}"]`,
    objects: `[${many('{}')}]`,
    names: `{${names.join(',')}}`,
    'one open text': `["${'a'.repeat(size)}`,
    'white space': `[${' '.repeat(size)}]`,
  };
}

function divoc(certificate: string, key: Original): string {
  return Buffer.from(key.parts.outer)
    .toString()
    .replace(/^\{(.*)\}$/s, (_all, proof: string) =>
      certificate.replace(
        /\}$/,
        `,"proof":{${proof},"jws":"eyJhbGciOiJFZERTQSIsImI2NCI6ZmFsc2UsImNyaXQiOlsiYjY0Il19..AA"}}`,
      ),
    );
}

/** As many blank nodes and statements as there may be, all different or all alike. */
function graphs(genuine: Original): Readonly<Record<string, string>> {
  const certificate = JSON.parse(Buffer.from(genuine.parts.payload).toString());
  const [first] = certificate.evidence;
  const { id: _id, ...nameless } = first;
  const write = (evidence: unknown[]) => JSON.stringify({ ...certificate, evidence });
  const bare = (batch: string) => ({ type: ['Vaccination'], batch });
  const facility = (name: string) => ({ name, address: { streetAddress: name } });
  return {
    'blank nodes that differ': write(Array.from({ length: 80 }, (_none, index) => bare(`B-${index}`))),
    'blank nodes that are alike': write(Array.from({ length: 80 }, () => bare('B'))),
    'blank nodes with long texts': write(
      Array.from({ length: 60 }, (_none, index) => bare(`${index}${'x'.repeat(900)}`)),
    ),
    'nodes within nodes': write(
      Array.from({ length: 12 }, (_none, index) => ({ ...nameless, facility: facility(`F-${index}`) })),
    ),
    'one node with many values': write([
      { ...first, batch: Array.from({ length: 220 }, (_none, index) => `${index}`) },
    ]),
    'too many statements': write(Array.from({ length: 600 }, (_none, index) => bare(`${index}`))),
    'values that are nothing': write([{ ...first, batch: Array.from({ length: 8000 }, () => null) }]),
  };
}

/** Nested values of DER around each other, and one of the greatest length. */
function certificates(): Readonly<Record<string, Uint8Array>> {
  let nested: Uint8Array = bytes(2);
  while (nested.length < 4000) {
    const length = Buffer.from([0x30, 0x82, nested.length >> 8, nested.length & 0xff]);
    nested = Buffer.concat([length, nested]);
  }
  const many = Buffer.concat([Buffer.from([0x30, 0x82, 0x0f, 0xa0]), repeat('0500', 2000)]);
  return { 'nested sequences': nested, 'many nulls': many, 'no end': Buffer.from('308000000000', 'hex') };
}

/** Everything that one can think of, for every format; `originals` lend their headers. */
export function hostileCodes(originals: readonly Original[]): readonly HostileCode[] {
  const codes: HostileCode[] = [];
  const add = (format: HostileCode['format'], what: string, code: Code) => codes.push({ format, what, code });
  const genuine = (format: PassFormat) => originals.find((each) => each.format === format) as Original;

  const squeezed: readonly (readonly [PassFormat, string])[] = [
    ['hc1', 'HC1:'],
    ['venue', 'VP1:'],
    ['claim169', ''],
  ];
  for (const [format, prefix] of squeezed) {
    const pack = (content: Uint8Array) => prefix + encodeBase45(deflateSync(content, { level: 9 }));
    const header = genuine(format).parts;
    for (const size of [MAX_UNPACKED - 400, 4_000_000]) {
      add(format, `${size} zeros squeezed`, pack(bytes(size)));
      if (format === 'claim169')
        add(format, `${size} zeros in Brotli`, encodeBase45(brotliCompressSync(bytes(size))));
    }
    for (const [what, item] of Object.entries(heavyItems(MAX_UNPACKED - 400))) {
      add(format, `${what} for a pass`, pack(item));
      add(format, `${what} behind the tag`, pack(Buffer.concat([Uint8Array.of(0xd2, 0x84), item])));
      for (const part of ['header', 'outer', 'payload'] as const) {
        const inner = textOf(writeParts(format, { ...header, [part]: item })).slice(prefix.length);
        add(format, `${what} for its ${part}`, prefix + resqueeze(inner));
        if (format === 'claim169')
          add(format, `${what} for its ${part} in Brotli`, resqueeze(inner, brotliCompressSync));
      }
    }
    add(format, 'the longest code', prefix.padEnd(MAX_ALPHANUMERIC, ':'));
    add(format, 'the longest text', prefix.padEnd(MAX_DIGITS, '0'));
  }

  for (const [what, item] of Object.entries(heavyItems(2640))) {
    for (const part of ['header', 'outer', 'payload'] as const) {
      add('nzcp', `${what} for its ${part}`, writeParts('nzcp', { ...genuine('nzcp').parts, [part]: item }));
    }
  }
  add('nzcp', 'the longest text', 'NZCP:/1/'.padEnd(MAX_DIGITS, 'A'));
  add('nzcp', 'the longest padding', 'NZCP:/1/'.padEnd(MAX_DIGITS, '='));

  const card = genuine('shc').parts;
  const jws = (head: Uint8Array | string, packed: Uint8Array | string) =>
    [Buffer.from(head).toString('base64url'), Buffer.from(packed).toString('base64url'), card.signature]
      .map((part) => (typeof part === 'string' ? part : Buffer.from(part).toString('base64url')))
      .join('.');
  for (const size of [MAX_UNPACKED - 400, 4_000_000]) {
    add(
      'shc',
      `${size} zeros squeezed`,
      encodeShcCode(jws(card.header, deflateRawSync(bytes(size), { level: 9 }))),
    );
  }
  for (const [what, text] of Object.entries(heavyTexts(MAX_UNPACKED - 400))) {
    add(
      'shc',
      `${what} for its payload`,
      encodeShcCode(jws(card.header, deflateRawSync(text, { level: 9 }))),
    );
    const within = `{"iss":"https://issuer.example/cards","vc":${text}}`;
    add(
      'shc',
      `${what} in its payload`,
      encodeShcCode(jws(card.header, deflateRawSync(within, { level: 9 }))),
    );
  }
  for (const [what, text] of Object.entries(heavyTexts(2400)))
    add('shc', `${what} for its header`, encodeShcCode(jws(text, '')));
  add('shc', 'the longest text', 'shc:/'.padEnd(MAX_DIGITS, '0'));
  add('shc', 'dots', encodeShcCode('.'.repeat(3500)));

  add('pretix', 'the longest text', `${'A'.repeat(MAX_DIGITS - 8)}EABwAAAA`);
  add('pretix', 'the longest white space', `${' '.repeat(MAX_DIGITS - 8)}EABwAAAA`);
  for (const [what, hex] of [
    ['empty fields', '4a00'],
    ['numbers', '4800'],
    ['long numbers', '48ffffffffffffffffff01'],
    ['seeds', '0a00'],
  ] as const) {
    add(
      'pretix',
      what,
      writeParts('pretix', {
        ...genuine('pretix').parts,
        payload: repeat(hex, Math.floor(5000 / (hex.length / 2))),
      }),
    );
  }

  const seal = genuine('vds_nc').parts;
  for (const [what, text] of Object.entries(heavyTexts(6500))) {
    add(
      'vds_nc',
      `${what} for its message`,
      writeParts('vds_nc', {
        ...seal,
        payload: Buffer.from(`{"hdr":{"is":"UTO","t":"icao.vacc"},"msg":${text}}`),
      }),
    );
    add('vds_nc', `${what} around`, `{"a":${text},"t":"icao.vacc"}`);
  }
  for (const [what, der] of Object.entries(certificates())) {
    const header = Buffer.from(JSON.stringify({ alg: 'ES256', cer: Buffer.from(der).toString('base64url') }));
    add('vds_nc', `a certificate of ${what}`, writeParts('vds_nc', { ...seal, header }));
  }
  add('vds_nc', 'almost a seal, again and again', `{${'"t":'.repeat(1700)}`);
  add('vds_nc', 'almost a seal with much space', `{"t"${' '.repeat(7000)}`);

  const certificate = genuine('divoc');
  for (const [what, text] of Object.entries({ ...heavyTexts(MAX_UNPACKED - 400), ...graphs(certificate) })) {
    const document = divoc(text.startsWith('{') ? text : `{"a":${text}}`, certificate);
    add('divoc', `${what} in a ZIP`, makeZip(Buffer.from(document)));
  }
  for (const [what, text] of Object.entries(heavyTexts(6500))) {
    add('divoc', what, `{"type":"Ed25519Signature2018","a":${text}}`);
  }
  add('divoc', 'zeros in a ZIP', makeZip(bytes(MAX_UNPACKED)));
  add('divoc', 'too many zeros in a ZIP', makeZip(bytes(4_000_000)));

  for (const filler of ['0', 'A', ' ', '/', '{', '<', '\u00e9', '\r', '\n', 'a=', 'M1', '|']) {
    add(
      'unknown',
      `${MAX_DIGITS} times ${JSON.stringify(filler)}`,
      filler.repeat(MAX_DIGITS / filler.length),
    );
  }
  for (const prefix of [
    'HKSARG|',
    'HKEN:',
    '#UT01',
    'OTI01',
    'RDB1',
    'mdoc:',
    'https://',
    'WIFI:',
    'MECARD:',
    'BEGIN:VCARD',
    'M1',
    'DC',
  ]) {
    add('unknown', `${prefix} of the greatest length`, prefix.padEnd(MAX_DIGITS, 'A1'));
  }
  add('unknown', 'bytes that are no text', bytes(MAX_DIGITS, 0xff));
  add('unknown', 'a visible seal', bytes(MAX_DIGITS, 0xdc));
  return codes;
}

/** The same content, squeezed, so that as much as possible fits. */
function resqueeze(base45: string, squeeze: (content: Uint8Array) => Uint8Array = deflateSync): string {
  return encodeBase45(squeeze(storedContent(base45)));
}

/** What stands in the stored block of a zlib stream. */
function storedContent(base45: string): Uint8Array {
  const stream = decodeBase45(base45) ?? new Uint8Array();
  return stream.subarray(7, -4);
}

function textOf(code: Code): string {
  return typeof code === 'string' ? code : Buffer.from(code).toString('latin1');
}
