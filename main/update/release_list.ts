import { createHash } from 'node:crypto';
import { z } from 'zod';
import { parseBoundedJson } from '../pass/bounded_json.ts';
import { compareVersions, programVersion } from './program_version.ts';

/** The largest list that is read. */
export const MAX_RELEASE_LIST_BYTES = 256 * 1024;

const text = z.string().min(1).max(2_000);
const releaseList = z.object({
  version: z.literal(1),
  releases: z
    .array(
      z.object({
        version: programVersion,
        notes: z.object({ en: text, 'zh-Hant': text, 'zh-Hans': text }),
        /** Per cent of all kiosks. */
        share: z.int().min(0).max(100),
        /** Kiosks' ids or venues' names that get it whatever the share is. */
        venues: z.array(z.string().min(1).max(80)).max(1_000).readonly(),
        packages: z
          .array(
            z.object({
              /** Node's `platform-arch`. */
              platform: z.string().regex(/^(linux|win32|darwin)-(x64|arm64)$/),
              target: z.string().regex(/^packages\/[A-Za-z0-9_][A-Za-z0-9._-]{0,79}\.tar\.gz$/),
            }),
          )
          .min(1)
          .max(6)
          .readonly(),
      }),
    )
    .max(50)
    .readonly(),
});

/** What a channel offers: `CHANNEL/release.json` in the repository of releases. */
export type ReleaseList = z.infer<typeof releaseList>;
export type Release = ReleaseList['releases'][number];
export type ReleasePackage = Release['packages'][number];

/** Reads a list whose signature is good; null where it is none. */
export function readReleaseList(bytes: Uint8Array): ReleaseList | null {
  if (bytes.length > MAX_RELEASE_LIST_BYTES) return null;
  const read = releaseList.safeParse(parseBoundedJson(bytes)?.value);
  return read.success ? read.data : null;
}

/** The newest release that is newer than the running program, meant for this kiosk, and made for its machine. */
export function chooseRelease(
  releases: readonly Release[],
  kiosk: { readonly running: string; readonly id: string; readonly venue: string; readonly platform: string },
): { readonly release: Release; readonly packageOf: ReleasePackage } | null {
  const found = releases.flatMap((release) => {
    const packageOf = release.packages.find(({ platform }) => platform === kiosk.platform);
    const isNewer = compareVersions(release.version, kiosk.running) > 0;
    return packageOf !== undefined && isNewer && isMeantFor(release, kiosk) ? [{ release, packageOf }] : [];
  });
  return found.sort((one, other) => compareVersions(other.release.version, one.release.version))[0] ?? null;
}

/** By chance, but always the same for one kiosk and version, so that a growing share only adds kiosks. */
function isMeantFor({ share, venues, version }: Release, { id, venue }: { readonly id: string; readonly venue: string }): boolean {
  if (venues.includes(id) || venues.includes(venue)) return true;
  return createHash('sha256').update(`${id} ${version}`).digest().readUInt32BE() % 100 < share;
}
