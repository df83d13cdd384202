import { generateKeyPairSync, type KeyObject } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { anySignedPass } from '../../main/pass/rules/any_signed_pass.ts';
import { verifyPass } from '../../main/pass/verify_pass.ts';
import { buildTrustList } from '../../main/trust/build_trust_list.ts';
import { readSelfSignedRoot } from '../../main/trust/repository/trust_store.ts';
import {
  MAX_SETUP_CHARACTERS,
  readSetupCode,
  readSetupFile,
  SETUP_ERROR_WORDS,
  verifySetup,
} from '../../main/trust/setup_code.ts';
import { makeVenueCode, venueIssuer } from '../pass/make_venue_pass.ts';
import {
  cbor,
  encodeSetup,
  makeSetupClaims,
  makeSetupCode,
  makeSetupKey,
  makeSetupRoot,
  SETUP_NOW,
  SETUP_NOW_S,
} from './make_setup.ts';

const [first, second, other] = [makeSetupKey(), makeSetupKey(), makeSetupKey()];
const root = makeSetupRoot([first, second], { others: [other] });
const isGoodRoot = (bytes: Uint8Array) => readSelfSignedRoot(bytes) !== null;
const p256 = generateKeyPairSync('ec', { namedCurve: 'P-256' });
const p256Names = { keytype: 'ecdsa', scheme: 'ecdsa-sha2-nistp256' };
const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 });
const rsaNames = { keytype: 'rsa', scheme: 'rsassa-pss-sha256' };
const pemOf = (key: KeyObject) => ({ keyval: { public: key.export({ type: 'spki', format: 'pem' }).toString() } });
const ed25519Of = (text: unknown) => ({ ...first.json, keyval: { public: text } });

type Signed = Readonly<Record<string, object>>;

function withRole(signed: Signed, keyids: readonly string[]): object {
  return { ...signed, roles: { ...signed['roles'], root: { keyids, threshold: 1 } } };
}

/** The root role with another key alone, besides the keys that were there. */
function withKey(signed: Signed, json: object): object {
  return withRole({ ...signed, keys: { ...signed['keys'], odd: json } }, ['odd']);
}

/** `ok`, or the code of what is wrong with it. */
function judge(text: string, given: Partial<Parameters<typeof verifySetup>[1]> = {}): string {
  const read = readSetupCode(text);
  if (!read.ok) return read.error;
  const verified = verifySetup(read.value, { root, isGoodRoot, nowMs: SETUP_NOW, ...given });
  return verified.ok ? 'ok' : verified.error;
}

describe('a set-up code', () => {
  it('says what its authority signed', () => {
    const read = readSetupCode(makeSetupCode(first, encodeSetup(root)));
    if (!read.ok) throw new Error(read.error);
    const verified = verifySetup(read.value, { root, isGoodRoot, nowMs: SETUP_NOW });
    expect(verified).toEqual({ ok: true, value: { ...makeSetupClaims(root), root } });
  });

  it('shows nothing before it is verified but where its root is', () => {
    const read = readSetupCode(makeSetupCode(first, encodeSetup(root)));
    expect(read.ok && read.value.root).toEqual({
      source: 'https://updates.example/arena/',
      rootVersion: 1,
      rootFingerprint: makeSetupClaims(root).rootFingerprint,
    });
  });

  it('may be signed by any key of the root role', () => {
    for (const key of [first, second]) expect(judge(makeSetupCode(key, encodeSetup(root)))).toBe('ok');
  });

  it('may lead to a later root', () => {
    const later = makeSetupRoot([first], { version: 7 });
    const code = makeSetupCode(first, encodeSetup(later, [-65_608, 7]));
    expect(judge(code, { root: later })).toBe('ok');
    expect(judge(makeSetupCode(first, encodeSetup(later, [-65_608, 6])), { root: later })).toBe('bad_root');
  });

  it('may name no source and no end', () => {
    const code = makeSetupCode(first, encodeSetup(root, [-65_606, undefined], [4, undefined]));
    const read = readSetupCode(code);
    const verified = read.ok && verifySetup(read.value, { root, isGoodRoot, nowMs: SETUP_NOW * 2 });
    expect(verified).toMatchObject({ ok: true, value: { source: null, expiresAt: null } });
  });

  it('has words for each error', () => {
    for (const words of Object.values(SETUP_ERROR_WORDS)) expect(words).toMatch(/^(is|was|has|leads|says) /);
  });
});

