// Makes test/vectors/venue_pass.jsonl, the cases of the venue pass. ES256 signatures are random, so that each
// run writes other codes of the same cases; the file that is kept is one such run.
//   npx esbuild test/conformance/make_venue_vectors.ts --bundle --platform=node --format=esm |
//     node --input-type=module
import { createHash, sign } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { deflateRawSync, deflateSync, gzipSync } from 'node:zlib';
import { encodeBase45 } from '../../main/pass/encode_base45.ts';
import {
  cbor,
  encodeVenue,
  makeVenueClaims,
  makeVenueCode,
  makeVenueEnvelope,
  signVenue,
  toVenueCode,
  VENUE_ISSUER,
  VENUE_NOW_S,
  type VenueEnvelope,
  type VenueIssuer,
  venueHeader,
  venueIssuer,
} from '../pass/make_venue_pass.ts';
import {
  ED25519_KEY,
  OTHER_ED25519_KEY,
  OTHER_P256_KEY,
  P256_KEY,
  P384_KEY,
  publicPem,
} from './venue_test_keys.ts';

interface Case {
  readonly id: string;
  readonly format: 'venue_pass';
  readonly note: string;
  readonly payload: string;
  readonly keys: readonly object[];
  readonly revoked?: readonly object[];
  readonly clock: string;
  readonly audiences: readonly string[];
  readonly gate: string | null;
  readonly expect: { readonly verdict: string; readonly reason: string };
}

type Claim = readonly [unknown, unknown];

const HOUR = 3_600;
const DAY = 24 * HOUR;
const NOW = VENUE_NOW_S;
/** The lead of an issuer's clock with which the cases are judged. */
const LEAD = 300;
const PASS_ID = '000102030405060708090a0b0c0d0e0f';

const issuer = venueIssuer(P256_KEY);
const edIssuer = venueIssuer(ED25519_KEY);
const stranger = venueIssuer(OTHER_P256_KEY);
const edStranger = venueIssuer(OTHER_ED25519_KEY);
const p384 = venueIssuer(P384_KEY);
const otherHouse = venueIssuer(OTHER_P256_KEY, 'Hillside Theatre');

const keyOf = (given: VenueIssuer, kid?: string) => ({
  type: 'spki-pem',
  issuer: given.trusted.issuer,
  value: publicPem(given.privateKey),
  ...(kid === undefined ? {} : { kid }),
});
const ownKeys = [keyOf(issuer), keyOf(edIssuer)];
const cases: Case[] = [];

function add(
  id: string,
  verdictAndReason: string,
  note: string,
  payload: string,
  changes: Partial<Case> = {},
): void {
  const [verdict = '', reason = ''] = verdictAndReason.split(' ');
  cases.push({
    id: `venue/${id}`,
    format: 'venue_pass',
    note,
    payload,
    keys: ownKeys,
    clock: new Date(NOW * 1000).toISOString(),
    audiences: ['Main hall'],
    gate: 'North',
    ...changes,
    expect: { verdict, reason },
  });
}

const claims = makeVenueClaims;
const code = (...changes: readonly Claim[]) => makeVenueCode(issuer, claims(...changes));
const sealed = (changes: Partial<VenueEnvelope>, payload: unknown = claims()) =>
  makeVenueCode(issuer, payload, changes);
const cose = encodeVenue(makeVenueEnvelope(issuer));
const good = toVenueCode(cose);
const pack = (packed: Uint8Array) => `VP1:${encodeBase45(packed)}`;
const hex = (text: string) => new Uint8Array(Buffer.from(text.replace(/\s/g, ''), 'hex'));
const join = (...parts: readonly Uint8Array[]) => new Uint8Array(Buffer.concat(parts));
const shortHash = (text: string) => createHash('sha256').update(text).digest('hex').slice(0, 32);

/** A map written entry by entry, in any order and any encoding. */
function rawMap(...entries: readonly (readonly [Uint8Array, Uint8Array])[]): Uint8Array {
  return join(Uint8Array.of(0xa0 | entries.length), ...entries.flat());
}
const entry = (key: unknown, value: unknown) => [cbor(key), cbor(value)] as const;
const entries = [...claims()].map(([key, value]) => entry(key, value));
const instead = (key: number, value: Uint8Array) =>
  rawMap(...[...claims()].map(([name, old]) => [cbor(name), name === key ? value : cbor(old)] as const));

