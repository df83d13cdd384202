import { MAX_REVOCATION_BINARY_BYTES, readRevocationListFile } from '../revocation_list_file.ts';
import { MAX_RULE_FILE_BYTES, readRulePackFile } from '../rule_pack_file.ts';
import { MAX_TRUST_FILE_BYTES, readTrustListFile } from '../trust_list_file.ts';
import type { NamedFile, VenueFiles } from '../venue_files.ts';
import { MAX_POLICY_FILE_BYTES, readAuthorityPolicy } from './authority_policy_file.ts';
import { MAX_TEXT_FILE_BYTES, readVenueText } from './venue_text_file.ts';

export type TargetKind = 'keys' | 'rules' | 'revocations' | 'texts' | 'policy';

interface KindFacts {
  readonly path: RegExp;
  readonly maxBytes: number;
  /** Whether the content is what the kind promises. */
  readonly isGood: (content: Uint8Array) => boolean;
}

/** Every kind of target that the kiosk knows. */
export const TARGET_KINDS: Readonly<Record<TargetKind, KindFacts>> = {
  keys: {
    path: /^keys\/[A-Za-z0-9_][A-Za-z0-9._-]{0,79}\.json$/,
    maxBytes: MAX_TRUST_FILE_BYTES,
    isGood: (content) => readTrustListFile(content).ok,
  },
  rules: {
    path: /^rules\/[A-Za-z0-9_][A-Za-z0-9._-]{0,79}\.json$/,
    maxBytes: MAX_RULE_FILE_BYTES,
    isGood: (content) => readRulePackFile(content).ok,
  },
  revocations: {
    path: /^revocations\/[A-Za-z0-9_][A-Za-z0-9._-]{0,79}$/,
    maxBytes: MAX_REVOCATION_BINARY_BYTES,
    isGood: (content) => readRevocationListFile(content).ok,
  },
  texts: {
    path: /^texts\/[A-Za-z0-9_][A-Za-z0-9._-]{0,79}\.json$/,
    maxBytes: MAX_TEXT_FILE_BYTES,
    isGood: (content) => readVenueText(content).ok,
  },
  policy: {
    path: /^policy\.json$/,
    maxBytes: MAX_POLICY_FILE_BYTES,
    isGood: (content) => readAuthorityPolicy(content).ok,
  },
};

/** The kind of the target at a path; null for a path that no kind has. */
export function kindOfTarget(path: string): TargetKind | null {
  for (const [kind, facts] of Object.entries(TARGET_KINDS)) {
    if (facts.path.test(path)) return kind as TargetKind;
  }
  return null;
}

/** The targets of one state, by their kinds, under their paths. */
export interface TrustContents {
  readonly files: VenueFiles;
  readonly texts: readonly NamedFile[];
  readonly policy: NamedFile | null;
}

/** Sorts targets into their kinds. */
export function contentsOfTargets(
  targets: readonly { readonly path: string; readonly content: Uint8Array }[],
): TrustContents {
  const named = (kind: TargetKind): readonly NamedFile[] =>
    targets
      .filter((target) => kindOfTarget(target.path) === kind)
      .map((target) => ({ name: target.path, content: target.content }));
  return {
    files: {
      trustLists: named('keys'),
      rulePacks: named('rules'),
      revocationLists: named('revocations'),
    },
    texts: named('texts'),
    policy: named('policy')[0] ?? null,
  };
}