describe('trust in a set-up code', () => {
  const payload = encodeSetup(root);

  it.each([
    ['of another authority', makeSetupKey(), 'bad_signature'],
    ['of another role of the same root', other, 'bad_signature'],
    ['of another kind', { privateKey: p256.privateKey }, 'bad_algorithm'],
  ])('is not given for a key %s', (_what, key, error) => expect(judge(makeSetupCode(key, payload))).toBe(error));

  it('is not given for a signature over anything else', () => {
    const forged = makeSetupCode(first, payload, { sign: () => new Uint8Array(64) });
    expect(judge(forged)).toBe('bad_signature');
    const elsewhere = makeSetupCode(first, encodeSetup(root, [-65_606, 'https://elsewhere.example/']), {
      sign: () => signatureOf(payload),
    });
    expect(judge(elsewhere)).toBe('bad_signature');
  });

  function signatureOf(signed: Uint8Array): Uint8Array {
    const read = readSetupCode(makeSetupCode(first, signed));
    return read.ok ? read.value.signature : new Uint8Array();
  }

  it('is not given to a code whose algorithm is not that of the key', () => {
    expect(judge(makeSetupCode(first, payload, { header: cbor(new Map([[1, -7]])) }))).toBe('bad_algorithm');
    expect(judge(makeSetupCode(p256, payload, { header: cbor(new Map([[1, -8]])) }))).toBe('bad_signature');
  });

  it('is not given to another root, however much it resembles', () => {
    const code = makeSetupCode(first, payload);
    expect(judge(code, { root: makeSetupRoot([first, second], { others: [other], version: 2 }) })).toBe('other_root');
    expect(judge(code, { root: Buffer.concat([root, Buffer.from('\n')]) })).toBe('other_root');
    expect(judge(code, { root: new Uint8Array() })).toBe('other_root');
  });

  it('is not given to a root that too few of its keys signed', () => {
    const few = makeSetupRoot([first, second], { threshold: 2, signers: [first] });
    expect(judge(makeSetupCode(first, encodeSetup(few)), { root: few })).toBe('bad_root');
    const none = makeSetupRoot([first, second], { signers: [] });
    expect(judge(makeSetupCode(first, encodeSetup(none)), { root: none })).toBe('bad_root');
  });

  it.each<[string, (signed: Signed) => object, string]>([
    ['no keys', (signed) => ({ ...signed, keys: {} }), 'bad_signature'],
    [
      'key ids that every object has',
      (signed) => withRole(signed, ['constructor', '__proto__', 'toString']),
      'bad_signature',
    ],
    ['a key of small order', (signed) => withKey(signed, ed25519Of(`01${'00'.repeat(31)}`)), 'bad_signature'],
    ['one key under two ids', (signed) => ({ ...signed, keys: { a: first.json, b: first.json } }), 'bad_root'],
    ['a key of RSA', (signed) => withKey(signed, { ...rsaNames, ...pemOf(rsa.publicKey) }), 'bad_root'],
    ['a key of P-256', (signed) => withKey(signed, { ...p256Names, ...pemOf(p256.publicKey) }), 'bad_root'],
    ['a key of P-256 as Ed25519', (signed) => withKey(signed, { ...first.json, ...pemOf(p256.publicKey) }), 'bad_root'],
    ['a key as another kind', (signed) => withKey(signed, { ...first.json, ...p256Names }), 'bad_root'],
    ['a key that is no text', (signed) => withKey(signed, ed25519Of(7)), 'bad_root'],
    ['half a key', (signed) => withKey(signed, ed25519Of(first.json.keyval.public.slice(32))), 'bad_root'],
  ])('is not given through a root with %s', (_what, edit, error) => {
    const { signatures, signed } = JSON.parse(root.toString('utf8'));
    const own = Buffer.from(JSON.stringify({ signatures, signed: edit(signed) }));
    // Whatever the check of the root says: no such key may vouch for a code.
    const given = { root: own, isGoodRoot: () => true };
    for (const changes of [{}, { sign: () => new Uint8Array(64) }]) {
      expect(judge(makeSetupCode(first, encodeSetup(own), changes), given)).toBe(error);
    }
  });

  it.each<[string, Buffer]>([
    ['nothing', Buffer.alloc(0)],
    ['no JSON', Buffer.from('{')],
    ['deep JSON', Buffer.from('['.repeat(50_000))],
    ['a list', Buffer.from('[]')],
    ['another role', Buffer.from(root.toString('utf8').replace('"_type":"root"', '"_type":"targets"'))],
    ['a threshold of none', Buffer.from(root.toString('utf8').replace('"threshold":2', '"threshold":0'))],
    ['more than a root may be', Buffer.concat([root, Buffer.alloc(256 * 1024, ' ')])],
  ])('is not given to a root that is %s', (_what, own) => {
    expect(judge(makeSetupCode(first, encodeSetup(own)), { root: own, isGoodRoot: () => true })).toBe('bad_root');
  });

  it('ends when the code does, and not for a clock that cannot be read', () => {
    const code = makeSetupCode(first, payload);
    const end = SETUP_NOW + 86_400_000;
    expect(judge(code, { nowMs: end - 1 })).toBe('ok');
    expect(judge(code, { nowMs: end })).toBe('expired');
    expect(judge(code, { nowMs: Number.NaN })).toBe('clock_behind');
  });

  it('waits for a clock that is not before the code was made', () => {
    const code = makeSetupCode(first, payload);
    const made = SETUP_NOW - 3_600_000;
    expect(judge(code, { nowMs: made - 10 * 60_000 })).toBe('ok');
    expect(judge(code, { nowMs: made - 10 * 60_000 - 1 })).toBe('clock_behind');
  });
});

