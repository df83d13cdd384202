import { hash } from 'node:crypto';
import type { TargetFile } from '@tufjs/models';
import { MAX_TARGETS } from '../../trust/repository/fetch_update.ts';
import { MAX_RELEASE_LIST_BYTES, type Release, readReleaseList, type ReleaseList } from '../../update/release_list.ts';
import { placeOfTarget, type Repository } from '../repository/read_repository.ts';
import type { RepositoryFolder } from '../repository/repository_folder.ts';
import type { Role } from '../repository/roles.ts';
import { publishTargets, targetFile } from '../repository/sign_repository.ts';
import { badFile, type Command, type Given, mistake, onlyWord, type World } from './command.ts';
import { readInput } from './files.ts';
import { openOwnRepository, plannedKeyFiles, readState, SIGNING_HELP, SIGNING_OPTIONS, signersFor } from './open_repository.ts';

const CHANNELS = ['stable', 'beta'] as const;
type Channel = (typeof CHANNELS)[number];
const SIGNED_ROLES = ['targets', 'snapshot', 'timestamp'] as const satisfies readonly Role[];
const MAX_PACKAGE_BYTES = 600 * 1024 * 1024;
const MAX_NOTES_BYTES = 64 * 1024;

interface SignedFile {
  readonly length: number;
  readonly sha256: string;
}

/** `passctl release`: signs a version of the program into a repository of programs, or changes who gets it. */
export const release: Command = {
  name: 'release',
  summary: 'signs a version of the program, so that kiosks get it',
  usage: 'DIR --release VERSION [--package PLATFORM=FILE.. --notes FILE] [--share N] [--venue NAME..]',
  help: `DIR is a repository of programs (repo init), another one than that of passes. Its first root,
DIR/metadata/1.root.json, is what the program is built with (VENUE_PASS_RELEASE_ROOT).
  --release VERSION       such as 1.2.0; one that is there already is changed
  --package PLATFORM=FILE the program as tar.gz, for linux-x64, linux-arm64, win32-x64, win32-arm64,
                          darwin-x64 or darwin-arm64; may be repeated
  --notes FILE            JSON with what is new: { "en": .., "zh-Hant": .., "zh-Hans": .. }
  --channel CHANNEL       stable (if not given) or beta
  --share N               per cent of all kiosks, from 0 to 100 (if not given: 100, or as it was)
  --venue NAME            a venue's name or a kiosk's id that gets it whatever the share is; may be repeated
  --withdraw              kiosks are not offered it any more, nor install it where it waits; where it runs, it stays
${SIGNING_HELP}`,
  options: {
    release: { type: 'string' },
    package: { type: 'string', multiple: true },
    notes: { type: 'string' },
    channel: { type: 'string' },
    share: { type: 'string' },
    venue: { type: 'string', multiple: true },
    withdraw: { type: 'boolean' },
    ...SIGNING_OPTIONS,
  },
  async run(given, world) {
    const name = onlyWord(given, 'repository');
    const version = given.required('release');
    const channel = channelOf(given);
    const own = openOwnRepository(world, name);
    const before = readState(name, own.folder);
    const lists = new Map(CHANNELS.map((one) => [one, listOf(own.folder, before, one)]));
    const added = new Map<string, Uint8Array>();
    const others = lists.get(channel)?.releases.filter((one) => one.version !== version) ?? [];
    const present = lists.get(channel)?.releases.find((one) => one.version === version) ?? null;
    if (given.flag('withdraw') && present === null) throw mistake(`${channel} has no ${version}.`);
    const next = given.flag('withdraw') ? [] : [releaseFrom(given, world, version, present, added)];
    const list = Buffer.from(`${JSON.stringify({ version: 1, releases: [...others, ...next] }, null, 1)}\n`);
    const read = readReleaseList(list);
    if (read === null) throw mistake('No kiosk could read that: look at the version, the platforms, the notes in three languages and their lengths.');
    lists.set(channel, read);
    added.set(listName(channel), list);

    const targets = targetsOf(before, lists, added, new Date(world.nowMs).toISOString());
    if (targets.length > MAX_TARGETS) throw mistake(`A repository holds at most ${MAX_TARGETS} files.`);
    const signers = await signersFor(given, world, [...plannedKeyFiles(world, own), ...given.texts('key')], [
      { root: before.root.signed, roles: SIGNED_ROLES },
    ]);
    // Where nothing leads to them yet.
    for (const [place, content] of added) own.folder.write(placeOfTarget(place, hash('sha256', content, 'hex')), content);
    const published = publishTargets(own.folder, before, targets, { signers, days: own.plan.days, nowMs: world.nowMs });
    if (!published.ok) throw mistake(`Too few keys signed ${published.error.role}.`);
    const { expires } = readState(name, own.folder).timestamp.signed;
    return {
      isSo: true,
      text: `${given.flag('withdraw') ? 'Withdrew' : 'Published'} ${version} in ${channel}. The repository is good until ${expires}: before then, use repo refresh.`,
      json: { repository: name, channel, release: next[0] ?? null, expires },
    };
  },
};

