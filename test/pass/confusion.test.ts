import { createHmac, createPublicKey, generateKeyPairSync, type KeyObject } from 'node:crypto';
import { encode, rfc8949EncodeOptions } from 'cborg';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeCbor } from '../../main/pass/cbor.ts';
import { PASS_READERS } from '../../main/pass/formats/readers.ts';
import { readScannedCode } from '../../main/pass/scanned_code.ts';
import { algorithmsOf } from '../../main/pass/signature.ts';
import type { TrustedKey, TrustList } from '../../main/pass/trust_list.ts';
import type { PassFormat, Verdict } from '../../main/pass/verdict.ts';
import { verifyPass } from '../../main/pass/verify_pass.ts';
import { type GenuinePass, makeGenuinePasses, policy as anyPolicy, trustInAll } from './make_all_formats.ts';
import { NOW } from './make_pass.ts';
import {
  type Code,
  codecOf,
  FORMATS,
  openParts,
  type PassParts,
  signParts,
  textOf,
  writeParts,
} from './pass_parts.ts';

/** One pass of a world of issuers, with the only key on the list that may have signed it. */
interface Member {
  readonly format: PassFormat;
  readonly parts: PassParts;
  readonly privateKey: KeyObject;
  readonly trusted: TrustedKey;
  readonly contentId: string;
}

/** What all members of a world have in common, so that only the format tells them apart. */
interface Sameness {
  readonly keyId?: ReadonlyMap<PassFormat, string>;
  readonly issuer?: ReadonlyMap<PassFormat, string>;
  readonly key?: ReadonlyMap<PassFormat, KeyObject>;
}

interface World {
  readonly trust: TrustList;
  readonly members: ReadonlyMap<PassFormat, Member>;
}

const COSE_LABELS = [-7, -8, -35, -36, -37, -38, -47, -257, 0, 4, 5, 999, 'none', 'ES256', null, undefined];
const JOSE_LABELS = [
  'ES256',
  'ES384',
  'ES512',
  'ES256K',
  'EdDSA',
  'PS256',
  'RS256',
  'HS256',
  'none',
  'None',
  '',
  'es256',
  -7,
  null,
  undefined,
];
const TAGS = [
  [],
  [18],
  [17],
  [16],
  [97],
  [98],
  [61],
  [18, 18],
  [61, 18],
  [18, 61],
  [61, 61, 18],
  [55_799, 18],
];
const PREFIXES = ['HC1:', 'VP1:', 'NZCP:/1/', 'shc:/', ''];

/** Whose issuer is a name within the signed content that its key must belong to. */
const BOUND_TO_ISSUER: readonly PassFormat[] = ['nzcp', 'shc', 'claim169', 'venue', 'divoc', 'vds_nc'];

const genuine = await makeGenuinePasses();
/** The first of each format: what names its key and is not on the list for a chain's sake. */
const firsts = FORMATS.map((format) => genuine.find((each) => each.format === format) as GenuinePass);

function everywhere<Value>(value: Value, ...formats: readonly PassFormat[]): ReadonlyMap<PassFormat, Value> {
  return new Map(formats.map((format) => [format, value]));
}

const ec = generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey;
const edwards = generateKeyPairSync('ed25519').privateKey;
const ONE_KEY_ID = Buffer.from('one-key!').toString('base64');
const sameKeyId = new Map([
  ...everywhere(ONE_KEY_ID, 'hc1', 'venue', 'claim169', 'nzcp', 'shc'),
  ...everywhere('', 'pretix', 'vds_nc'),
]);
const sameDid = everywhere('did:web:one.example', 'hc1', 'nzcp', 'claim169', 'venue', 'divoc', 'pretix');
const sameUrl = everywhere('https://one.example', 'hc1', 'shc', 'claim169', 'venue', 'divoc', 'pretix');
const sameEcKey = everywhere(ec, 'hc1', 'nzcp', 'shc', 'vds_nc', 'claim169', 'venue');
const sameEdwardsKey = everywhere(edwards, 'claim169', 'venue', 'divoc', 'pretix');

