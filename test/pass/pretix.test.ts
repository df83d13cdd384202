import { sign } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { pretixReader, pretixSecretHash } from '../../main/pass/formats/pretix.ts';
import { anySignedPass } from '../../main/pass/rules/any_signed_pass.ts';
import { readScannedCode } from '../../main/pass/scanned_code.ts';
import type { TrustedKey } from '../../main/pass/trust_list.ts';
import { verifyPass } from '../../main/pass/verify_pass.ts';
import { buildTrustList } from '../../main/trust/build_trust_list.ts';
import { readPretixRevocation } from '../../main/trust/pretix_revocations.ts';
import { buildRevocationIndex } from '../../main/trust/revocation_index.ts';
import {
  bytesField,
  makePretixEvent,
  makeTicket,
  makeTicketCode,
  numberField,
  packTicket,
  type PretixEvent,
  SEED,
  toTicketCode,
  varint,
} from './make_pretix.ts';
import { makeIssuer } from './make_pass.ts';

const NOW = Date.parse('2026-03-06T20:00:00Z');
const NOW_S = BigInt(NOW / 1000);
const event = makePretixEvent();
const good = makeTicketCode(event);

interface Changes {
  readonly keys?: readonly TrustedKey[];
  readonly audiences?: readonly string[];
  readonly revoked?: readonly string[];
  readonly scope?: string;
  readonly now?: number;
  readonly clockSkewMs?: number;
}

function verify(code: string | Uint8Array, changes: Changes = {}) {
  const { keys = [event.trusted], audiences = ['spring-festival'], clockSkewMs = 0, now = NOW } = changes;
  const entries = (changes.revoked ?? []).map((secret) => readPretixRevocation(changes.scope ?? '', secret));
  const revocations = buildRevocationIndex(entries);
  const trust = buildTrustList(keys, { issuedAt: null, validUntil: null }, { revocations });
  const policy = { clockSkewMs, rule: anySignedPass, audiences, gate: null };
  return verifyPass({ code, trust, policy, now });
}

async function judge(code: string | Uint8Array, changes: Changes = {}): Promise<string> {
  const { outcome, reason } = await verify(code, changes);
  return `${outcome} ${reason}`;
}

const judgeTicket = (ticket: Uint8Array, changes?: Changes) => judge(makeTicketCode(event, ticket), changes);
const unknownFields = [
  ...numberField(9, 1n),
  ...bytesField(10, 'x'),
  ...[(11 << 3) | 1, 0, 0, 0, 0, 0, 0, 0, 0],
  ...[(12 << 3) | 5, 0, 0, 0, 0],
];
const reverse = (text: string) => [...text].reverse().join('');
const packed = () => Buffer.from(reverse(good), 'base64');

