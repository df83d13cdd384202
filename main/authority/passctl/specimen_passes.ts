import { hash, type KeyObject } from 'node:crypto';
import type { Outcome, Reason } from '../../pass/verdict.ts';
import { generatePrivateKey } from '../generate_private_key.ts';
import { issueVenuePass, type VenuePassContent } from '../issue_venue_pass.ts';

const DAY_S = 86_400;
const YEAR_S = 365 * DAY_S;
const PASS_ID_BYTES = 16;
const CUT_CHARACTERS = 150;

/** A code for drills, and what a kiosk without gate and events must say of it. */
export interface SpecimenPass {
  readonly id: string;
  readonly outcome: Outcome;
  readonly reason: Reason;
  readonly text: string;
}

/** The id of the specimen that the specimens' revocation list withdraws, in hexadecimal. */
export const WITHDRAWN_SPECIMEN_ID = idOf('withdrawn').toString('hex');

/** The one who signs all of them: where he is listed as a specimen's key, none is ever admitted. */
export interface SpecimenSigner {
  readonly issuer: string;
  readonly privateKey: KeyObject;
}

/**
 * A venue pass for every outcome, and for the reasons that a door meets. They hold for a year from `nowMs`
 * on; their holders are fictional.
 */
export function specimenPasses(
  { issuer, privateKey }: SpecimenSigner,
  nowMs: number,
): readonly SpecimenPass[] {
  const now = Math.floor(nowMs / 1000);

  function pass(id: string, change: Partial<VenuePassContent> = {}, key = privateKey): string {
    const issued = issueVenuePass(
      {
        issuer,
        passId: idOf(id),
        issuedAt: now - DAY_S,
        expiresAt: now + YEAR_S,
        content: { kind: 'member' },
        label: 'SPECIMEN',
        ...change,
      },
      key,
    );
    if (!issued.ok) throw new Error(`The specimen ${id} cannot be issued: ${issued.error}`);
    return issued.value;
  }

  const holder = { familyName: 'Specimen', givenName: 'Zoe', dateOfBirth: '1992-07-14' };
  const day = new Date((now - 40 * DAY_S) * 1000).toISOString().slice(0, 10);
  const dose = {
    disease: '840539006',
    product: 'EU/1/20/1528',
    country: 'HK',
    validFrom: null,
    validUntil: null,
  };
  const vaccinations = [{ ...dose, doseNumber: 2, dosesInSeries: 2, date: day }];
  const exemption = { kind: 'medical', validFrom: null, validUntil: null };
  const ticket = { event: 'specimen', product: 'day', variation: null, subevent: null };
  const stranger = generatePrivateKey('Ed25519');
  const member = pass('member');
  return [
    ['member', 'specimen', 'valid', member],
    ['staff', 'specimen', 'valid', pass('staff', { content: { kind: 'staff' } })],
    ['guest', 'specimen', 'valid', pass('guest', { content: { kind: 'guest' }, singleUse: true })],
    ['ticket', 'specimen', 'valid', pass('ticket', { content: { kind: 'ticket', ...ticket } })],
    [
      'vaccination',
      'specimen',
      'valid',
      pass('vaccination', { content: { kind: 'vaccination', vaccinations }, holder }),
    ],
    [
      'exemption',
      'specimen',
      'valid',
      pass('exemption', { content: { kind: 'exemption', exemption }, holder }),
    ],
    ['expired', 'refuse', 'expired', pass('expired', { issuedAt: now - YEAR_S, expiresAt: now - DAY_S })],
    [
      'not_yet_valid',
      'refuse',
      'not_yet_valid',
      pass('not_yet_valid', { notBefore: now + YEAR_S, expiresAt: now + 2 * YEAR_S }),
    ],
    ['wrong_venue', 'refuse', 'wrong_venue', pass('wrong_venue', { audience: ['Elsewhere'] })],
    ['wrong_gate', 'refuse', 'wrong_gate', pass('wrong_gate', { gates: ['Nowhere'] })],
    ['withdrawn', 'refuse', 'revoked', pass('withdrawn')],
    ['damaged', 'refuse', 'bad_compression', member.slice(0, CUT_CHARACTERS + 1)],
    ['unknown_issuer', 'undecided', 'unknown_key', pass('unknown_issuer', {}, stranger)],
    ['wrong_code', 'not_a_pass', 'wrong_code', 'https://example.org/specimen'],
  ].map(([id, outcome, reason, text]) => ({ id, outcome, reason, text }) as SpecimenPass);
}

function idOf(name: string): Buffer {
  return hash('sha256', `specimen ${name}`, 'buffer').subarray(0, PASS_ID_BYTES);
}
