import { createHash } from 'node:crypto';
import type { PackEdition, PackWords, RulePack } from '../../pass/rules/rule_pack.ts';
import type { TrustAnchor, TrustedKey } from '../../pass/trust_list.ts';
import { compareHashes, HASH_WORDS, type PackedHashes, packHashes, sortHashes } from '../packed_hashes.ts';
import type { RevocationEntry } from '../revocation_entry.ts';
import { readRevocationListFile } from '../revocation_list_file.ts';
import { readRulePackFile } from '../rule_pack_file.ts';
import { readTrustListEntries } from '../trust_list_file.ts';
import type { NamedFile } from '../venue_files.ts';
import type { TrustContents } from './target_kind.ts';

/** One state of trust, for comparison: what was loaded, or what was staged. */
export type PreviewSide = TrustContents & { readonly rootVersion: number };

export type Change = 'added' | 'changed' | 'removed';

export interface RulePackChange {
  readonly id: string;
  readonly title: PackWords;
  readonly change: Change;
  /** The first local day or minute that the change is about; null: at once. */
  readonly from: string | null;
}

/** What an update would do, in numbers and names. */
export interface UpdatePreview {
  readonly addedKeys: number;
  readonly withdrawnKeys: number;
  /** Keys that stay with other limits: dates, uses, specimen. */
  readonly changedKeys: number;
  /** Only issuers whose keys change, in the order of their names. */
  readonly byIssuer: readonly {
    readonly issuer: string;
    readonly added: number;
    readonly withdrawn: number;
    readonly changed: number;
  }[];
  readonly rulePacks: readonly RulePackChange[];
  readonly revocationsAdded: number;
  readonly revocationsRemoved: number;
  readonly texts: readonly { readonly name: string; readonly change: Change }[];
  readonly policyChanged: boolean;
  /** The authority's root of trust, where it changes. */
  readonly root: { readonly from: number; readonly to: number } | null;
}

/** Compares two states, whatever files their contents are spread over. */
export function previewUpdate(current: PreviewSide, next: PreviewSide): UpdatePreview {
  const { files, policy, rootVersion, texts } = next;
  const revocations = compareRevocations(current.files.revocationLists, files.revocationLists);
  return {
    ...compareKeys(current.files.trustLists, files.trustLists),
    rulePacks: comparePacks(current.files.rulePacks, files.rulePacks),
    revocationsAdded: revocations.added,
    revocationsRemoved: revocations.removed,
    texts: compareTexts(current.texts, texts),
    policyChanged: hashOf(current.policy?.content) !== hashOf(policy?.content),
    root: current.rootVersion === rootVersion ? null : { from: current.rootVersion, to: rootVersion },
  };
}

interface ListedKey {
  readonly issuer: string;
  readonly limits: readonly string[];
}

function compareKeys(before: readonly NamedFile[], after: readonly NamedFile[]) {
  const old = listKeys(before);
  const fresh = listKeys(after);
  const issuers = new Map<string, { added: number; withdrawn: number; changed: number }>();
  const count = (issuer: string, change: 'added' | 'withdrawn' | 'changed') => {
    const counts = issuers.get(issuer) ?? { added: 0, withdrawn: 0, changed: 0 };
    counts[change] += 1;
    issuers.set(issuer, counts);
  };
  for (const [id, { issuer, limits }] of fresh) {
    const known = old.get(id);
    if (known === undefined) count(issuer, 'added');
    else if (known.limits.join() !== limits.join()) count(issuer, 'changed');
  }
  for (const [id, { issuer }] of old) if (!fresh.has(id)) count(issuer, 'withdrawn');
  const byIssuer = [...issuers]
    .map(([issuer, counts]) => ({ issuer, ...counts }))
    .sort((a, b) => (a.issuer < b.issuer ? -1 : 1));
  const sum = (change: 'added' | 'withdrawn' | 'changed') =>
    byIssuer.reduce((total, counts) => total + counts[change], 0);
  return { addedKeys: sum('added'), withdrawnKeys: sum('withdrawn'), changedKeys: sum('changed'), byIssuer };
}

/** By what makes a key another one: whose it is, for which format, under which id. */
function listKeys(files: readonly NamedFile[]): ReadonlyMap<string, ListedKey> {
  const listed = new Map<string, ListedKey>();
  const add = (id: readonly string[], issuer: string, limits: string) => {
    const name = JSON.stringify(id);
    // The same key in two lists is one key, with the limits of both.
    const known = listed.get(name)?.limits ?? [];
    if (!known.includes(limits)) listed.set(name, { issuer, limits: [...known, limits].sort() });
  };
  for (const { content } of files) {
    const read = readTrustListEntries(content);
    if (!read.ok) continue;
    for (const key of read.value.keys) {
      const { format, issuer, keyId, notAfter, notBefore, specimen, uses } = key;
      const limits = JSON.stringify([notBefore, notAfter, specimen, uses]);
      add([format, issuer, keyId, publicKeyOf(key)], issuer, limits);
    }
    for (const anchor of read.value.anchors) {
      add([anchor.format, anchor.issuer, '', certificateOf(anchor)], anchor.issuer, '');
    }
  }
  return listed;
}

function publicKeyOf({ publicKey }: TrustedKey): string {
  return hashOf(publicKey.export({ type: 'spki', format: 'der' }));
}

function certificateOf({ certificate }: TrustAnchor): string {
  return hashOf(certificate);
}

function hashOf(content: Uint8Array | undefined): string {
  return content === undefined ? '' : createHash('sha256').update(content).digest('hex');
}

