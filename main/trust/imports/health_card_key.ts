import { type HealthCardKeyError, readHealthCardKeys } from '../health_card_keys.ts';
import { exportKey } from './exported_key.ts';
import type { ImportedKey } from './importer.ts';
import type { LeftOutReason } from './import_report.ts';

/** One JWK of a health card issuer, or why it is none that may be used. */
export function importHealthCardKey(jwk: unknown, issuer: string): ImportedKey | LeftOutReason {
  const read = readHealthCardKeys({ keys: [jwk] }, { issuer, certificatesAt: null });
  if (!read.ok) return reasonOf(read.error);
  const [key] = read.value.keys;
  return key === undefined ? 'unusable_key' : exportKey(key, 'shc');
}

function reasonOf(error: HealthCardKeyError): LeftOutReason {
  switch (error) {
    case 'not_a_key_set':
      return 'not_a_key';
    case 'bad_issuer':
      return 'bad_name';
    case 'private_key':
      return 'private_key';
    case 'wrong_key_id':
      return 'key_id_mismatch';
    case 'wrong_use':
      return 'not_a_signer';
    case 'bad_certificate':
    case 'certificate_of_another_key':
      return 'unusable_certificate';
    default:
      return 'unusable_key';
  }
}
