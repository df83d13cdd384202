import { type Certificate, isIssuedBy, readCertificate } from '../../pass/certificate.ts';
import { toAlpha2 } from '../../pass/country_code.ts';
import { fail, ok } from '../../pass/result.ts';
import { keyFromCertificate } from '../x509_key.ts';
import { createCollector } from './collector.ts';
import type { Importer } from './importer.ts';
import type { LeftOutReason } from './import_report.ts';
import { decodeBase64, isObject, MAX_ITEMS, readJson } from './input.ts';

/** A method's id: the list's, then domain, participant and usage, then the key id. */
const METHOD_ID = /^(did:web:[^#]+:trustlist):([^:#]+):([^:#]+):([^:#]+)#(.+)$/s;
/** The domains whose papers are HC1 passes; those of others are links to a server. */
const DOMAINS: ReadonlySet<string> = new Set(['DCC', 'DDCC', 'ICVP']);
const SIGNER = 'DSC';
const AUTHORITY = 'SCA';
/** The WHO's lists for development and acceptance tests. */
const TEST_NETWORK = /^did:web:tng-cdn-(?:dev|uat)\.who\.int:/;
const MAX_AUTHORITIES_OF_ONE = 16;
/** Far more than the whole network needs, and what takes a few seconds. */
const MAX_CHAIN_CHECKS = 5_000;

interface Method {
  /** The id without the list's. */
  readonly name: string;
  readonly domain: string;
  readonly participant: string;
  readonly usage: string;
  readonly keyId: string;
  readonly certificate: Uint8Array | null;
}

/**
 * The trust list of the WHO's network (GDHCN, "DID Trustlist v2", embedded): each key is its certificate's,
 * since the coordinates beside it have leading zeros. The proof over the list names a key that is published
 * nowhere, so that it stays unchecked.
 */
export const whoTrustList: Importer = {
  about: 'the trust list of the WHO network (GDHCN did.json, version 2)',
  needs: [],
  heeds: ['onlyChained', 'specimen'],

  read(content, { onlyChained = false, specimen = false }) {
    const json = readJson(content);
    if (!json.ok) return json;
    const list = json.value;
    if (!isObject(list) || typeof list.id !== 'string' || !Array.isArray(list.verificationMethod)) {
      return fail('wrong_shape');
    }
    const { id, proof, verificationMethod } = list;
    if (!/^did:web:[^#]+:trustlist(:[^#]*)?$/.test(id)) return fail('wrong_shape');
    if (verificationMethod.length > MAX_ITEMS) return fail('too_many_items');
    const collector = createCollector({ specimen: specimen || TEST_NETWORK.test(id) });

    const methods: Method[] = [];
    for (const given of verificationMethod) {
      const method = readMethod(given, id);
      if (typeof method === 'string') collector.leaveOut(nameOf(given), method);
      else methods.push(method);
    }
    const isChained = createChainCheck(methods);
    let chained = 0;
    for (const method of methods) {
      const reason = faultOf(method);
      const vouchedFor = reason === null && isChained(method);
      if (reason !== null) collector.leaveOut(method.name, reason);
      else if (onlyChained && !vouchedFor) collector.leaveOut(method.name, 'not_chained');
      else {
        const { keyId, name, participant } = method;
        const x509 = Buffer.from(method.certificate ?? []).toString('base64');
        const key = { format: 'hc1' as const, x509, issuer: toAlpha2(participant), keyId };
        if (collector.takeKey(name, key) && vouchedFor) chained += 1;
      }
    }
    return ok(collector.finish({ signature: proof === undefined ? 'none' : 'unchecked', chained }));
  },
};

/** A document speaks for its own subject only. */
function readMethod(given: unknown, listId: string): Method | LeftOutReason {
  if (!isObject(given) || typeof given.id !== 'string') return 'not_a_key';
  const [, owner = '', domain = '', participant = '', usage = '', keyId = ''] =
    METHOD_ID.exec(given.id) ?? [];
  if (owner === '') return 'not_a_key';
  if (listId !== owner && !listId.startsWith(`${owner}:`)) return 'other_subject';
  const jwk = given.publicKeyJwk;
  const chain = isObject(jwk) && Array.isArray(jwk.x5c) ? jwk.x5c : [];
  const name = given.id.slice(owner.length + 1);
  return { name, domain, participant, usage, keyId, certificate: decodeBase64(chain[0]) };
}

function faultOf({ certificate, domain, keyId, usage }: Method): LeftOutReason | null {
  if (usage !== SIGNER) return 'not_a_signer';
  if (!DOMAINS.has(domain)) return 'other_domain';
  const key = certificate === null ? null : keyFromCertificate(certificate);
  if (key === null) return 'unusable_certificate';
  return key.keyId === keyId ? null : 'key_id_mismatch';
}

/** Whether an authority of the same participant on the list issued a signer's certificate. */
function createChainCheck(methods: readonly Method[]): (method: Method) => boolean {
  const authorities = new Map<string, Certificate[]>();
  for (const { certificate, participant, usage } of methods) {
    const known = authorities.get(participant) ?? [];
    if (usage !== AUTHORITY || certificate === null || known.length === MAX_AUTHORITIES_OF_ONE) continue;
    const authority = readCertificate(certificate);
    if (authority !== null) authorities.set(participant, [...known, authority]);
  }
  let checksLeft = MAX_CHAIN_CHECKS;
  return ({ certificate: der, participant }) => {
    const certificate = der === null ? null : readCertificate(der);
    if (certificate === null) return false;
    return (authorities.get(participant) ?? []).some((authority) => {
      if (certificate.issuer.text !== authority.subject.text || checksLeft === 0) return false;
      checksLeft -= 1;
      return isIssuedBy(certificate, authority);
    });
  };
}

function nameOf(given: unknown): string {
  const id = isObject(given) ? given.id : given;
  return typeof id === 'string' ? id : '';
}
