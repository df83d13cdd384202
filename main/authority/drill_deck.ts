import { randomBytes } from 'node:crypto';
import { deflateSync } from 'node:zlib';
import type { DrillSpecimenId } from '../bridge/contract.ts';
import { decodeBase45 } from '../pass/base45.ts';
import { VENUE_PREFIX } from '../pass/formats/venue_pass.ts';
import { inflateZlib } from '../pass/inflate.ts';
import type { PracticeSigner } from '../trust/practice_trust.ts';
import { encodeBase45 } from '../pass/encode_base45.ts';
import { makePracticeIssuer } from './practice_pass.ts';

/** The specimens of one drill, with the key that vouches for them there and nowhere else. */
export interface DrillDeck {
  readonly signer: PracticeSigner;
  /** Pass ids in lower-case hexadecimal. */
  readonly withdrawn: readonly string[];
  readonly texts: Readonly<Record<DrillSpecimenId, string>>;
}

const DAY_S = 86_400;
const YEAR_S = 365 * DAY_S;
const PASS_ID_BYTES = 16;
/** As by a scanner that loses the rest. */
const CUT_CHARACTERS = 151;
const ISSUER = 'DRILL';

/** Makes the deck of a new drill. All holders are fictional, and no two decks share a key. */
export function makeDrillDeck(nowMs: number): DrillDeck {
  const { pass, signer } = makePracticeIssuer(ISSUER, nowMs);
  const stranger = makePracticeIssuer('DRILL STRANGER', nowMs);
  const now = Math.floor(nowMs / 1000);
  const withdrawnId = randomBytes(PASS_ID_BYTES);
  const holder = (givenName: string) => ({ familyName: 'Specimen', givenName, dateOfBirth: '1992-07-14' });
  return {
    signer,
    withdrawn: [withdrawnId.toString('hex')],
    texts: {
      member: pass({ holder: holder('Zoe') }),
      staff: pass({ content: { kind: 'staff' }, holder: holder('Tai Man') }),
      expired: pass({ issuedAt: now - YEAR_S, expiresAt: now - DAY_S, holder: holder('Zoe') }),
      not_yet_valid: pass({ notBefore: now + YEAR_S, expiresAt: now + 2 * YEAR_S, holder: holder('Ana') }),
      rule_not_met: pass({ content: { kind: 'guest' }, holder: holder('Ben') }),
      withdrawn: pass({ passId: withdrawnId, holder: holder('Mia') }),
      altered: altered(pass({ holder: holder('Leo') })),
      wrong_venue: pass({ audience: ['Elsewhere'], holder: holder('Eva') }),
      wrong_gate: pass({ gates: ['Another gate'], holder: holder('Tom') }),
      already_used: pass({ content: { kind: 'guest' }, singleUse: true, holder: holder('Ida') }),
      damaged: pass({ holder: holder('Max') }).slice(0, CUT_CHARACTERS),
      unknown_issuer: stranger.pass({ holder: holder('Kim') }),
      list_too_old: pass({ holder: holder('Amy') }),
      clock_wrong: pass({ holder: holder('Jan') }),
      hk_domestic: 'HKSARG|VAC|1|SPECIMEN|DRILL|AAAA',
      web_address: 'https://example.org/drill',
      boarding_pass: 'M1SPECIMEN/DRILL      EABC123 HKGLHRXX 0123 001Y012A0001 100',
      // GS1 prefix 20 is for use within a company: no product in the world.
      product_code: '2012345678903',
      specimen: pass({ holder: holder('Sam') }),
    },
  };
}

/** The same pass with another last byte of its signature. */
function altered(text: string): string {
  const packed = decodeBase45(text, VENUE_PREFIX.length);
  const cose = packed === null ? null : inflateZlib(packed);
  if (cose === null) throw new Error('A pass that was just issued cannot be opened.');
  const changed = Buffer.from(cose);
  changed.writeUInt8(changed.readUInt8(changed.length - 1) ^ 1, changed.length - 1);
  return `${VENUE_PREFIX}${encodeBase45(deflateSync(changed, { level: 9 }))}`;
}