function comparePacks(before: readonly NamedFile[], after: readonly NamedFile[]): readonly RulePackChange[] {
  const old = readPacks(before);
  const fresh = readPacks(after);
  const changes: RulePackChange[] = [];
  for (const [id, pack] of fresh) {
    const { editions, title } = pack;
    const known = old.get(id);
    if (known === undefined) changes.push({ id, title, change: 'added', from: firstOf(editions) });
    else if (JSON.stringify(known) !== JSON.stringify(pack)) {
      changes.push({ id, title, change: 'changed', from: changedFrom(known, pack) });
    }
  }
  for (const [id, { title }] of old) {
    if (!fresh.has(id)) changes.push({ id, title, change: 'removed', from: null });
  }
  return changes;
}

function readPacks(files: readonly NamedFile[]): ReadonlyMap<string, RulePack> {
  const packs = files.map(({ content }) => readRulePackFile(content)).filter((read) => read.ok);
  return new Map(packs.map(({ value }) => [value.id, value]));
}

/** When the first edition begins that is new, different or gone; null where more than editions changed. */
function changedFrom(old: RulePack, fresh: RulePack): string | null {
  const rest = ({ editions: _, ...others }: RulePack) => JSON.stringify(others);
  if (rest(old) !== rest(fresh)) return null;
  const known = new Set(old.editions.map((edition) => JSON.stringify(edition)));
  const kept = new Set(fresh.editions.map((edition) => JSON.stringify(edition)));
  return firstOf(
    [...fresh.editions, ...old.editions].filter((edition) => {
      const text = JSON.stringify(edition);
      return !known.has(text) || !kept.has(text);
    }),
  );
}

function firstOf(editions: readonly PackEdition[]): string | null {
  const starts = editions.map(({ from }) => from);
  // Days sort before their minutes.
  return starts.includes(null) ? null : (starts.sort()[0] ?? null);
}

function compareTexts(before: readonly NamedFile[], after: readonly NamedFile[]) {
  const old = new Map(before.map(({ content, name }) => [name, hashOf(content)]));
  const fresh = new Map(after.map(({ content, name }) => [name, hashOf(content)]));
  const names = [...new Set([...old.keys(), ...fresh.keys()])].sort();
  return names.flatMap((name) => {
    if (old.get(name) === fresh.get(name)) return [];
    const change: Change = !old.has(name) ? 'added' : fresh.has(name) ? 'changed' : 'removed';
    return [{ name, change }];
  });
}

/** Entries that always count, packed by their place, and the others in words. */
interface Revocations {
  readonly undated: ReadonlyMap<string, PackedHashes>;
  readonly dated: ReadonlySet<string>;
}

function compareRevocations(before: readonly NamedFile[], after: readonly NamedFile[]) {
  const old = readRevocations(before);
  const fresh = readRevocations(after);
  let added = 0;
  let removed = 0;
  for (const place of new Set([...old.undated.keys(), ...fresh.undated.keys()])) {
    const left = old.undated.get(place) ?? NO_HASHES;
    const right = fresh.undated.get(place) ?? NO_HASHES;
    const common = countCommon(left, right);
    removed += left.length / HASH_WORDS - common;
    added += right.length / HASH_WORDS - common;
  }
  for (const entry of fresh.dated) if (!old.dated.has(entry)) added += 1;
  for (const entry of old.dated) if (!fresh.dated.has(entry)) removed += 1;
  return { added, removed };
}

const NO_HASHES: PackedHashes = new Uint32Array();

function readRevocations(files: readonly NamedFile[]): Revocations {
  const parts = new Map<string, PackedHashes[]>();
  const dated = new Set<string>();
  const single = new Map<string, Uint8Array[]>();
  for (const { content } of files) {
    const read = readRevocationListFile(content);
    if (!read.ok) continue;
    for (const list of read.value.undated) append(parts, placeOf(list), list.hashes);
    for (const entry of read.value.entries) {
      const { from, hash, issuedBefore } = entry;
      const isDated = issuedBefore < Number.POSITIVE_INFINITY || from > Number.NEGATIVE_INFINITY;
      const place = placeOf(entry);
      if (isDated) dated.add(`${place} ${Buffer.from(hash).toString('hex')} ${from} ${issuedBefore}`);
      else append(single, place, hash);
    }
  }
  for (const [place, hashes] of single) append(parts, place, packHashes(Buffer.concat(hashes)));
  return { undated: new Map([...parts].map(([place, lists]) => [place, sortHashes(join(lists))])), dated };
}

function append<Item>(lists: Map<string, Item[]>, place: string, item: Item): void {
  const list = lists.get(place);
  if (list === undefined) lists.set(place, [item]);
  else list.push(item);
}

function placeOf({ format, kind, scope }: Pick<RevocationEntry, 'format' | 'kind' | 'scope'>): string {
  return `${format} ${kind} ${scope}`;
}

function join(lists: readonly PackedHashes[]): PackedHashes {
  const [first] = lists;
  if (lists.length === 1 && first !== undefined) return first;
  const joined = new Uint32Array(lists.reduce((sum, { length }) => sum + length, 0));
  let used = 0;
  for (const list of lists) {
    joined.set(list, used);
    used += list.length;
  }
  return joined;
}

/** Both ascend, each hash once. */
function countCommon(left: PackedHashes, right: PackedHashes): number {
  let common = 0;
  let a = 0;
  let b = 0;
  while (a < left.length / HASH_WORDS && b < right.length / HASH_WORDS) {
    const order = compareHashes(left, a, right, b);
    if (order === 0) common += 1;
    if (order <= 0) a += 1;
    if (order >= 0) b += 1;
  }
  return common;
}