// Passes that must be admitted.
add('es256', 'pass valid', 'the smallest pass, ES256', good);
add('eddsa', 'pass valid', 'the smallest pass, Ed25519', makeVenueCode(edIssuer));
const everything: readonly Claim[] = [
  [3, ['Main hall', 'Spring festival']],
  [5, NOW - HOUR],
  [-65_537, 'staff'],
  [-65_538, ['North', 'Stage door']],
  [-65_539, true],
  [-65_540, 'Stage crew, evening'],
  [-65_541, new Map([[1, '陳'], [2, 'Zoë'], [3, '1980-02']])],
  [-65_542, [[NOW - 7 * DAY, NOW - 7 * DAY + 6 * HOUR], [NOW - HOUR, NOW + 5 * HOUR]]],
  [-65_543, 'season 2026, crew'],
];
add(
  'every-claim',
  'pass valid',
  'every claim of a membership',
  makeVenueCode(edIssuer, claims(...everything)),
);
add('guest', 'pass valid', 'a guest', code([-65_537, 'guest']));
const ticket = new Map([[1, 'spring-festival'], [2, 'day-pass'], [4, '2026-03-06']]);
add('ticket', 'pass valid', 'a ticket without a variation', code([-65_537, 'ticket'], [-65_544, ticket]));
const dose: readonly Claim[] = [
  [1, '840539006'],
  [2, 'EU/1/20/1528'],
  [3, 2],
  [4, 2],
  [5, '2026-01-10'],
  [6, 'HK'],
];
const vaccination = (...changes: readonly Claim[]) =>
  code([-65_537, 'vaccination'], [-65_544, [new Map([...dose, ...changes])]]);
add(
  'vaccination',
  'pass valid',
  'one dose, which says until when it protects',
  vaccination([8, '2026-12-31']),
);
const exemption = new Map([[1, 'medical'], [2, '2026-01-01'], [3, '2026-12-31']]);
add('exemption', 'pass valid', 'a medical exemption', code([-65_537, 'exemption'], [-65_544, exemption]));
add('remark', 'pass valid', "a claim with a text key is the issuer's own remark", code(['desk', 7]));
add('stored', 'pass valid', 'the zlib stream is not compressed', pack(deflateSync(cose, { level: 0 })));
add('terminator', 'pass valid', "the scanner's terminator is no part of the code", `${good}\r\n`);
add(
  'label-60',
  'pass valid',
  '60 characters, of which some take more than one UTF-16 unit',
  code([-65_540, '🎪'.repeat(60)]),
);
add('audience-text', 'pass valid', 'one audience as a text', code([3, 'Main hall']));
add('expires-next', 'pass valid', 'the last second', code([4, NOW + 1]));
add('nbf-lead', 'pass valid', 'not before: within the lead', code([5, NOW + LEAD]));
add('iat-lead', 'pass valid', 'issued: within the lead', code([6, NOW + LEAD]));
add('window-opens', 'pass valid', 'the first moment of a window counts', code([-65_542, [[NOW, NOW + 1]]]));
add('windows-touch', 'pass valid', 'windows that touch', code([-65_542, [[NOW - 1, NOW], [NOW, NOW + 1]]]));
add('key-id-shared', 'pass valid', 'two keys with one id: the second one signed', good, {
  keys: [keyOf(stranger, issuer.trusted.keyId), keyOf(issuer)],
});
add('revoked-elsewhere', 'pass valid', 'withdrawn in the list of another issuer', good, {
  revoked: [{ issuer: 'Hillside Theatre', kind: 'pass_id', hash: shortHash(PASS_ID) }],
});
add(
  'other-s',
  'pass valid',
  'r and n - s: another signature of the same pass, which anybody can make',
  sealed({ sign: otherS }),
);