describe('what a set-up code says', () => {
  const bidi = '\u202e';

  it.each<[string, readonly (readonly [unknown, unknown])[], string]>([
    ['no venue', [[-65_601, undefined]], 'bad_claims'],
    ['an empty venue', [[-65_601, '']], 'bad_claims'],
    ['a venue of 61 characters', [[-65_601, 'x'.repeat(61)]], 'bad_claims'],
    ['a venue with a line break', [[-65_601, 'Arena\nAdmit all']], 'bad_claims'],
    ['a venue with space before it', [[-65_601, ' Arena']], 'bad_claims'],
    ['a venue with a no-break space after it', [[-65_601, 'Arena\u00a0']], 'bad_claims'],
    ['a venue that turns the writing round', [[-65_601, `${bidi}anerA`]], 'bad_claims'],
    ['a venue with what cannot be seen', [[-65_601, 'Are\u200bna']], 'bad_claims'],
    ['a venue as bytes', [[-65_601, new Uint8Array(4)]], 'bad_claims'],
    ['a gate that turns the writing round', [[-65_602, ['North', `${bidi}South`]]], 'bad_claims'],
    ['no gate', [[-65_602, []]], 'bad_claims'],
    ['a gate twice', [[-65_602, ['North', 'North']]], 'bad_claims'],
    ['51 gates', [[-65_602, ['North', ...Array.from({ length: 50 }, (_none, index) => `${index}`)]]], 'bad_claims'],
    ['gates that are one text', [[-65_602, 'North']], 'bad_claims'],
    ['a gate that is none of them', [[-65_603, 'East']], 'bad_claims'],
    ['no language', [[-65_604, []]], 'bad_claims'],
    ['a language that no kiosk speaks', [[-65_604, ['fr']]], 'bad_claims'],
    ['a language twice', [[-65_604, ['en', 'en']]], 'bad_claims'],
    ['a time zone that does not exist', [[-65_605, 'Asia/Atlantis']], 'bad_claims'],
    ['a time zone without end', [[-65_605, 'A'.repeat(5_000)]], 'bad_claims'],
    ['a source without encryption', [[-65_606, 'http://updates.example/']], 'bad_claims'],
    ['a source on this machine', [[-65_606, 'file:///etc/']], 'bad_claims'],
    ['a source that is a folder', [[-65_606, '/media/stick']], 'bad_claims'],
    ['a source with a password', [[-65_606, 'https://kiosk:secret@updates.example/']], 'bad_claims'],
    ['a source with a token', [[-65_606, 'https://updates.example/?token=secret']], 'bad_claims'],
    ['a source with an empty query', [[-65_606, 'https://updates.example/a?']], 'bad_claims'],
    ['a source with a fragment', [[-65_606, 'https://updates.example/#a']], 'bad_claims'],
    ['a source that looks like another', [[-65_606, 'https://updates.example\\@evil.example/']], 'bad_claims'],
    ['a source in letters that look like others', [[-65_606, 'https://upd\u0430tes.example/']], 'bad_claims'],
    ['a source that leads up', [[-65_606, 'https://updates.example/a/../b/']], 'bad_claims'],
    ['a long source', [[-65_606, `https://updates.example/${'a'.repeat(200)}`]], 'bad_claims'],
    ['no support', [[-65_607, undefined]], 'bad_claims'],
    ['gates that are bytes', [[-65_602, new Uint8Array([1, 2])]], 'bad_claims'],
    ['languages that are bytes', [[-65_604, new Uint8Array([1, 2])]], 'bad_claims'],
    ['support without contact', [[-65_607, ['Ming']]], 'bad_claims'],
    ['support with more', [[-65_607, ['Ming', '1', '2']]], 'bad_claims'],
    ['a long contact', [[-65_607, ['Ming', '1'.repeat(101)]]], 'bad_claims'],
    ['a contact with a control', [[-65_607, ['Ming', '1\u0007']]], 'bad_claims'],
    ['root 0', [[-65_608, 0]], 'bad_claims'],
    ['root 2 to the 60th', [[-65_608, 2n ** 60n]], 'bad_claims'],
    ['half a fingerprint', [[-65_609, new Uint8Array(16)]], 'bad_claims'],
    ['a fingerprint as text', [[-65_609, 'a'.repeat(64)]], 'bad_claims'],
    ['no moment of issue', [[6, undefined]], 'bad_claims'],
    ['a fraction of a second', [[6, SETUP_NOW_S - 0.5]], 'bad_claims'],
    ['milliseconds', [[6, SETUP_NOW]], 'bad_claims'],
    ['an end before its issue', [[4, SETUP_NOW_S - 3_600]], 'bad_claims'],
    ['an end in words', [[4, 'tomorrow']], 'bad_claims'],
    ['null for an end', [[4, null]], 'bad_claims'],
    ['what this version does not know', [[-65_610, 'pin']], 'newer_claims'],
    ['a remark', [['note', 'hello']], 'newer_claims'],
  ])('may not be %s', (_what, changes, error) => {
    expect(judge(makeSetupCode(first, encodeSetup(root, ...changes)))).toBe(error);
  });

  it('may be in any writing', () => {
    const names = [['-65601', '河畔體育館'], ['-65602', ['北', 'Nördlich', 'Ворота']]] as const;
    const changes = names.map(([label, value]) => [Number(label), value] as const);
    expect(judge(makeSetupCode(first, encodeSetup(root, ...changes, [-65_603, '北'])))).toBe('ok');
  });

  it('is a map in the one order and the one length', () => {
    for (const payload of [
      cbor([]),
      cbor('x'),
      Uint8Array.of(0xf6),
      new Uint8Array(),
      Uint8Array.of(0xbf, 0xff),
      Buffer.concat([encodeSetup(root), Uint8Array.of(0)]),
    ]) {
      expect(judge(makeSetupCode(first, payload))).toBe('bad_claims');
    }
    const [head, ...rest] = encodeSetup(root);
    const longer = Uint8Array.from([0xb8, (head ?? 0) - 0xa0, ...rest]);
    expect(judge(makeSetupCode(first, longer))).toBe('bad_claims');
  });
});