describe('a pretix ticket', () => {
  it('is admitted, and says what it is for', async () => {
    const noTimes = [numberField(5, 0n), numberField(6, 0n)];
    const ticket = makeTicket(numberField(3, 21n), numberField(4, 14n), ...noTimes);
    const verdict = await verify(makeTicketCode(event, ticket));
    expect(verdict).toMatchObject({
      outcome: 'admit',
      reason: 'valid',
      format: 'pretix',
      issuer: 'spring-festival',
      usesUp: [verdict.contentId],
      facts: {
        passId: 'CTJqJOl1H',
        holder: null,
        ticket: { event: 'spring-festival', product: '7', variation: '21', subevent: '14' },
      },
    });
  });

  it('needs neither variation nor date, which protobuf leaves out or writes as zero', async () => {
    for (const fields of [[], [numberField(3, 0n), numberField(4, 0n)]]) {
      const { facts } = await verify(makeTicketCode(event, makeTicket(...fields)));
      expect(facts?.ticket).toMatchObject({ product: '7', variation: null, subevent: null });
    }
  });

  it('keeps ids exact beyond what a number holds', async () => {
    const ticket = Uint8Array.from([...SEED, ...numberField(2, 2n ** 63n - 1n)]);
    expect((await verify(makeTicketCode(event, ticket))).facts?.ticket?.product).toBe('9223372036854775807');
  });

  it('may be longer than 255 bytes', async () => {
    expect(await judgeTicket(makeTicket(bytesField(15, 'x'.repeat(600))))).toBe('admit valid');
  });

  it('is tried with every key of every event, since keys are replaced and the code names none', async () => {
    const old = makePretixEvent();
    const other = makePretixEvent('autumn-fair');
    const keys = [other.trusted, old.trusted, event.trusted];
    expect(await judge(good, { keys })).toBe('admit valid');
    expect(await judge(makeTicketCode(old), { keys })).toBe('admit valid');
    expect(await judge(good, { keys: [other.trusted, old.trusted] })).toBe('refuse bad_signature');
  });

  it("is refused where the door's events are others", async () => {
    expect(await judge(good, { audiences: ['autumn-fair'] })).toBe('refuse wrong_venue');
    expect(await judge(good, { audiences: [] })).toBe('refuse wrong_venue');
  });

  it.each([
    ['from now on', numberField(5, NOW_S), 'admit valid'],
    ['from the next second on', numberField(5, NOW_S + 1n), 'refuse not_yet_valid'],
    ['until now', numberField(6, NOW_S), 'admit valid'],
    ['until the last second', numberField(6, NOW_S - 1n), 'refuse expired'],
    ['until a millisecond ago', numberField(6, NOW_S), 'refuse expired', NOW + 1],
    ['until a year that does not fit', numberField(6, 2n ** 62n), 'refuse bad_time_claim'],
    ['until a negative time', numberField(6, -1n), 'refuse bad_claims'],
    ['from a time in milliseconds', numberField(5, NOW_S * 1000n), 'refuse bad_time_claim'],
  ])('that is valid %s', async (_what, field, answer, now = NOW) => {
    expect(await judgeTicket(makeTicket(field), { now })).toBe(answer);
  });

  it("allows the lead of the issuer's clock that the policy allows, and no more", async () => {
    const early = makeTicket(numberField(5, NOW_S + 60n));
    expect(await judgeTicket(early, { clockSkewMs: 60_000 })).toBe('admit valid');
    expect(await judgeTicket(early, { clockSkewMs: 59_000 })).toBe('refuse not_yet_valid');
  });

  it.each([
    ['without a seed', numberField(2, 7n), 'refuse bad_claims'],
    ['with an empty seed', [...bytesField(1, ''), ...numberField(2, 7n)], 'refuse bad_claims'],
    ['with a seed that is no text', [...bytesField(1, Uint8Array.of(0xff)), 16, 7], 'refuse bad_claims'],
    ['without a product', SEED, 'refuse bad_claims'],
    ['with product 0', [...SEED, ...numberField(2, 0n)], 'refuse bad_claims'],
    ['with a negative product', [...SEED, ...numberField(2, -7n)], 'refuse bad_claims'],
    ['with two products', [...makeTicket(), ...numberField(2, 8n)], 'refuse bad_claims'],
    ['with the same product twice', [...makeTicket(), ...numberField(2, 7n)], 'refuse bad_claims'],
    ['with a product of another type', [...SEED, ...bytesField(2, '7')], 'refuse bad_claims'],
    ['with a fixed-length product', [...SEED, (2 << 3) | 5, 7, 0, 0, 0], 'refuse bad_claims'],
    ['with a group', [...makeTicket(), (9 << 3) | 3, (9 << 3) | 4], 'refuse bad_claims'],
    ['with field 0', [...makeTicket(), 0, 0], 'refuse bad_claims'],
    ['with a varint of 65 bits', [...makeTicket(), 72, ...Array(9).fill(0xff), 2], 'refuse bad_claims'],
    ['with a length beyond the end', [...makeTicket(), 74, ...varint(2n ** 60n)], 'refuse bad_claims'],
    ['with unknown fields of every type', [...makeTicket(), ...unknownFields], 'admit valid'],
  ])('%s is judged after its signature', async (_what, ticket, answer) => {
    const bytes = Uint8Array.from(ticket);
    expect(await judgeTicket(bytes)).toBe(answer);
    const forged = toTicketCode(packTicket(bytes, new Uint8Array(64)));
    expect(await judge(forged)).toBe('refuse bad_signature');
  });
});

