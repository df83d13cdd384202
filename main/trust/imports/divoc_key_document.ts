import { fail, ok } from '../../pass/result.ts';
import { divocKey } from '../divoc_keys.ts';
import { createCollector } from './collector.ts';
import { exportKey } from './exported_key.ts';
import type { ImportedKey, Importer } from './importer.ts';
import type { LeftOutReason } from './import_report.ts';
import { isObject, MAX_ITEMS, readJson } from './input.ts';
import { readPem } from './pem.ts';

/** A linked data key, or what stands in its place. */
interface Item {
  readonly id: unknown;
  readonly controller: unknown;
  readonly pem: Uint8Array;
}

/**
 * The keys of a DIVOC programme: a linked data key (`id`, `controller`, `publicKeyPem`), several of them or a
 * document that lists them, or one in PEM with the id under which proofs name it. An issuer that is named goes
 * before the controller.
 */
export const divocKeyDocument: Importer = {
  about: "a DIVOC programme's key document (JSON), or its public key (PEM) with its id",
  needs: [],
  heeds: ['keyId', 'issuer', 'specimen'],

  read(content, { issuer, keyId, specimen = false }) {
    const json = readJson(content);
    if (!json.ok && json.error === 'too_large') return json;
    const isPem = !json.ok && readPem(content).length > 0;
    const listed = json.ok ? listOf(json.value) : null;
    const items = isPem ? [{ id: keyId, controller: undefined, pem: content }] : listed?.map(readItem);
    if (items === undefined) return json.ok ? fail('wrong_shape') : json;
    if (items.length > MAX_ITEMS) return fail('too_many_items');
    const collector = createCollector({ specimen });
    for (const item of items) {
      const key = item === null ? 'not_a_key' : readKey(item, issuer);
      const name = typeof item?.id === 'string' ? item.id : '';
      if (typeof key === 'string') collector.leaveOut(name, key);
      else collector.takeKey(name, key);
    }
    return ok(collector.finish({}));
  },
};

function listOf(json: unknown): readonly unknown[] | null {
  if (Array.isArray(json)) return json;
  if (!isObject(json)) return null;
  if ('publicKeyPem' in json) return [json];
  const list = json.verificationMethod ?? json.publicKey;
  return Array.isArray(list) ? list : null;
}

function readItem(given: unknown): Item | null {
  if (!isObject(given) || typeof given.publicKeyPem !== 'string') return null;
  const { controller, id, publicKeyPem } = given;
  return { id, controller, pem: Buffer.from(publicKeyPem, 'latin1') };
}

function readKey({ controller, id, pem }: Item, issuer: string | undefined): ImportedKey | LeftOutReason {
  if (typeof id !== 'string' || id === '') return 'no_key_id';
  const [block, ...others] = readPem(pem);
  if (block?.label.includes('PRIVATE KEY')) return 'private_key';
  if (block?.label !== 'PUBLIC KEY' || others.length > 0) return 'unusable_key';
  const owner = issuer ?? (typeof controller === 'string' ? controller : undefined);
  const key = divocKey({ id, spki: block.der, ...(owner !== undefined && { controller: owner }) });
  return key === null ? 'unusable_key' : exportKey(key, 'divoc');
}