describe('the envelope of a set-up code', () => {
  const payload = encodeSetup(root);
  const code = makeSetupCode(first, payload);
  const es512 = cbor(new Map([[1, -36]]));
  const keyId = new Map([[4, new Uint8Array(8)]]);
  const headerWith = (entry: readonly [number, unknown]) => cbor(new Map<number, unknown>([[1, -8], entry]));

  it.each<[string, string, string]>([
    ['nothing', '', 'not_a_setup_code'],
    ['a venue pass', makeVenueCode(venueIssuer(first.privateKey)), 'not_a_setup_code'],
    ['in lower case', code.toLowerCase(), 'not_a_setup_code'],
    ['with space before it', ` ${code}`, 'not_a_setup_code'],
    ['of another version', `VPS2:${code.slice(5)}`, 'not_a_setup_code'],
    ['the prefix alone', 'VPS1:', 'bad_code'],
    ['cut short', code.slice(0, -30), 'bad_code'],
    ['with more behind it', `${code}000`, 'bad_code'],
    ['with a letter that Base45 does not have', `${code.slice(0, -1)}é`, 'bad_code'],
    ['longer than a QR code', `VPS1:${'A'.repeat(MAX_SETUP_CHARACTERS)}`, 'too_large'],
    ['a bomb', makeSetupCode(first, new Uint8Array(1024 * 1024)), 'bad_code'],
    ['without its tag', makeSetupCode(first, payload, { tags: new Uint8Array() }), 'bad_code'],
    ['under the tag of a MAC', makeSetupCode(first, payload, { tags: Uint8Array.of(0xd1) }), 'bad_code'],
    ['under two tags', makeSetupCode(first, payload, { tags: Uint8Array.of(0xd2, 0xd2) }), 'bad_code'],
    ['with bytes behind the envelope', makeSetupCode(first, payload, { tail: Uint8Array.of(0) }), 'bad_code'],
    ['with an unprotected key id', makeSetupCode(first, payload, { unprotected: keyId }), 'bad_code'],
    ['with a protected key id', makeSetupCode(first, payload, { header: headerWith([4, new Uint8Array(8)]) }), 'bad_code'],
    ['with a critical header', makeSetupCode(first, payload, { header: headerWith([2, [99]]) }), 'bad_code'],
    ['without an algorithm', makeSetupCode(first, payload, { header: new Uint8Array() }), 'bad_algorithm'],
    ['of an algorithm that it does not have', makeSetupCode(first, payload, { header: es512 }), 'bad_algorithm'],
    ['without a signature', makeSetupCode(first, payload, { sign: () => new Uint8Array() }), 'bad_code'],
    ['with half a signature', makeSetupCode(first, payload, { sign: () => new Uint8Array(32) }), 'bad_code'],
  ])('may not be %s', (_what, text, error) => expect(judge(text)).toBe(error));

  it('is never taken for a venue pass, nor a venue pass for it', async () => {
    const issuer = venueIssuer(first.privateKey);
    const trust = buildTrustList([issuer.trusted], { issuedAt: null, validUntil: null });
    const policy = { clockSkewMs: 0, rule: anySignedPass, audiences: [], gate: 'North' };
    const pass = await verifyPass({ code: `VP1:${code.slice(5)}`, trust, policy, now: SETUP_NOW });
    expect(pass.outcome).not.toBe('admit');
    const asPass = makeVenueCode(issuer, encodeSetup(root));
    expect((await verifyPass({ code: asPass, trust, policy, now: SETUP_NOW })).outcome).not.toBe('admit');
    expect(judge(`VPS1:${makeVenueCode(issuer).slice(4)}`)).toBe('bad_code');
  });
});