describe('the one text of a ticket', () => {
  const bytes = packed();
  const base64 = bytes.toString('base64');

  it.each([
    ['a byte after the signature', toTicketCode(Buffer.concat([bytes, Uint8Array.of(0)])), 'bad_envelope'],
    ['a byte less', toTicketCode(bytes.subarray(0, -1)), 'bad_envelope'],
    ['a ticket of more bytes than there are', toTicketCode(changed(2, 255)), 'bad_envelope'],
    ['a ticket of fewer bytes than there are', toTicketCode(changed(2, 9)), 'bad_envelope'],
    ['a line feed within', `${good.slice(0, 30)}\n${good.slice(30)}`, 'bad_encoding'],
    ['a space before it', ` ${good}`, 'bad_encoding'],
    ['padding within', `${good.slice(0, 32)}====${good.slice(32)}`, 'bad_encoding'],
    ['padding too much', `====${good}`, 'bad_encoding'],
  ])('is not one with %s', async (_what, code, reason) => {
    expect(await judge(code)).toBe(`refuse ${reason}`);
  });

  it('has its padding, and no bits behind its last byte', async () => {
    const tickets = [0, 1, 2].map((more) => makeTicket(bytesField(15, 'x'.repeat(more))));
    const codes = tickets.map((ticket) => makeTicketCode(event, ticket));
    const padded = codes.filter((code) => code.startsWith('='));
    expect(padded).toHaveLength(2);
    for (const code of padded) {
      expect(await judge(code)).toBe('admit valid');
      expect(await judge(code.replace(/^=+/, ''))).toBe('refuse bad_encoding');
      const at = code.lastIndexOf('=') + 1;
      const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';
      const next = alphabet[alphabet.indexOf(code[at] ?? '') + 1] ?? '';
      expect(await judge(`${code.slice(0, at)}${next}${code.slice(at + 1)}`)).toBe('refuse bad_encoding');
    }
  });

  it('is written with + and /, not with - and _', async () => {
    const tickets = Array.from({ length: 40 }, (_none, i) => makeTicket(numberField(3, BigInt(i))));
    const codes = tickets.map((ticket) => makeTicketCode(event, ticket));
    const code = codes.find((text) => text.includes('+')) ?? '';
    expect(await judge(code)).toBe('admit valid');
    expect(await judge(code.replaceAll('+', '-'))).toBe('not_a_pass wrong_code');
  });

  it.each([
    ['not reversed', base64],
    ['of another version', toTicketCode(changed(0, 2))],
    ['with a signature of another length', toTicketCode(changed(4, 63))],
    ['cut to half', good.slice(good.length / 2)],
    ["a random secret, as pretix's other tickets have", 'mbz6ug4ayxmhvkf8c3jtw2pq9ns5ed7r'],
    ['one byte', '==QA'],
    ['long base64 of something else', Buffer.alloc(100, 1).toString('base64')],
    ['an address that ends like one', `https://example.org/${good}`],
  ])('is not there when it is %s', async (_what, code) => {
    expect((await verify(code)).format).not.toBe('pretix');
    expect(await judge(code)).toMatch(/^not_a_pass /);
  });

  function changed(at: number, value: number): Buffer {
    const copy = Buffer.from(bytes);
    copy[at] = value;
    return copy;
  }
});

describe('its signature', () => {
  it('is not of another event, nor of a key of another format', async () => {
    const other = makePretixEvent('autumn-fair');
    expect(await judge(makeTicketCode(other))).toBe('refuse bad_signature');
    const venueKey = { ...event.trusted, format: 'venue' as const };
    expect(await judge(good, { keys: [venueKey] })).toBe('undecided unknown_key');
    const elliptic = makeIssuer('P-256', { format: 'pretix', keyId: '' });
    expect(await judge(good, { keys: [elliptic.trusted] })).toBe('refuse bad_algorithm');
  });

  it('covers every byte of the ticket', async () => {
    const bytes = packed();
    const answers = new Set<string>();
    for (let at = 5; at < bytes.length; at += 1) {
      const copy = Buffer.from(bytes);
      copy[at] = (copy[at] ?? 0) ^ 1;
      answers.add(await judge(toTicketCode(copy)));
    }
    expect([...answers]).toEqual(['refuse bad_signature']);
  });

  it('is not taken with S + L, another text of which no list knows', async () => {
    const order = 2n ** 252n + 27742317777372353535851937790883648493n;
    const ticket = makeTicket();
    const made = Buffer.from(sign(null, ticket, event.privateKey));
    const s = BigInt(`0x${Buffer.from(made.subarray(32)).reverse().toString('hex')}`) + order;
    const other = Buffer.from(s.toString(16).padStart(64, '0'), 'hex').reverse();
    const code = toTicketCode(packTicket(ticket, Buffer.concat([made.subarray(0, 32), other])));
    expect(await judge(code)).toBe('refuse bad_signature');
  });
});

