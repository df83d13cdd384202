import { createPrivateKey, type KeyObject } from 'node:crypto';
import { brotliCompressSync } from 'node:zlib';
import type { TrustAnchor, TrustedKey, TrustList } from '../../main/pass/trust_list.ts';
import type { PassFormat } from '../../main/pass/verdict.ts';
import type { Policy } from '../../main/pass/verify_pass.ts';
import { buildTrustList } from '../../main/trust/build_trust_list.ts';
import { signerFromCertificate } from '../../main/trust/certificate_authority.ts';
import { ecSigner } from './make_certificate.ts';
import { makeIdClaims, makeIdCode, makeIdEnvelope, makeIdIssuer, packIdCode } from './make_claim169.ts';
import { makeProgramme, signCertificate, toZipCode } from './make_divoc.ts';
import {
  makeBundle,
  makeCard,
  makeCardClaims,
  makeHealthCardIssuer,
  makeResult,
  makeVc,
  patient,
} from './make_health_card.ts';
import { makeCredential, makeNzcpClaims, makeNzcpCode, makeNzcpIssuer } from './make_nzcp.ts';
import {
  encodeEnvelope,
  makeCode,
  makeEnvelope,
  makeIssuer,
  NOW,
  policy as anyPolicy,
  toCode,
} from './make_pass.ts';
import { makePretixEvent, makeTicket, makeTicketCode, numberField } from './make_pretix.ts';
import { makeAuthority, makeSeal, makeSignerCertificate, testProof } from './make_vds_nc.ts';
import { makeVenueClaims, makeVenueCode, makeVenueIssuer } from './make_venue_pass.ts';
import type { Code } from './pass_parts.ts';

const EVENT = 'spring-festival';
const VENUE_TIMES = [
  [4, NOW / 1000 + 86_400],
  [6, NOW / 1000 - 86_400],
] as const;

/** A genuine pass with the key that signed it, good at NOW. */
export interface GenuinePass {
  readonly format: PassFormat;
  readonly code: Code;
  readonly privateKey: KeyObject;
  /** Its key on the trust list; null where a certificate within the pass vouches for it. */
  readonly trusted: TrustedKey | null;
  readonly anchors: readonly TrustAnchor[];
}

/** The policy under which each of them is admitted. */
export const policy: Policy = { ...anyPolicy, audiences: [EVENT] };

/** Passes of every format. The key of the first of each format is on the trust list by its name. */
export async function makeGenuinePasses(): Promise<readonly GenuinePass[]> {
  const [dcc, dccByRsa, nzcp] = [makeIssuer(), makeIssuer('rsa'), makeNzcpIssuer()];
  const [identity, identityByEc] = [
    makeIdIssuer(),
    makeIdIssuer('P-256', { issuer: 'https://id2.example.org' }),
  ];
  const [card, laboratory] = [makeHealthCardIssuer(), makeHealthCardIssuer('https://laboratory.example')];
  const event = makePretixEvent(EVENT);
  const [venue, venueByEdwards] = [makeVenueIssuer(), makeVenueIssuer('Ed25519')];
  const india = makeProgramme('ed25519');
  const lanka = makeProgramme('rsa', { keyId: 'did:lanka' });
  const authority = makeAuthority();
  const [seal, test] = [ecSigner(), ecSigner()];
  const certificate = makeSignerCertificate(authority, seal);
  const otherCertificate = makeSignerCertificate(authority, test, { serialNumber: Uint8Array.of(0x43) });
  const unprotectedKeyId = { ...makeEnvelope(dcc), header: new Map([[1, -7]]) };
  const makeVenue = (issuer: typeof venue) => makeVenueCode(issuer, makeVenueClaims(...VENUE_TIMES));
  const results = makeCardClaims({
    iss: laboratory.url,
    vc: makeVc(makeBundle(patient, makeResult()), { rid: 'r-1' }),
  });
  const oneName = { givenName: 'Erika', dob: '1964-08-12' };
  const brotli = makeIdEnvelope(identityByEc, makeIdClaims([[1, 'https://id2.example.org']]));

  return [
    pass('hc1', makeCode(dcc), dcc),
    pass('hc1', toCode(encodeEnvelope({ ...unprotectedKeyId, unprotected: makeEnvelope(dcc).header })), dcc),
    pass('hc1', makeCode(dccByRsa), dccByRsa),
    pass('nzcp', makeNzcpCode(nzcp), nzcp),
    pass(
      'nzcp',
      makeNzcpCode(nzcp, makeNzcpClaims([['vc', makeCredential({ credentialSubject: oneName })]])),
      nzcp,
    ),
    pass('shc', makeCard(card), card),
    pass('shc', makeCard(laboratory, results), laboratory),
    pass('claim169', makeIdCode(identity), identity),
    pass('claim169', packIdCode(encodeEnvelope(brotli), brotliCompressSync), identityByEc),
    pass('pretix', makeTicketCode(event), event),
    pass(
      'pretix',
      makeTicketCode(event, makeTicket(numberField(4, 14n), numberField(6, 4_000_000_000n))),
      event,
    ),
    pass('venue', makeVenue(venue), venue),
    pass('venue', makeVenue(venueByEdwards), venueByEdwards),
    pass('divoc', toZipCode(await signCertificate(india)), india),
    pass('divoc', JSON.stringify(await signCertificate(lanka)), lanka),
    {
      ...pass('vds_nc', JSON.stringify(makeSeal(seal, certificate)), {
        privateKey: privateKeyOf(seal.privateKey),
      }),
      trusted: signerFromCertificate(certificate),
    },
    {
      ...pass('vds_nc', JSON.stringify(makeSeal(test, otherCertificate, testProof)), {
        privateKey: privateKeyOf(test.privateKey),
      }),
      anchors: [authority.anchor],
    },
  ];
}

/** One trust list with the keys and authorities of them all. */
export function trustInAll(passes: readonly Pick<GenuinePass, 'anchors' | 'trusted'>[]): TrustList {
  const keys = new Set(passes.flatMap(({ trusted }) => (trusted === null ? [] : [trusted])));
  const anchors = new Set(passes.flatMap((each) => each.anchors));
  return buildTrustList([...keys], { issuedAt: null, validUntil: null }, { anchors: [...anchors] });
}

function pass(
  format: PassFormat,
  code: Code,
  issuer: { readonly privateKey: KeyObject; readonly trusted?: TrustedKey },
): GenuinePass {
  return { format, code, privateKey: issuer.privateKey, trusted: issuer.trusted ?? null, anchors: [] };
}

function privateKeyOf(key: KeyObject | null): KeyObject {
  return key ?? createPrivateKey('');
}