const worlds: Readonly<Record<string, World>> = {
  'issuers that have nothing in common': makeWorld({}),
  'one key id': makeWorld({ keyId: sameKeyId }),
  'no key id': makeWorld({ keyId: everywhere('', 'claim169', 'pretix', 'vds_nc') }),
  'one DID as key id and issuer': makeWorld({
    keyId: everywhere('did:web:one.example', 'nzcp', 'shc', 'divoc'),
    issuer: sameDid,
  }),
  'one URL as issuer and one key id': makeWorld({ keyId: sameKeyId, issuer: sameUrl }),
  'one key pair on P-256': makeWorld({ key: sameEcKey }),
  'one key pair on Ed25519': makeWorld({ key: sameEdwardsKey }),
  'one issuer, key id and key pair': makeWorld({ keyId: sameKeyId, issuer: sameUrl, key: sameEcKey }),
};
const names = Object.keys(worlds);

function makeWorld({ issuer, key, keyId }: Sameness): World {
  const made = firsts.map(({ format, code, privateKey: ownKey, trusted: ownTrusted }) => {
    const [newIssuer, newKey, newKeyId] = [issuer?.get(format), key?.get(format), keyId?.get(format)];
    let parts = openParts(format, code);
    let trusted = ownTrusted as TrustedKey;
    let privateKey = ownKey;
    if (newIssuer !== undefined) {
      parts = withIssuer(format, parts, newIssuer);
      trusted = { ...trusted, issuer: newIssuer };
    }
    if (newKeyId !== undefined) {
      parts = withKeyId(format, parts, newKeyId);
      trusted = { ...trusted, keyId: newKeyId };
    }
    if (newKey !== undefined) {
      privateKey = newKey;
      const publicKey = createPublicKey(newKey);
      trusted = { ...trusted, publicKey, algorithms: algorithmsOf(publicKey) };
      parts = withAlgorithm(format, parts, labelOf(format, newKey));
    }
    parts = signParts(format, parts, privateKey);
    return { format, parts, privateKey, trusted };
  });
  const trust = trustInAll(made.map(({ trusted }) => ({ trusted, anchors: [] })));
  const members = made.map((member) => {
    const { contentId } = judge(writeParts(member.format, member.parts), trust);
    return [member.format, { ...member, contentId: hex(contentId) }] as const;
  });
  return { trust, members: new Map(members) };
}

function judge(code: Code, trust: TrustList): Verdict {
  const audiences = [...anyPolicy.audiences, 'did:web:one.example', 'https://one.example'];
  return verifyPass({ code, trust, policy: { ...anyPolicy, audiences }, now: NOW });
}

function hex(bytes: Uint8Array | null): string {
  return bytes === null ? 'none' : Buffer.from(bytes).toString('hex');
}

type Data = ReadonlyMap<unknown, unknown> | Readonly<Record<string, unknown>>;

/** A part of CBOR or JSON with one name changed; undefined leaves it out. What is no map stays as it is. */
function withName(bytes: Uint8Array, kind: string, name: unknown, value: unknown): Uint8Array {
  if (kind === 'cbor') {
    const map = decodeCbor(bytes);
    if (!(map instanceof Map)) return bytes;
    const entries = new Map<unknown, unknown>([...map, [name, value]]);
    if (value === undefined) entries.delete(name);
    return encode(entries, rfc8949EncodeOptions);
  }
  try {
    const object: Data = JSON.parse(Buffer.from(bytes).toString());
    return Buffer.from(JSON.stringify({ ...object, [String(name)]: value }));
  } catch {
    return bytes;
  }
}

function withAlgorithm(format: PassFormat, parts: PassParts, label: unknown): PassParts {
  const { header: kind } = codecOf(format);
  const header = withName(parts.header, kind, kind === 'cbor' ? 1 : 'alg', label);
  return kind === 'none' ? parts : { ...parts, header };
}

/** The label that a key's own signatures have. */
function labelOf(format: PassFormat, key: KeyObject): unknown {
  const isEdwards = key.asymmetricKeyType === 'ed25519';
  if (codecOf(format).header === 'cbor') return isEdwards ? -8 : -7;
  return isEdwards ? 'EdDSA' : 'ES256';
}

