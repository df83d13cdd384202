import type { RulePack } from '../pass/rules/rule_pack.ts';
import type { TrustList } from '../pass/trust_list.ts';
import { joinTrustLists } from './join_trust_lists.ts';
import type { AgedKind, DatedItem } from './ages.ts';
import { buildRevocationIndex } from './revocation_index.ts';
import { type RevocationFileError, type RevocationList, readRevocationListFile } from './revocation_list_file.ts';
import { type RuleFileError, readRulePackFile } from './rule_pack_file.ts';
import { readTrustListFile, type TrustFileError } from './trust_list_file.ts';

/** What the venue's folder holds, as it was read. */
export interface VenueFiles {
  readonly trustLists: readonly NamedFile[];
  readonly rulePacks: readonly NamedFile[];
  readonly revocationLists: readonly NamedFile[];
}

export interface NamedFile {
  readonly name: string;
  readonly content: Uint8Array;
}

/** A file that was there and could not be used. */
export interface VenueFileFault {
  readonly name: string;
  readonly error: TrustFileError | RuleFileError | RevocationFileError;
}

/** Everything that the door judges by. */
export interface Venue {
  readonly trust: TrustList;
  readonly rulePacks: readonly RulePack[];
  /** The signed dates of everything in use, for their ages. */
  readonly dates: Readonly<Record<AgedKind, readonly DatedItem[]>>;
  readonly faults: readonly VenueFileFault[];
}

/**
 * Reads the venue's files, each whole or not at all. Without a usable trust list nobody is admitted; with a
 * revocation list that cannot be read neither, since nobody knows what it would have withdrawn.
 */
export function readVenueFiles(files: VenueFiles): Venue {
  const faults: VenueFileFault[] = [];
  const keys: TrustList[] = [];
  for (const { content, name } of files.trustLists) {
    const list = readTrustListFile(content);
    if (list.ok) keys.push(list.value);
    else faults.push({ name, error: list.error });
  }
  const rulePacks: RulePack[] = [];
  for (const { content, name } of files.rulePacks) {
    const pack = readRulePackFile(content);
    if (pack.ok) rulePacks.push(pack.value);
    else faults.push({ name, error: pack.error });
  }
  const lists: RevocationList[] = [];
  let allRead = true;
  for (const { content, name } of files.revocationLists) {
    const list = readRevocationListFile(content);
    if (list.ok) lists.push(list.value);
    else {
      allRead = false;
      faults.push({ name, error: list.error });
    }
  }
  const trust = joinTrustLists(keys);
  const ends = lists.map(({ validUntil }) => validUntil);
  return {
    trust: {
      ...trust,
      revocations: buildRevocationIndex(
        lists.flatMap(({ entries }) => entries),
        lists.flatMap(({ undated }) => undated),
      ),
      revocationsValidUntil: allRead ? (ends.length === 0 ? null : Math.min(...ends)) : Number.NEGATIVE_INFINITY,
    },
    rulePacks,
    dates: {
      keys: keys.flatMap(({ issuedAt, validUntil }) => (issuedAt === null ? [] : [{ issuedAt, validUntil }])),
      // Packs bear no date of issue: only a repository vouches for when they were last looked at.
      rules: [],
      revocations: lists.map(({ issuedAt, validUntil }) => ({ issuedAt, validUntil })),
    },
    faults,
  };
}
