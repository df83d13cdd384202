import { judgeBase45, judgeCbor, judgeSign1 } from './encoding_cases.ts';
import { BadCase, isJson, type Json, type Judgement } from './case_fields.ts';
import { judgeBoardingPass } from './boarding_pass_case.ts';
import { judgeClaim169 } from './claim169_case.ts';
import { judgeDivoc } from './divoc_case.ts';
import { judgeHealthCertificate, judgeHolders, judgeRevocationHashes } from './health_certificate_cases.ts';
import {
  judgeHealthCard,
  judgeHealthCardChunks,
  judgeHealthCardFile,
  judgeHealthCardJws,
  judgeHealthCardKeys,
  judgeHealthCardPayload,
} from './health_card_cases.ts';
import { judgeNzcp } from './nzcp_case.ts';
import { judgePretix } from './pretix_case.ts';
import { judgeCertLogic, judgeDccRule, judgeDccValidation } from './rule_cases.ts';
import { judgeSignature, judgeWebSignature } from './signature_cases.ts';
import { judgeVdsNc } from './vds_nc_case.ts';
import { judgeVenuePass } from './venue_pass_case.ts';

type Judge = (given: Json) => Judgement | Promise<Judgement>;

/** Each kind of case with its judge. */
const JUDGES: ReadonlyMap<unknown, Judge> = new Map<unknown, Judge>([
  ['hcert', judgeHealthCertificate],
  ['nzcp', judgeNzcp],
  ['claim169', judgeClaim169],
  ['pretix_sig1', judgePretix],
  ['venue_pass', judgeVenuePass],
  ['shc', judgeHealthCard],
  ['shc-jws', judgeHealthCardJws],
  ['shc-chunks', judgeHealthCardChunks],
  ['shc-file', judgeHealthCardFile],
  ['shc-payload', judgeHealthCardPayload],
  ['shc-jwks', judgeHealthCardKeys],
  ['vds-nc', judgeVdsNc],
  ['divoc', judgeDivoc],
  ['divoc-json', judgeDivoc],
  ['cose_sign1', judgeSign1],
  ['base45', judgeBase45],
  ['cbor', judgeCbor],
  ['iata-bcbp', judgeBoardingPass],
  ['dcc-revocation-hash', judgeRevocationHashes],
  ['dcc-holder', judgeHolders],
  ['certlogic', judgeCertLogic],
  ['dcc-rule', judgeDccRule],
  ['dcc-validation', judgeDccValidation],
  ['sig:json_web_signature', judgeWebSignature],
  ['sig:ecdsa_secp256r1_sha256_p1363', (given) => judgeSignature(given, 'ES256', 'raw')],
  ['sig:ecdsa_secp256r1_sha256', (given) => judgeSignature(given, 'ES256', 'der')],
  ['sig:ed25519', (given) => judgeSignature(given, 'EdDSA', 'raw')],
  ['sig:rsa_pss_2048_sha256_mgf1_32', (given) => judgeSignature(given, 'PS256', 'raw')],
]);

/** Puts one conformance case through the core. It never looks at what the case expects, and never throws. */
export async function judgeCase(given: unknown): Promise<Judgement & { readonly id: unknown }> {
  if (!isJson(given)) return { id: null, verdict: 'fail', reason: 'bad_case' };
  const { id, format } = given;
  const judge = JUDGES.get(format);
  if (judge === undefined) return { id, verdict: 'unsupported', reason: 'format_not_supported' };
  try {
    return { id, ...(await judge(given)) };
  } catch (error) {
    return { id, verdict: 'fail', reason: error instanceof BadCase ? 'bad_case' : 'internal_error' };
  }
}
