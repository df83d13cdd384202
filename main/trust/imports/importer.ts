import type { Result } from '../../pass/result.ts';
import type { TrustListFile } from '../trust_list_file.ts';
import type { ImportReport } from './import_report.ts';

/** The largest file that is imported: twice the largest list that a state publishes. */
export const MAX_IMPORT_BYTES = 8 * 1024 * 1024;

export type ImportedKey = TrustListFile['keys'][number];
/** The formats of passes whose keys a trust list file holds. */
export type KeyFormat = ImportedKey['format'];
export type ImportedAnchor = NonNullable<TrustListFile['anchors']>[number];

/** What of somebody's list goes into a trust list file, in its JSON, and what does not. */
export interface Imported {
  readonly keys: readonly ImportedKey[];
  readonly anchors: readonly ImportedAnchor[];
  readonly report: ImportReport;
}

/** What the person who imports says besides; each importer names what it asks for. */
export interface ImportOptions {
  /** Whose keys these are, where the file does not say it. */
  readonly issuer?: string;
  /** For which passes the keys are; HC1 where nothing is said. */
  readonly format?: KeyFormat;
  /** The id of a single key that has none of its own. */
  readonly keyId?: string;
  /** Who must have signed the list: a public key or certificates, PEM or DER. */
  readonly signer?: Uint8Array;
  /** The SHA-256 of the certificate of who must have signed the list, in hex. */
  readonly signerFingerprint?: string;
  /** A directory of issuers (JSON): nobody else's keys are taken. */
  readonly directory?: Uint8Array;
  /** Takes only keys whose certificate an authority on the same list issued. */
  readonly onlyChained?: boolean;
  /** Marks the keys as specimens, whose passes are never admitted. */
  readonly specimen?: boolean;
}

export interface Importer {
  /** What it reads, in words for a list of kinds. */
  readonly about: string;
  /** The options without which it reads nothing; of several lists one must be there in full. */
  readonly needs: readonly (readonly (keyof ImportOptions)[])[];
  /** The options that it heeds besides. */
  readonly heeds: readonly (keyof ImportOptions)[];
  /**
   * Reads the file. What cannot be used is left out with its reason; where the file as a whole cannot be
   * trusted or read, nothing is taken. Never throws.
   */
  read(content: Uint8Array, options: ImportOptions): Result<Imported, ImportError>;
}

export type ImportError =
  | 'too_large'
  | 'not_json'
  | 'wrong_shape'
  | 'too_many_items'
  | 'needs_issuer'
  | 'needs_signer'
  | 'bad_signer'
  | 'bad_directory'
  | 'bad_signature'
  | 'untrusted_signer'
  | 'wrong_format';

/** Each error in words that go on from "it". */
export const IMPORT_ERROR_WORDS: Readonly<Record<ImportError, string>> = {
  too_large: `is larger than ${MAX_IMPORT_BYTES / 1024 / 1024} MB`,
  not_json: 'is not JSON, or is nested too deep',
  wrong_shape: 'is not a list of this kind',
  too_many_items: 'has more items than any real list',
  needs_issuer: 'does not say whose keys these are: name the issuer',
  needs_signer: 'is signed: give the key or certificate of who must have signed it',
  bad_signer: 'cannot be checked with that key or certificate of the signer, which is none',
  bad_directory: 'cannot be narrowed by that directory of issuers, which is none',
  bad_signature: 'was changed, or was signed by somebody else',
  untrusted_signer: 'was signed by somebody whom no given certificate vouches for',
  wrong_format: 'cannot hold keys for passes of that format',
};
