import { fail, ok } from '../../pass/result.ts';
import { readPretixKey } from '../pretix_keys.ts';
import { createCollector } from './collector.ts';
import { exportKey } from './exported_key.ts';
import type { Importer } from './importer.ts';
import { isObject, MAX_ITEMS, readJson } from './input.ts';
import { publicKeys } from './public_keys.ts';

/** The keys of signed tickets as an event of pretix shows them (`valid_keys.pretix_sig1`), or in PEM. */
export const pretixEventKeys: Importer = {
  about: "a pretix event as its API gives it (JSON), or the event's public keys (PEM)",
  needs: [],
  heeds: ['issuer', 'specimen'],

  read(content, { issuer, specimen = false }) {
    const json = readJson(content);
    if (!json.ok) {
      const named = issuer === undefined ? {} : { issuer };
      return publicKeys.read(content, { format: 'pretix', ...named, specimen });
    }
    const event = json.value;
    const keys = isObject(event) && isObject(event.valid_keys) ? event.valid_keys.pretix_sig1 : null;
    if (!isObject(event) || !Array.isArray(keys)) return fail('wrong_shape');
    if (keys.length > MAX_ITEMS) return fail('too_many_items');
    const name = issuer ?? event.slug;
    if (typeof name !== 'string' || name === '') return fail('needs_issuer');
    const collector = createCollector({ specimen });
    for (const [index, given] of keys.entries()) {
      const key = typeof given === 'string' ? readPretixKey(name, given) : null;
      if (key === null) collector.leaveOut(`${name} ${index + 1}`, 'unusable_key');
      else collector.takeKey(`${name} ${index + 1}`, exportKey(key, 'pretix'));
    }
    return ok(collector.finish({}));
  },
};
