import { authorityCertificates } from './authority_certificates.ts';
import { certificates } from './certificates.ts';
import { divocKeyDocument } from './divoc_key_document.ts';
import { germanTrustList } from './german_trust_list.ts';
import { healthCardDirectory } from './health_card_directory.ts';
import { icaoMasterList } from './icao_master_list.ts';
import type { Importer } from './importer.ts';
import { nzDidDocument } from './nz_did_document.ts';
import { pretixEventKeys } from './pretix_event_keys.ts';
import { publicKeys } from './public_keys.ts';
import { webKeys } from './web_keys.ts';
import { whoTrustList } from './who_trust_list.ts';

export type ImportKind =
  | 'who'
  | 'germany'
  | 'vci'
  | 'nzcp'
  | 'icao_master_list'
  | 'csca'
  | 'pretix'
  | 'divoc'
  | 'x509'
  | 'pem'
  | 'jwks';

/** Every kind of list or key file that can be imported, by the name that a command line takes. */
export const IMPORTERS: Readonly<Record<ImportKind, Importer>> = {
  who: whoTrustList,
  germany: germanTrustList,
  vci: healthCardDirectory,
  nzcp: nzDidDocument,
  icao_master_list: icaoMasterList,
  csca: authorityCertificates,
  pretix: pretixEventKeys,
  divoc: divocKeyDocument,
  x509: certificates,
  pem: publicKeys,
  jwks: webKeys,
};

/** Whether a name is that of a kind. */
export function isImportKind(name: string): name is ImportKind {
  return Object.hasOwn(IMPORTERS, name);
}