describe('withdrawn tickets', () => {
  const another = makeTicketCode(event, makeTicket(numberField(3, 1n)));

  it('are refused by their whole secret, in the list of their event or of all', async () => {
    expect(await judge(good, { revoked: [good] })).toBe('refuse revoked');
    expect(await judge(good, { revoked: [good], scope: 'spring-festival' })).toBe('refuse revoked');
    expect(await judge(good, { revoked: [good], scope: 'autumn-fair' })).toBe('admit valid');
    expect(await judge(good, { revoked: [another] })).toBe('admit valid');
  });

  it.each([
    ['with a byte after the signature', toTicketCode(Buffer.concat([packed(), Uint8Array.of(0)]))],
    ['with a line feed within', `${good.slice(0, 30)}\n${good.slice(30)}`],
    ['with spaces around it', ` ${good} `],
    ['without its padding', good.replace(/^=+/, '')],
    ['in the alphabet for addresses', good.replaceAll('+', '-').replaceAll('/', '_')],
  ])('are refused though the list has them %s', async (_what, secret) => {
    expect(await judge(good, { revoked: [secret] })).toBe('refuse revoked');
  });

  it('have hashes of 16 bytes, whatever the list holds', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string({ unit: 'binary' }), fc.base64String()), (secret) => {
        expect(pretixSecretHash(secret)).toHaveLength(16);
      }),
    );
    expect(pretixSecretHash('a')).not.toEqual(pretixSecretHash('b'));
  });
});

describe('contentId', () => {
  it('is one for one ticket of one event', async () => {
    const idOf = async (code: string, { trusted }: PretixEvent = event) => {
      const { contentId } = await verify(code, { keys: [trusted] });
      return Buffer.from(contentId ?? []).toString('hex');
    };
    const other = makePretixEvent('autumn-fair');
    const id = await idOf(good);
    expect(id).toMatch(/^[0-9a-f]{64}$/);
    expect(await idOf(`${good}\r\n`)).toBe(id);
    expect(await idOf(makeTicketCode(event, makeTicket(numberField(3, 1n))))).not.toBe(id);
    expect(await idOf(makeTicketCode(other), other)).not.toBe(id);
  });
});

describe('hostile text', () => {
  it('is never admitted, and never thrown at', async () => {
    const bytes = packed();
    const mutated = fc
      .tuple(fc.nat(bytes.length - 1), fc.integer({ min: 1, max: 255 }), fc.nat(3))
      .map(([at, value, kind]) => {
        const copy = Buffer.from(bytes);
        copy[at] = (copy[at] ?? 0) ^ value;
        if (kind === 0) return toTicketCode(copy);
        if (kind === 1) return toTicketCode(copy.subarray(0, at));
        if (kind === 2) return toTicketCode(Buffer.concat([bytes, copy.subarray(at)]));
        return `${good.slice(0, at)}${String.fromCharCode(value)}${good.slice(at)}`;
      });
    const text = fc.string({ unit: 'binary', maxLength: 300 });
    const anything = fc.oneof(text, fc.uint8Array({ maxLength: 300 }), mutated);
    await fc.assert(
      fc.asyncProperty(anything, async (code) => {
        expect(await judge(code)).toMatch(/^(refuse|undecided|not_a_pass) /);
      }),
      { numRuns: 2_000 },
    );
  });

  it('is never thrown at behind a good signature', async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ minLength: 1, maxLength: 200 }), async (ticket) => {
        expect(await judgeTicket(ticket)).toMatch(/^(admit valid|refuse (?!bad_(sig|enc|env)))/);
      }),
      { numRuns: 1_000 },
    );
  });

  it('is recognised by its header only where all of it could be a ticket', () => {
    expect(pretixReader.recognises(readScannedCode(good))).toBe(true);
    expect(pretixReader.recognises(readScannedCode(good.slice(-95)))).toBe(false);
    expect(pretixReader.recognises(readScannedCode(Uint8Array.of(0xff, 0xfe)))).toBe(false);
  });
});
