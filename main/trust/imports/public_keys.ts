import { fail, ok } from '../../pass/result.ts';
import { readPublicKey } from '../public_key.ts';
import { createCollector } from './collector.ts';
import { type Importer, MAX_IMPORT_BYTES } from './importer.ts';
import { MAX_ITEMS } from './input.ts';
import { nameKey, needsIssuer } from './named_key.ts';
import { readPem } from './pem.ts';

/** Bare public keys, which say nothing about themselves. */
export const publicKeys: Importer = {
  about: 'public keys (PEM, or one in DER) of the issuer, format and key id that are named',
  needs: [],
  heeds: ['format', 'issuer', 'keyId', 'specimen'],

  read(content, { format = 'hc1', issuer = '', keyId = null, specimen = false }) {
    if (content.length > MAX_IMPORT_BYTES) return fail('too_large');
    // A health card key's id follows from the key: its JWK says it.
    if (format === 'shc') return fail('wrong_format');
    const blocks = readPem(content);
    if (blocks.length > MAX_ITEMS) return fail('too_many_items');
    if (blocks.length === 0 && readPublicKey({ spki: content }) === null) return fail('wrong_shape');
    if (issuer === '' && needsIssuer(format)) return fail('needs_issuer');
    const collector = createCollector({ specimen });
    const given = blocks.length === 0 ? [{ label: 'PUBLIC KEY', der: content }] : blocks;
    for (const [index, { der, label }] of given.entries()) {
      const name = `${label} ${index + 1}`;
      const key = label === 'PUBLIC KEY' ? readPublicKey({ spki: der }) : null;
      if (label.includes('PRIVATE KEY')) collector.leaveOut(name, 'private_key');
      else if (key === null) collector.leaveOut(name, label === 'PUBLIC KEY' ? 'unusable_key' : 'not_a_key');
      else {
        const entry = nameKey(key, { format, issuer, keyId });
        if (typeof entry === 'string') collector.leaveOut(name, entry);
        else collector.takeKey(name, entry);
      }
    }
    return ok(collector.finish({}));
  },
};
