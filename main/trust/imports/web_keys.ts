import { fail, ok } from '../../pass/result.ts';
import { readPublicKey } from '../public_key.ts';
import { createCollector } from './collector.ts';
import { importHealthCardKey } from './health_card_key.ts';
import type { ImportedKey, Importer, KeyFormat } from './importer.ts';
import type { LeftOutReason } from './import_report.ts';
import { isObject, MAX_ITEMS, readJson } from './input.ts';
import { nameKey, needsIssuer } from './named_key.ts';

/** A JWK or a JWK set (RFC 7517) of the issuer and format that are named. */
export const webKeys: Importer = {
  about: "an issuer's JWK or JWK set, of the format that is named",
  needs: [],
  heeds: ['format', 'issuer', 'keyId', 'specimen'],

  read(content, { format = 'hc1', issuer = '', keyId = null, specimen = false }) {
    const json = readJson(content);
    if (!json.ok) return json;
    if (!isObject(json.value)) return fail('wrong_shape');
    const list = 'keys' in json.value ? json.value.keys : 'kty' in json.value ? [json.value] : null;
    if (!Array.isArray(list)) return fail('wrong_shape');
    if (list.length > MAX_ITEMS) return fail('too_many_items');
    if (issuer === '' && needsIssuer(format)) return fail('needs_issuer');
    const collector = createCollector({ specimen });
    for (const [index, jwk] of list.entries()) {
      const named = isObject(jwk) && typeof jwk.kid === 'string' ? jwk.kid : null;
      const onlyId = list.length === 1 ? keyId : null;
      const key = readKey(jwk, { format, issuer, keyId: named ?? onlyId });
      if (typeof key === 'string') collector.leaveOut(named ?? `${index + 1}`, key);
      else collector.takeKey(named ?? `${index + 1}`, key);
    }
    return ok(collector.finish({}));
  },
};

function readKey(
  jwk: unknown,
  given: { readonly format: KeyFormat; readonly issuer: string; readonly keyId: string | null },
): ImportedKey | LeftOutReason {
  if (!isObject(jwk) || !('kty' in jwk)) return 'not_a_key';
  if (given.format === 'shc') return importHealthCardKey(jwk, given.issuer);
  if ('d' in jwk || 'k' in jwk) return 'private_key';
  if (jwk.use !== undefined && jwk.use !== 'sig') return 'not_a_signer';
  const key = readPublicKey({ jwk });
  return key === null ? 'unusable_key' : nameKey(key, given);
}