// The text.
add('prefix-lower-case', 'fail bad_prefix', 'vp1:', good.replace('VP1', 'vp1'));
add('prefix-next', 'fail bad_prefix', 'VP2:', good.replace('VP1', 'VP2'));
add('prefix-missing', 'fail bad_prefix', 'no prefix', good.slice(4));
add('prefix-space', 'fail bad_prefix', 'a space before the prefix', ` ${good}`);
add('prefix-hc1', 'fail bad_prefix', 'a venue pass under HC1:', good.replace('VP1', 'HC1'));
add('lower-case', 'fail bad_encoding', 'lower-case Base45', `VP1:${good.slice(4).toLowerCase()}`);
add(
  'base45-letter',
  'fail bad_encoding',
  'a letter that is not in the alphabet',
  `${good.slice(0, 20)}!${good.slice(21)}`,
);
add('base45-length', 'fail bad_encoding', 'one letter too many', `VP1:${'0'.repeat(61)}`);
add(
  'base45-overflow',
  'fail bad_encoding',
  'three letters that mean more than 65535',
  `VP1::::${good.slice(7)}`,
);
add('empty', 'fail bad_encoding', 'a prefix only', 'VP1:');
add('too-long', 'fail too_large', '4,297 characters', `VP1:${'0'.repeat(4_293)}`);

// The compression.
add(
  'zlib-trailing',
  'fail bad_compression',
  'a byte after the zlib stream',
  pack(join(deflateSync(cose), Uint8Array.of(0))),
);
add(
  'zlib-truncated',
  'fail bad_compression',
  'the checksum is cut off',
  pack(deflateSync(cose).subarray(0, -4)),
);
add('zlib-checksum', 'fail bad_compression', 'a wrong checksum', pack(flip(deflateSync(cose), -1)));
add('zlib-raw', 'fail bad_compression', 'DEFLATE without zlib', pack(deflateRawSync(cose)));
add('zlib-gzip', 'fail bad_compression', 'gzip', pack(gzipSync(cose)));
add('zlib-twice', 'fail bad_cbor', 'compressed twice', pack(deflateSync(deflateSync(cose))));
add(
  'bomb',
  'fail bad_compression',
  'more than 65,536 bytes',
  pack(deflateSync(join(cose, new Uint8Array(65_536)))),
);