function channelOf(given: Given): Channel {
  const named = given.text('channel') ?? 'stable';
  const channel = CHANNELS.find((one) => one === named);
  if (channel === undefined) throw mistake(`--channel is ${CHANNELS.join(' or ')}.`);
  return channel;
}

/** The release as it is to be; packages that are not given stay as they are. */
function releaseFrom(given: Given, world: World, version: string, present: Release | null, added: Map<string, Uint8Array>): Release {
  const packages = new Map(present?.packages.map((one) => [one.platform, one.target]));
  for (const text of given.texts('package')) {
    const [, platform = '', file = ''] = /^([a-z0-9-]+)=(.+)$/.exec(text) ?? [];
    if (platform === '') throw mistake('--package is PLATFORM=FILE.');
    const target = `packages/kiosk-${version}-${platform}.tar.gz`;
    added.set(target, readInput(world, file, MAX_PACKAGE_BYTES));
    packages.set(platform, target);
  }
  if (packages.size === 0) throw mistake('--package is missing.');
  const notes = given.text('notes');
  if (notes === undefined && present === null) throw mistake('--notes is missing.');
  const venues = given.texts('venue');
  return {
    version,
    notes: notes === undefined ? (present as Release).notes : parsed(world, notes),
    share: given.whole('share', present?.share ?? 100, 0, 100),
    venues: venues.length === 0 ? (present?.venues ?? []) : venues,
    packages: [...packages].map(([platform, target]) => ({ platform, target })),
  };
}

/** Whatever it is: the whole list is read as a kiosk reads it. */
function parsed(world: World, file: string): Release['notes'] {
  try {
    return JSON.parse(Buffer.from(readInput(world, file, MAX_NOTES_BYTES)).toString('utf8'));
  } catch (cause) {
    if (cause instanceof SyntaxError) throw badFile(`Cannot use ${file}: it is no JSON.`);
    throw cause;
  }
}

function listName(channel: Channel): string {
  return `${channel}/release.json`;
}

/** What a channel offers now; an empty list where it offers nothing. */
function listOf(folder: RepositoryFolder, { targets }: Repository, channel: Channel): ReleaseList {
  const signed = targets.signed.targets[listName(channel)];
  if (signed === undefined) return { version: 1, releases: [] };
  const { sha256 = '' } = signed.hashes;
  const content = folder.read(placeOfTarget(listName(channel), sha256), MAX_RELEASE_LIST_BYTES);
  const isSigned = content !== null && content !== 'too_large' && hash('sha256', content, 'hex') === sha256;
  const list = isSigned ? readReleaseList(content) : null;
  if (list === null) throw badFile(`Cannot use the repository: ${listName(channel)} is not what was signed.`);
  return list;
}

/** The lists, and every package that one of them leads to. */
function targetsOf(
  { targets }: Repository,
  lists: ReadonlyMap<Channel, ReleaseList>,
  added: ReadonlyMap<string, Uint8Array>,
  issuedAt: string,
): readonly TargetFile[] {
  const wanted = [...lists].flatMap(([channel, { releases }]) => [
    ...(releases.length === 0 && !added.has(listName(channel)) ? [] : [listName(channel)]),
    ...releases.flatMap(({ packages }) => packages.map(({ target }) => target)),
  ]);
  return [...new Set(wanted)].map((place) => {
    const content = added.get(place);
    if (content !== undefined) return targetFile(place, { length: content.length, sha256: hash('sha256', content, 'hex') }, issuedAt);
    const { [place]: signed } = targets.signed.targets;
    const file: SignedFile | null = signed?.hashes.sha256 === undefined ? null : { length: signed.length, sha256: signed.hashes.sha256 };
    if (file === null) throw badFile(`Cannot use the repository: it has no ${place}.`);
    return targetFile(place, file, String(signed?.custom.issuedAt));
  });
}