/** As the trust list writes it; tickets name none, and seals by their certificate. */
function withKeyId(format: PassFormat, parts: PassParts, keyId: string): PassParts {
  switch (format) {
    case 'hc1':
    case 'venue':
    case 'claim169': {
      const value = keyId === '' ? undefined : new Uint8Array(Buffer.from(keyId, 'base64'));
      return { ...parts, header: withName(parts.header, 'cbor', 4, value) };
    }
    case 'nzcp':
      return { ...parts, header: withName(parts.header, 'cbor', 4, new Uint8Array(Buffer.from(keyId))) };
    case 'shc':
      return { ...parts, header: withName(parts.header, 'json', 'kid', keyId) };
    case 'divoc':
      return { ...parts, outer: withName(parts.outer, 'json', 'verificationMethod', keyId) };
    case 'vds_nc':
      return keyId === '' ? { ...parts, header: withName(parts.header, 'json', 'cer', undefined) } : parts;
    default:
      return parts;
  }
}

function withIssuer(format: PassFormat, parts: PassParts, issuer: string): PassParts {
  const { payload } = parts;
  switch (format) {
    case 'shc':
      return { ...parts, payload: withName(payload, 'json', 'iss', issuer) };
    case 'divoc':
      return { ...parts, payload: withName(payload, 'json', 'issuer', issuer) };
    case 'vds_nc': {
      const hdr = { is: issuer === 'UT' ? 'UTO' : 'AUS', t: 'icao.vacc', v: 1 };
      return { ...parts, payload: withName(payload, 'json', 'hdr', hdr) };
    }
    case 'pretix':
      return parts;
    default:
      return { ...parts, payload: withName(payload, 'cbor', 1, issuer) };
  }
}

type Attack = readonly [what: string, code: Code];

const inForm = (format: PassFormat, parts: PassParts) => writeParts(format, parts);
const signedBy = (format: PassFormat, parts: PassParts, { privateKey }: Member) =>
  writeParts(format, signParts(format, parts, privateKey));

/** Everything that mixes one pass with another of another format. None may be admitted as anything. */
function mixtures(a: Member, b: Member): readonly Attack[] {
  const form = a.format;
  const swapped = { ...a.parts, payload: b.parts.payload };
  const namesKey = withKeyId(form, a.parts, b.trusted.keyId);
  const namesIssuer = withIssuer(form, a.parts, b.trusted.issuer);
  const namesBoth = withKeyId(form, namesIssuer, b.trusted.keyId);
  const foreign: readonly Attack[] = [
    [
      'its content under the signature of the other',
      inForm(form, { ...a.parts, signature: b.parts.signature }),
    ],
    ["the other's content under its signature", inForm(form, swapped)],
    ["the other's content and signature", inForm(form, { ...swapped, signature: b.parts.signature })],
    ["the other's content, signed with its key", signedBy(form, swapped, a)],
    ["the other's content, signed with the other's key", signedBy(form, swapped, b)],
    ["its parts in the other's form", inForm(b.format, a.parts)],
    ["its parts in the other's form, signed with its key", signedBy(b.format, a.parts, a)],
    ["its parts in the other's form, signed with the other's key", signedBy(b.format, a.parts, b)],
    [
      "its content in the other's form and header",
      signedBy(b.format, { ...b.parts, payload: a.parts.payload }, a),
    ],
    ['both codes one behind the other', textOf(inForm(form, a.parts)) + textOf(inForm(b.format, b.parts))],
  ];
  const isOneKey = a.privateKey === b.privateKey;
  const byAnother: readonly Attack[] = [
    ["its content, signed with the other's key", signedBy(form, a.parts, b)],
    [
      "the other's header, signed with the other's key",
      signedBy(form, { ...a.parts, header: b.parts.header }, b),
    ],
    ["the other's key id, signed with the other's key", signedBy(form, namesKey, b)],
    ["the other's issuer, signed with the other's key", signedBy(form, namesIssuer, b)],
    ["the other's issuer and key id, signed with the other's key", signedBy(form, namesBoth, b)],
  ];
  return isOneKey ? foreign : [...foreign, ...byAnother];
}

/** The same pass with another name in it: only by chance the same, since worlds share names on purpose. */
function renamings(a: Member, b: Member): readonly Attack[] {
  const form = a.format;
  const namesIssuer = withIssuer(form, a.parts, b.trusted.issuer);
  return [
    ["the other's header", inForm(form, { ...a.parts, header: b.parts.header })],
    ["the other's key id", inForm(form, withKeyId(form, a.parts, b.trusted.keyId))],
    ["the other's issuer", inForm(form, namesIssuer)],
    ...(BOUND_TO_ISSUER.includes(form) && b.trusted.issuer !== a.trusted.issuer && form !== 'vds_nc'
      ? [["the other's issuer, signed with its own key", signedBy(form, namesIssuer, a)] as const]
      : []),
  ];
}