// The envelope.
const body = cose.subarray(1);
const tagged = (tags: string) => toVenueCode(join(hex(tags), body));
add('tag-missing', 'fail bad_envelope', 'an untagged COSE_Sign1', tagged(''));
add('tag-cwt', 'fail bad_envelope', 'CWT tag 61 around tag 18', tagged('d83d d2'));
add('tag-mac', 'fail bad_envelope', 'tag 17', tagged('d1'));
add('tag-sign', 'fail bad_envelope', 'tag 98', tagged('d862'));
add('tag-twice', 'fail bad_envelope', 'tag 18 twice', tagged('d2d2'));
add('tag-long', 'fail bad_envelope', 'tag 18 in two bytes', tagged('d812'));
add('cbor-trailing', 'fail bad_cbor', 'a byte after the envelope', toVenueCode(join(cose, Uint8Array.of(0))));
add('cbor-truncated', 'fail bad_cbor', 'the last byte is missing', toVenueCode(cose.subarray(0, -1)));
add(
  'array-indefinite',
  'fail bad_envelope',
  'an array of indefinite length',
  toVenueCode(join(hex('d29f'), cose.subarray(2), hex('ff'))),
);
add(
  'array-five',
  'fail bad_envelope',
  'an array of five',
  toVenueCode(join(hex('d285'), cose.subarray(2), hex('f6'))),
);
const signature = cose.subarray(-64);
const longPayload = longHead(0x59, makeVenueEnvelope(issuer).payload);
const longSignature = longHead(0x59, signature);
const start = join(hex('d284'), cbor(venueHeader(issuer)), hex('a0'));
add(
  'payload-length',
  'fail bad_envelope',
  'the payload with a length that is longer than needed',
  toVenueCode(join(start, longPayload, cose.subarray(-66))),
);
add(
  'signature-length',
  'fail bad_envelope',
  'the signature with a length that is longer than needed',
  toVenueCode(join(cose.subarray(0, -66), longSignature)),
);
add(
  'payload-nil',
  'fail bad_envelope',
  'a detached payload',
  toVenueCode(join(start, hex('f6'), cose.subarray(-66))),
);
add(
  'unprotected-entry',
  'fail bad_envelope',
  'an entry in the unprotected header',
  sealed({ unprotected: new Map([[3, 0]]) }),
);
add(
  'header-entry',
  'fail bad_envelope',
  'a third entry in the protected header',
  sealed({ header: venueHeader(issuer, [3, 61]) }),
);
const keyId = new Uint8Array(Buffer.from(issuer.trusted.keyId, 'base64'));
const algorithmEntry = entry(1, -7);
const keyIdEntry = entry(4, keyId);
add(
  'header-order',
  'fail bad_envelope',
  'the key id before the algorithm',
  sealed({ header: rawMap(keyIdEntry, algorithmEntry) }),
);
add(
  'header-duplicate',
  'fail bad_envelope',
  'the algorithm twice',
  sealed({ header: rawMap(algorithmEntry, algorithmEntry, keyIdEntry) }),
);
add(
  'header-number',
  'fail bad_envelope',
  'label 1 in two bytes',
  sealed({ header: rawMap([hex('1801'), cbor(-7)], keyIdEntry) }),
);
add('header-empty', 'fail bad_algorithm', 'an empty protected header', sealed({ header: new Uint8Array() }));
add(
  'crit',
  'fail unknown_critical_header',
  'a critical header',
  sealed({ header: venueHeader(issuer, [2, [100]], [100, 0]) }),
);
add('key-id-missing', 'fail no_key_id', 'no key id', sealed({ header: venueHeader(issuer, [4, undefined]) }));
add('key-id-unprotected', 'fail no_key_id', 'the key id in the unprotected header', sealed({
  header: venueHeader(issuer, [4, undefined]),
  unprotected: new Map([[4, keyId]]),
}));
add(
  'key-id-7',
  'fail no_key_id',
  'a key id of 7 bytes',
  sealed({ header: venueHeader(issuer, [4, new Uint8Array(7)]) }),
);
add(
  'key-id-9',
  'fail no_key_id',
  'a key id of 9 bytes',
  sealed({ header: venueHeader(issuer, [4, new Uint8Array(9)]) }),
);
add(
  'key-id-text',
  'fail bad_envelope',
  'a key id that is text',
  sealed({ header: venueHeader(issuer, [4, 'riversid']) }),
);
add(
  'algorithm-missing',
  'fail bad_algorithm',
  'no algorithm',
  sealed({ header: venueHeader(issuer, [1, undefined]) }),
);
add('algorithm-unprotected', 'fail bad_algorithm', 'the algorithm in the unprotected header', sealed({
  header: venueHeader(issuer, [1, undefined]),
  unprotected: new Map([[1, -7]]),
}));
const otherAlgorithms = { es384: -35, es512: -36, ps256: -37, rs256: -257, hs256: 5, esp256: -9 };
for (const [name, number] of Object.entries(otherAlgorithms)) {
  add(
    `algorithm-${name}`,
    'fail bad_algorithm',
    `algorithm ${number}`,
    sealed({ header: venueHeader(issuer, [1, number]) }),
  );
}
add(
  'algorithm-text',
  'fail bad_algorithm',
  'the algorithm as a text',
  sealed({ header: venueHeader(issuer, [1, 'ES256']) }),
);
add(
  'signature-der',
  'fail bad_envelope',
  'a signature in DER',
  sealed({ sign: (bytes) => new Uint8Array(sign('sha256', bytes, P256_KEY)) }),
);
add('signature-empty', 'fail bad_envelope', 'an empty signature', sealed({ sign: () => new Uint8Array() }));
add(
  'signature-63',
  'fail bad_envelope',
  'a signature of 63 bytes',
  sealed({ sign: (bytes) => signVenue(P256_KEY)(bytes).subarray(1) }),
);
add('signature-p384', 'fail bad_envelope', 'ES256 on P-384', makeVenueCode(p384), { keys: [keyOf(p384)] });

