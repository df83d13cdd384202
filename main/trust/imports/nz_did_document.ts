import { fail, ok } from '../../pass/result.ts';
import { keysFromDidDocument } from '../did_document.ts';
import { createCollector } from './collector.ts';
import { exportKey } from './exported_key.ts';
import type { Importer } from './importer.ts';
import { isObject, readJson } from './input.ts';

/** The DID document of an issuer of NZ COVID Passes, whose keys are those that may assert. */
export const nzDidDocument: Importer = {
  about: 'the DID document of an issuer of NZ COVID Passes (did.json)',
  needs: [],
  heeds: ['specimen'],

  read(content, { specimen = false }) {
    const json = readJson(content);
    if (!json.ok) return json;
    const keys = keysFromDidDocument(json.value);
    if (keys === null || !isObject(json.value)) return fail('wrong_shape');
    const { assertionMethod, verificationMethod } = json.value;
    const mayAssert = new Set(Array.isArray(assertionMethod) ? assertionMethod : []);
    const collector = createCollector({ specimen });
    const taken = new Set<string>();
    for (const key of keys) {
      const id = `${key.issuer}#${key.keyId}`;
      collector.takeKey(id, exportKey(key, 'nzcp'));
      taken.add(id);
    }
    for (const method of Array.isArray(verificationMethod) ? verificationMethod : []) {
      const id: unknown = isObject(method) ? method.id : null;
      if (typeof id !== 'string') collector.leaveOut('', 'not_a_key');
      else if (!taken.has(id)) collector.leaveOut(id, mayAssert.has(id) ? 'unusable_key' : 'not_a_signer');
    }
    return ok(collector.finish({}));
  },
};