/** The same content under every other label, with every signature that somebody could put there. */
function relabellings(a: Member): readonly Attack[] {
  const { format, parts, privateKey, trusted } = a;
  const labels: readonly unknown[] = codecOf(format).header === 'cbor' ? COSE_LABELS : JOSE_LABELS;
  if (codecOf(format).header === 'none') return [];
  return labels
    .filter((label) => label !== labelOf(format, privateKey))
    .flatMap((label) => {
      const relabelled = withAlgorithm(format, parts, label);
      const secrets = [
        trusted.publicKey.export({ type: 'spki', format: 'pem' }),
        trusted.publicKey.export({ type: 'spki', format: 'der' }),
      ];
      const macs = secrets.map((secret) => createHmac('sha256', secret).update(parts.payload).digest());
      const signatures = [new Uint8Array(), new Uint8Array(64), ...macs];
      return [
        [`label ${label}`, inForm(format, relabelled)] as const,
        [`label ${label}, signed with its key`, signedBy(format, relabelled, a)] as const,
        ...signatures.map(
          (signature) =>
            [
              `label ${label}, ${signature.length} bytes`,
              inForm(format, { ...relabelled, signature }),
            ] as const,
        ),
      ];
    });
}

describe.each(FORMATS)('a pass of format %s', (format) => {
  const own = genuine.filter((each) => each.format === format);

  it('is recognised by the reader of its format alone', () => {
    expect(own.length).toBeGreaterThan(1);
    for (const { code } of own) {
      const scanned = readScannedCode(code);
      const readers = PASS_READERS.filter((reader) => reader.recognises(scanned));
      expect(readers.map((reader) => reader.format)).toEqual([format]);
    }
  });

  it('is admitted among the keys of all formats', () => {
    const trust = trustInAll(genuine);
    for (const { code } of own) expect(judge(code, trust)).toMatchObject({ outcome: 'admit', format });
  });

  it('is admitted by no key of the others', () => {
    const trust = trustInAll(genuine.filter((each) => each.format !== format));
    for (const { code } of own) expect(judge(code, trust).outcome).not.toBe('admit');
  });

  it('is admitted by no key or authority of its issuer that is for another format', () => {
    for (const other of FORMATS.filter((each) => each !== format)) {
      const trust = trustInAll(
        own.map(({ anchors, trusted }) => ({
          trusted: trusted && { ...trusted, format: other },
          anchors: anchors.map((anchor) => ({ ...anchor, format: other })),
        })),
      );
      for (const { code } of own) expect(judge(code, trust).reason).toBe('unknown_key');
    }
  });

  it('is the same pass when it was taken apart and written anew', () => {
    const trust = trustInAll(genuine);
    for (const { code } of own) {
      const again = judge(writeParts(format, openParts(format, code)), trust);
      expect(again.outcome).toBe('admit');
      expect(hex(again.contentId)).toBe(hex(judge(code, trust).contentId));
    }
  });
});

describe.each(names)('among %s', (name) => {
  const { members, trust } = worlds[name] as World;
  const pairs = [...members.values()].flatMap((a) =>
    [...members.values()].filter((b) => b !== a).map((b) => [a, b] as const),
  );
  const admitted = (attacks: readonly Attack[]) =>
    attacks.filter(([, code]) => judge(code, trust).outcome === 'admit').map(([what]) => what);
  const admittedAsOther = (member: Member, attacks: readonly Attack[]) =>
    attacks.filter(([, code]) => isFalseGreen(judge(code, trust), member)).map(([what]) => what);

  it('each pass is admitted as what it is', () => {
    expect(members.size).toBe(FORMATS.length);
    for (const { contentId, format, parts } of members.values()) {
      expect(contentId).not.toBe('none');
      expect(judge(writeParts(format, parts), trust)).toMatchObject({ outcome: 'admit', format });
    }
  });

  it('no mixture of two formats is admitted', () => {
    const wrong = pairs.map(([a, b]) => [a.format, b.format, admitted(mixtures(a, b))] as const);
    expect(wrong.filter(([, , found]) => found.length > 0)).toEqual([]);
  });

  it('no pass is admitted as another than it is with the names of another', () => {
    const wrong = pairs.map(([a, b]) => [a.format, b.format, admittedAsOther(a, renamings(a, b))] as const);
    expect(wrong.filter(([, , found]) => found.length > 0)).toEqual([]);
  });

  it.each([...members.values()].map((member) => [member.format, member] as const))(
    'no pass of format %s is admitted under another algorithm',
    (_format, member) => {
      expect(admitted(relabellings(member))).toEqual([]);
    },
  );

  it.each([...members.values()].map((member) => [member.format, member] as const))(
    'a pass of format %s is nothing else under other tags and prefixes',
    (format, member) => {
      const written = textOf(writeParts(format, member.parts));
      const own = PREFIXES.find((prefix) => written.startsWith(prefix)) ?? '';
      const attacks = [
        ...TAGS.map((tags): Attack => [`tags ${tags}`, writeParts(format, { ...member.parts, tags })]),
        ...PREFIXES.filter((prefix) => prefix !== own).map((prefix): Attack => [
          `prefix ${prefix}`,
          prefix + written.slice(own.length),
        ]),
        ...PREFIXES.filter((prefix) => prefix !== '').map((prefix): Attack => [
          `${prefix} before all`,
          prefix + written,
        ]),
      ];
      expect(admittedAsOther(member, attacks)).toEqual([]);
    },
  );
});