// The key and the signature.
add(
  'key-unknown',
  'unknown-key unknown_key',
  'signed with a key that is not on the list',
  makeVenueCode(stranger),
);
add('key-none', 'fail trust_list_missing', 'no key at all', good, { keys: [] });
add(
  'key-algorithm',
  'fail bad_algorithm',
  'an Ed25519 key under ES256',
  sealed({ header: venueHeader(edIssuer, [1, -7]) }),
);
add(
  'key-algorithm-eddsa',
  'fail bad_algorithm',
  'a P-256 key under EdDSA',
  sealed({ header: venueHeader(issuer, [1, -8]) }),
);
add(
  'key-p384',
  'fail bad_signature',
  'a P-384 key under the id of the P-256 key that signed',
  good,
  { keys: [keyOf(p384, issuer.trusted.keyId)] },
);
add('signature-zero', 'fail bad_signature', '64 zero bytes', sealed({ sign: () => new Uint8Array(64) }));
add(
  'signature-zero-eddsa',
  'fail bad_signature',
  '64 zero bytes, Ed25519',
  makeVenueCode(edIssuer, claims(), { sign: () => new Uint8Array(64) }),
);
add(
  'signature-flipped',
  'fail bad_signature',
  'one bit of the signature is another',
  toVenueCode(flip(cose, -1)),
);
add(
  'signature-eddsa-s',
  'fail bad_signature',
  'Ed25519: S + L, which is S again where it is not checked',
  makeVenueCode(edIssuer, claims(), { sign: otherEdS }),
);
add(
  'signature-other-key',
  'fail bad_signature',
  "another trusted key signed under this key's id",
  sealed({ sign: signVenue(OTHER_P256_KEY) }),
  { keys: [...ownKeys, keyOf(stranger)] },
);
add(
  'signature-other-eddsa',
  'fail bad_signature',
  "another Ed25519 key signed under this key's id",
  makeVenueCode(edIssuer, claims(), { sign: signVenue(OTHER_ED25519_KEY) }),
  { keys: [...ownKeys, keyOf(edStranger)] },
);
add(
  'key-id-exchanged',
  'fail bad_signature',
  'the key id was exchanged after signing',
  sealed(keepSignature(makeVenueEnvelope(issuer), { header: venueHeader(stranger) })),
  { keys: [...ownKeys, keyOf(stranger)] },
);
add(
  'payload-altered',
  'fail bad_signature',
  'the kind was exchanged after signing',
  sealed(keepSignature(makeVenueEnvelope(issuer), {}), claims([-65_537, 'staff'])),
);
add(
  'signed-payload-only',
  'fail bad_signature',
  'the payload was signed, not the Sig_structure',
  sealed({ sign: () => signVenue(P256_KEY)(makeVenueEnvelope(issuer).payload) }),
);
add('signed-with-data', 'fail bad_signature', 'signed with external data', sealed({
  sign: () => {
    const { header, payload } = makeVenueEnvelope(issuer);
    return signVenue(P256_KEY)(cbor(['Signature1', header, cbor('VP1'), payload]));
  },
}));
add(
  'issuer-other',
  'fail bad_claims',
  "another issuer's key says this issuer's name",
  makeVenueCode(otherHouse),
  { keys: [...ownKeys, keyOf(otherHouse)] },
);

