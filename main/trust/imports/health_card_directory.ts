import { fail, ok, type Result } from '../../pass/result.ts';
import { createCollector } from './collector.ts';
import { importHealthCardKey } from './health_card_key.ts';
import type { Importer } from './importer.ts';
import { isObject, MAX_ITEMS, readJson } from './input.ts';

/**
 * A snapshot of the VCI directory of health card issuers with the keys that each published
 * (`vci_snapshot.json`). The directory itself (`vci-issuers.json`) has no keys: it can narrow the snapshot.
 */
export const healthCardDirectory: Importer = {
  about: 'a snapshot of the VCI directory of SMART Health Card issuers (vci_snapshot.json)',
  needs: [],
  heeds: ['directory', 'specimen'],

  read(content, { directory, specimen = false }) {
    const json = readJson(content);
    if (!json.ok) return json;
    if (!isObject(json.value) || !Array.isArray(json.value.issuerInfo)) return fail('wrong_shape');
    const named = directory === undefined ? ok(null) : readDirectory(directory);
    if (!named.ok) return named;
    const collector = createCollector({ specimen });
    let items = 0;
    for (const given of json.value.issuerInfo) {
      const issuer = isObject(given) && isObject(given.issuer) ? given.issuer.iss : null;
      const keys = isObject(given) && Array.isArray(given.keys) ? given.keys : null;
      items += 1 + (keys?.length ?? 0);
      if (items > MAX_ITEMS) return fail('too_many_items');
      if (typeof issuer !== 'string' || keys === null) {
        collector.leaveOut(typeof issuer === 'string' ? issuer : '', 'not_a_key');
        continue;
      }
      if (keys.length === 0) collector.leaveOut(issuer, 'no_keys');
      for (const jwk of keys) {
        const name = isObject(jwk) && typeof jwk.kid === 'string' ? `${issuer} ${jwk.kid}` : issuer;
        const isNamed = named.value === null || named.value.has(issuer);
        const key = isNamed ? importHealthCardKey(jwk, issuer) : 'not_in_directory';
        if (typeof key === 'string') collector.leaveOut(name, key);
        else collector.takeKey(name, key);
      }
    }
    return ok(collector.finish({}));
  },
};

/** The issuers that a directory names. */
function readDirectory(content: Uint8Array): Result<ReadonlySet<unknown>, 'bad_directory'> {
  const json = readJson(content);
  if (!json.ok || !isObject(json.value) || !Array.isArray(json.value.participating_issuers)) {
    return fail('bad_directory');
  }
  const issuers: readonly unknown[] = json.value.participating_issuers;
  return ok(new Set(issuers.map((issuer) => (isObject(issuer) ? issuer.iss : null))));
}