/** Green as another format, or for another content than the member's own. */
function isFalseGreen({ contentId, format, outcome }: Verdict, member: Member): boolean {
  return outcome === 'admit' && (format !== member.format || hex(contentId) !== member.contentId);
}

describe('a pass', () => {
  const distinct = names.filter((name) => !name.includes('key pair'));
  const anyFormat = fc.constantFrom(...FORMATS);
  const anyChange = fc.oneof(
    fc.record({ kind: fc.constant('keyId' as const), of: anyFormat }),
    fc.record({ kind: fc.constant('issuer' as const), of: anyFormat }),
    fc.record({
      kind: fc.constant('label' as const),
      label: fc.constantFrom(...COSE_LABELS, ...JOSE_LABELS),
    }),
    fc.record({ kind: fc.constant('tags' as const), tags: fc.constantFrom(...TAGS) }),
    fc.record({
      kind: fc.constant('part' as const),
      of: anyFormat,
      part: fc.constantFrom('header', 'outer', 'payload', 'signature'),
    }),
    fc.record({ kind: fc.constant('form' as const), of: anyFormat }),
    fc.record({ kind: fc.constant('sign' as const), of: anyFormat }),
  );

  it('changed in any ways is admitted only as what its issuer signed', () => {
    const reached = new Set<string>();
    fc.assert(
      fc.property(
        fc.constantFrom(...distinct),
        anyFormat,
        fc.array(anyChange, { minLength: 1, maxLength: 5 }),
        (name, start, changes) => {
          const { members, trust } = worlds[name] as World;
          const memberOf = (format: PassFormat) => members.get(format) as Member;
          const last = changes.reduce((form, change) => (change.kind === 'form' ? change.of : form), start);
          let form = start;
          let { parts } = memberOf(start);
          for (const change of changes) {
            if (change.kind === 'keyId') parts = withKeyId(form, parts, memberOf(change.of).trusted.keyId);
            if (change.kind === 'issuer') parts = withIssuer(form, parts, memberOf(change.of).trusted.issuer);
            if (change.kind === 'label') parts = withAlgorithm(form, parts, change.label);
            if (change.kind === 'tags') parts = { ...parts, tags: change.tags };
            if (change.kind === 'part')
              parts = { ...parts, [change.part]: memberOf(change.of).parts[change.part] };
            if (change.kind === 'form') form = change.of;
            // Whoever has the key of the format that it is written in at last may say what they like.
            if (change.kind === 'sign' && change.of !== last) {
              parts = signParts(form, parts, memberOf(change.of).privateKey);
            }
          }
          const verdict = judge(writeParts(form, parts), trust);
          reached.add(verdict.reason);
          expect(isFalseGreen(verdict, memberOf(form))).toBe(false);
          const isSigned = Buffer.compare(parts.signature, memberOf(form).parts.signature) === 0;
          if (verdict.outcome === 'admit') expect(isSigned).toBe(true);
        },
      ),
      { numRuns: 5_000 },
    );
    for (const reason of [
      'valid',
      'bad_signature',
      'bad_algorithm',
      'unknown_key',
      'bad_envelope',
      'bad_claims',
    ]) {
      expect([...reached]).toContain(reason);
    }
  });
});