// The payload's encoding.
add('claims-text', 'fail bad_claims', 'a payload that is a text', makeVenueCode(issuer, 'admit'));
add('claims-empty', 'fail bad_cbor', 'an empty payload', makeVenueCode(issuer, new Uint8Array()));
add(
  'claims-duplicate',
  'fail bad_cbor',
  'exp twice',
  makeVenueCode(issuer, rawMap(...entries.slice(0, 2), ...entries.slice(1))),
);
add(
  'claims-order',
  'fail bad_cbor',
  'claims out of order',
  makeVenueCode(issuer, rawMap(...[...entries].reverse())),
);
add(
  'claims-order-7049',
  'fail bad_cbor',
  'shorter keys first, the order of RFC 7049',
  makeVenueCode(issuer, rawMap(...entries.slice(0, 4), entry('x', 1), ...entries.slice(4))),
);
add(
  'claims-indefinite',
  'fail bad_cbor',
  'a map of indefinite length',
  makeVenueCode(issuer, join(hex('bf'), ...entries.flat(), hex('ff'))),
);
add(
  'claims-trailing',
  'fail bad_cbor',
  'a byte after the claims',
  makeVenueCode(issuer, join(cbor(claims()), hex('00'))),
);
add(
  'claims-number',
  'fail bad_cbor',
  'exp in more bytes than needed',
  makeVenueCode(issuer, instead(4, join(hex('1b00000000'), cbor(NOW + DAY).subarray(1)))),
);
add(
  'claims-utf8',
  'fail bad_cbor',
  'an issuer that is not UTF-8',
  makeVenueCode(issuer, instead(1, hex('62c328'))),
);
add('claims-null', 'fail bad_cbor', 'null for an absent audience', code([3, null]));
add(
  'claims-nested',
  'fail bad_cbor',
  'a remark that is nested too deep',
  code(['deep', Array.from({ length: 40 }).reduce((inner) => [inner], 0)]),
);
add('exp-nan', 'fail bad_cbor', 'exp NaN', code([4, Number.NaN]));
add('exp-infinite', 'fail bad_cbor', 'exp Infinity', code([4, Number.POSITIVE_INFINITY]));
add('exp-fraction', 'fail bad_cbor', 'exp with a fraction', code([4, NOW + DAY + 0.5]));
add(
  'exp-float',
  'fail bad_cbor',
  'exp as a whole float',
  makeVenueCode(issuer, instead(4, float64(NOW + DAY))),
);
add(
  'exp-tag',
  'fail bad_cbor',
  'exp under tag 1',
  makeVenueCode(issuer, instead(4, join(hex('c1'), cbor(NOW + DAY)))),
);
add(
  'exp-bignum',
  'fail bad_cbor',
  'exp as a bignum',
  makeVenueCode(issuer, instead(4, join(hex('c244'), cbor(NOW + DAY).subarray(1)))),
);

