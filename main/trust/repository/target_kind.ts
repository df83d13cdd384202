import type { NamedFile, VenueFiles } from '../venue_files.ts';

export type TargetKind = 'keys' | 'rules' | 'revocations' | 'texts' | 'policy';

const PATHS: Readonly<Record<TargetKind, RegExp>> = {
  keys: /^keys\/[A-Za-z0-9_][A-Za-z0-9._-]{0,79}\.json$/,
  rules: /^rules\/[A-Za-z0-9_][A-Za-z0-9._-]{0,79}\.json$/,
  revocations: /^revocations\/[A-Za-z0-9_][A-Za-z0-9._-]{0,79}$/,
  texts: /^texts\/[A-Za-z0-9_][A-Za-z0-9._-]{0,79}\.json$/,
  policy: /^policy\.json$/,
};

/** The kind of the target at a path; null for a path that no kind has. */
export function kindOfTarget(path: string): TargetKind | null {
  for (const [kind, pattern] of Object.entries(PATHS)) if (pattern.test(path)) return kind as TargetKind;
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