describe('a set-up file', () => {
  const code = makeSetupCode(first, encodeSetup(root));
  const read = (content: string | Uint8Array) => {
    const setup = readSetupFile(typeof content === 'string' ? Buffer.from(content) : content);
    return setup.ok ? 'ok' : setup.error;
  };

  it('is the code, as editors leave it', () => {
    for (const content of [code, `${code}\n`, `${code}\r\n`, `\ufeff${code}\r\n`]) expect(read(content)).toBe('ok');
  });

  it('is nothing else', () => {
    expect(read(`${code}\n${code}`)).toBe('bad_code');
    expect(read('')).toBe('not_a_setup_code');
    expect(read(Buffer.from(code, 'utf16le'))).toBe('not_a_setup_code');
    expect(read(Buffer.alloc(8 * 1024 + 1, code))).toBe('too_large');
    expect(read(code + '\n'.repeat(9_000))).toBe('too_large');
  });
});

describe('any text and any root', () => {
  const code = makeSetupCode(first, encodeSetup(root));

  it('are judged without an exception', () => {
    const base45 = fc.string({ unit: fc.constantFrom(...'0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:') });
    const text = fc.oneof(fc.string({ unit: 'binary' }), base45.map((rest) => `VPS1:${rest}`));
    fc.assert(
      fc.property(text, (given) => {
        expect(judge(given)).not.toBe('ok');
      }),
    );
  });

  it('say nothing else when one character is another', () => {
    const change = fc.tuple(fc.nat(code.length - 1), fc.constantFrom(...'09AZ $:x'));
    const genuine = readSetupCode(code);
    fc.assert(
      fc.property(change, ([at, character]) => {
        const text = code.slice(0, at) + character + code.slice(at + 1);
        // A few bits of a packed stream mean nothing.
        expect(judge(text) === 'ok' ? readSetupCode(text) : genuine).toEqual(genuine);
      }),
      { numRuns: 300 },
    );
  });

  it('are refused when a byte of the signed content is another', () => {
    const payload = encodeSetup(root);
    const genuine = readSetupCode(code);
    const signature = genuine.ok ? genuine.value.signature : new Uint8Array();
    fc.assert(
      fc.property(fc.nat(payload.length - 1), fc.integer({ min: 1, max: 255 }), (at, flip) => {
        const changed = payload.map((byte, index) => (index === at ? byte ^ flip : byte));
        expect(judge(makeSetupCode(first, changed, { sign: () => signature }))).not.toBe('ok');
      }),
      { numRuns: 300 },
    );
  });

  it('are refused for any content that is signed but is not what a code says', () => {
    fc.assert(
      fc.property(fc.anything({ withMap: true, maxDepth: 3 }), (value) => {
        let payload: Uint8Array;
        try {
          payload = cbor(value);
        } catch {
          return;
        }
        expect(judge(makeSetupCode(first, payload))).not.toBe('ok');
      }),
    );
  });

  it('are refused for a root whose keys and roles are anything', () => {
    const { signed } = JSON.parse(root.toString('utf8'));
    const keyIds = fc.array(fc.constantFrom('a', 'b', 'constructor', '__proto__', ''), { minLength: 1, maxLength: 3 });
    const hex = fc.uint8Array({ minLength: 31, maxLength: 32 }).map((bytes) => Buffer.from(bytes).toString('hex'));
    const keys = fc.dictionary(fc.constantFrom('a', 'b', 'constructor', '__proto__', ''), hex.map(ed25519Of));
    const role = fc.record({ keyids: keyIds, threshold: fc.integer({ min: -1, max: 3 }) });
    fc.assert(
      fc.property(fc.oneof(keys, fc.jsonValue()), fc.oneof(role, fc.jsonValue()), (anyKeys, anyRole) => {
        const roles = { ...signed.roles, root: anyRole };
        const own = Buffer.from(JSON.stringify({ signatures: [], signed: { ...signed, keys: anyKeys, roles } }));
        const answer = judge(makeSetupCode(first, encodeSetup(own)), { root: own, isGoodRoot: () => true });
        expect(['bad_root', 'bad_signature']).toContain(answer);
      }),
    );
  });
});