// The claims.
add('exp-missing', 'fail bad_time_claim', 'no exp', code([4, undefined]));
add('exp-text', 'fail bad_time_claim', 'exp as a text', code([4, '2026-04-01T00:00:00Z']));
add('exp-negative', 'fail bad_time_claim', 'exp below zero', code([4, -1]));
add('exp-milliseconds', 'fail bad_time_claim', 'exp in milliseconds', code([4, (NOW + DAY) * 1000]));
add('exp-uint64', 'fail bad_time_claim', 'exp 2^64 - 1', code([4, 0xffff_ffff_ffff_ffffn]));
add('iat-missing', 'fail bad_time_claim', 'no iat', code([6, undefined]));
add('iat-text', 'fail bad_time_claim', 'iat as a text', code([6, 'now']));
add('iat-after-exp', 'fail bad_time_claim', 'issued when it expires', code([4, NOW + 10], [6, NOW + 10]));
add('nbf-text', 'fail bad_time_claim', 'nbf as a text', code([5, 'now']));
add('nbf-after-exp', 'fail bad_time_claim', 'valid from when it expires', code([5, NOW + 30 * DAY]));
add('windows-empty', 'fail bad_time_claim', 'no window', code([-65_542, []]));
add(
  'windows-reversed',
  'fail bad_time_claim',
  'a window that ends before it starts',
  code([-65_542, [[NOW + 1, NOW - 1]]]),
);
add(
  'windows-overlap',
  'fail bad_time_claim',
  'windows that overlap',
  code([-65_542, [[NOW - 9, NOW + 9], [NOW, NOW + 99]]]),
);
add(
  'windows-order',
  'fail bad_time_claim',
  'windows out of order',
  code([-65_542, [[NOW, NOW + 9], [NOW - 9, NOW - 1]]]),
);
add('windows-flat', 'fail bad_time_claim', 'numbers instead of pairs', code([-65_542, [NOW, NOW + 1]]));
add(
  'windows-65',
  'fail bad_time_claim',
  '65 windows',
  code([-65_542, Array.from({ length: 65 }, (_none, i) => [NOW + 2 * i, NOW + 2 * i + 1])]),
);
add('issuer-missing', 'fail bad_claims', 'no issuer', code([1, undefined]));
add(
  'issuer-empty',
  'fail bad_claims',
  'an empty issuer',
  code([1, '']),
  { keys: [keyOf({ ...issuer, trusted: { ...issuer.trusted, issuer: '' } })] },
);
add(
  'issuer-bytes',
  'fail bad_claims',
  'an issuer in bytes',
  code([1, new Uint8Array(Buffer.from(VENUE_ISSUER))]),
);
add('issuer-case', 'fail bad_claims', 'the issuer in another case', code([1, VENUE_ISSUER.toUpperCase()]));
const longName = 'R'.repeat(101);
add(
  'issuer-101',
  'fail bad_claims',
  'an issuer of 101 characters',
  code([1, longName]),
  { keys: [keyOf(venueIssuer(P256_KEY, longName))] },
);
add(
  'subject',
  'fail content_not_supported',
  'a claim of a CWT that venue passes do not have',
  code([2, 'somebody']),
);
add(
  'claim-unknown',
  'fail content_not_supported',
  'a claim that this version does not know',
  code([-65_545, true]),
);
add(
  'claim-bytes',
  'fail content_not_supported',
  'a claim whose key is bytes',
  code([Uint8Array.of(1), true]),
);
add('pass-id-missing', 'fail bad_claims', 'no cti', code([7, undefined]));
add('pass-id-15', 'fail bad_claims', 'a cti of 15 bytes', code([7, new Uint8Array(15)]));
add('pass-id-17', 'fail bad_claims', 'a cti of 17 bytes', code([7, new Uint8Array(17)]));
add('pass-id-text', 'fail bad_claims', 'a cti of text', code([7, '0123456789abcdef']));
add('kind-missing', 'fail bad_claims', 'no kind', code([-65_537, undefined]));
add('kind-number', 'fail bad_claims', 'a kind that is a number', code([-65_537, 1]));
add(
  'kind-unknown',
  'fail content_not_supported',
  'a kind that this version does not know',
  code([-65_537, 'press']),
);
add('audience-empty', 'fail bad_claims', 'an empty list of audiences', code([3, []]));
add('audience-number', 'fail bad_claims', 'an audience that is a number', code([3, ['Main hall', 7]]));
add('audience-17', 'fail bad_claims', '17 audiences', code([3, Array(17).fill('Main hall')]));
add('gates-empty', 'fail bad_claims', 'an empty list of gates', code([-65_538, []]));
add('gates-text', 'fail bad_claims', 'gates as a text', code([-65_538, 'North']));
add('single-use-number', 'fail bad_claims', 'single use 1', code([-65_539, 1]));
add('label-empty', 'fail bad_claims', 'an empty label', code([-65_540, '']));
add('label-61', 'fail bad_claims', 'a label of 61 characters', code([-65_540, 'x'.repeat(61)]));
add('group-empty', 'fail bad_claims', 'an empty group', code([-65_543, '']));
add(
  'holder-nameless',
  'fail bad_claims',
  'a holder without a family name',
  code([-65_541, new Map([[2, 'Zoë']])]),
);
add(
  'holder-field',
  'fail bad_claims',
  'a field that a holder does not have',
  code([-65_541, new Map<unknown, unknown>([[1, 'Chan'], [4, 'x']])]),
);
add(
  'holder-born',
  'fail bad_claims',
  '30 February',
  code([-65_541, new Map([[1, 'Chan'], [3, '1980-02-30']])]),
);
add('content-of-member', 'fail bad_claims', "a member's pass with a ticket", code([-65_544, ticket]));
add('ticket-missing', 'fail bad_claims', 'a ticket without its content', code([-65_537, 'ticket']));
add(
  'ticket-no-product',
  'fail bad_claims',
  'a ticket for no product',
  code([-65_537, 'ticket'], [-65_544, new Map([[1, 'spring-festival']])]),
);
add('ticket-list', 'fail bad_claims', 'a list of tickets', code([-65_537, 'ticket'], [-65_544, [ticket]]));
add('vaccination-none', 'fail bad_claims', 'no dose', code([-65_537, 'vaccination'], [-65_544, []]));
add('vaccination-dose', 'fail bad_claims', 'dose 0', vaccination([3, 0]));
add('vaccination-date', 'fail bad_claims', 'a date with a time', vaccination([5, '2026-01-10T10:00:00Z']));
add('vaccination-country', 'fail bad_claims', 'a country in lower case', vaccination([6, 'hk']));
add(
  'exemption-kind',
  'fail bad_claims',
  'an exemption that does not say from what',
  code([-65_537, 'exemption'], [-65_544, new Map([[2, '2026-01-01']])]),
);

// The time.
add('expires-now', 'fail expired', 'the clock is at exp', code([4, NOW]));
add('expired', 'fail expired', 'a second after exp', code([4, NOW - 1]));
add('nbf-late', 'fail not_yet_valid', 'a second beyond the lead', code([5, NOW + LEAD + 1]));
add('iat-late', 'fail not_yet_valid', 'issued a second beyond the lead', code([6, NOW + LEAD + 1]));
add('window-closed', 'fail expired', 'the window ends now', code([-65_542, [[NOW - 9, NOW]]]));
add('window-later', 'fail not_yet_valid', 'a window has no lead', code([-65_542, [[NOW + 1, NOW + 9]]]));
add(
  'window-between',
  'fail not_yet_valid',
  'between two windows',
  code([-65_542, [[NOW - 9, NOW - 1], [NOW + 1, NOW + 9]]]),
);

// Withdrawal and place.
add('revoked', 'fail revoked', 'withdrawn by its id', good, {
  revoked: [{ issuer: VENUE_ISSUER, kind: 'pass_id', hash: shortHash(PASS_ID) }],
});
add('revoked-group', 'fail revoked', 'withdrawn with its group', code([-65_543, 'season 2026']), {
  revoked: [{ issuer: VENUE_ISSUER, kind: 'group', hash: shortHash('season 2026') }],
});
add('audience-other', 'fail wrong_venue', 'for another hall', code([3, 'Small hall']));
add('audience-others', 'fail wrong_venue', 'for two other halls', code([3, ['Small hall', 'main hall']]));
add(
  'audience-no-venue',
  'fail wrong_venue',
  'a kiosk that has no name',
  code([3, 'Main hall']),
  { audiences: [] },
);
add('gate-other', 'fail wrong_gate', 'for another gate', code([-65_538, ['South', 'Stage door']]));
add(
  'gate-none',
  'fail wrong_gate',
  'a kiosk that stands at no gate',
  code([-65_538, ['North']]),
  { gate: null },
);

writeFileSync('test/vectors/venue_pass.jsonl', cases.map((given) => `${JSON.stringify(given)}\n`).join(''));

/** The signature of the envelope as it was, whatever is sealed with it now. */
function keepSignature(from: VenueEnvelope, changes: Partial<VenueEnvelope>): Partial<VenueEnvelope> {
  const old = encodeVenue(from).slice(-64);
  return { ...changes, sign: () => old };
}

function flip(bytes: Uint8Array, at: number): Uint8Array {
  const flipped = Uint8Array.from(bytes);
  const index = at < 0 ? bytes.length + at : at;
  flipped[index] = (flipped[index] ?? 0) ^ 1;
  return flipped;
}

/** A byte string whose length takes two bytes, needed or not. */
function longHead(first: number, bytes: Uint8Array): Uint8Array {
  return join(Uint8Array.of(first, bytes.length >> 8, bytes.length & 0xff), bytes);
}

function float64(value: number): Uint8Array {
  const bytes = Buffer.alloc(9, 0xfb);
  bytes.writeDoubleBE(value, 1);
  return new Uint8Array(bytes);
}

function otherS(signedBytes: Uint8Array): Uint8Array {
  const order = 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n;
  const made = Buffer.from(signVenue(P256_KEY)(signedBytes));
  const s = order - BigInt(`0x${made.subarray(32).toString('hex')}`);
  return join(made.subarray(0, 32), hex(s.toString(16).padStart(64, '0')));
}

function otherEdS(signedBytes: Uint8Array): Uint8Array {
  const order = 2n ** 252n + 27742317777372353535851937790883648493n;
  const made = Buffer.from(signVenue(ED25519_KEY)(signedBytes));
  const s = BigInt(`0x${Buffer.from(made.subarray(32)).reverse().toString('hex')}`) + order;
  return join(made.subarray(0, 32), hex(s.toString(16).padStart(64, '0')).reverse());
}
