import type { Root } from '@tufjs/models';
import { DEFAULT_DAYS, ROLES, type Role, type RoleDays } from '../repository/roles.ts';
import type { RoleKeys, Roles } from '../repository/sign_repository.ts';
import { type Given, mistake, type World } from './command.ts';
import { repositoryKeyOf } from './open_repository.ts';

const MOST_DAYS = 3_650;
const MOST_KEYS = 50;

/** The options by which each role gets its keys, its threshold and its time. */
export const ROLE_OPTIONS = {
  'root-keys': { type: 'string', multiple: true },
  'targets-keys': { type: 'string', multiple: true },
  'snapshot-keys': { type: 'string', multiple: true },
  'timestamp-keys': { type: 'string', multiple: true },
  threshold: { type: 'string' },
  'targets-threshold': { type: 'string' },
  'snapshot-threshold': { type: 'string' },
  'timestamp-threshold': { type: 'string' },
  'root-days': { type: 'string' },
  'targets-days': { type: 'string' },
  'snapshot-days': { type: 'string' },
  'timestamp-days': { type: 'string' },
} as const;

export const ROLE_HELP = `\
  --root-keys FILE,FILE..       who may name new keys; best kept in a safe, in several hands
  --targets-keys FILE,FILE..    who says what the repository holds
  --snapshot-keys FILE,FILE..   who says which versions belong together
  --timestamp-keys FILE,FILE..  who says daily that nothing newer is held back
  --threshold N                 how many of the root's keys must sign; likewise --targets-threshold,
                                --snapshot-threshold, --timestamp-threshold
  --root-days N                 how long a signature is good (default ${DEFAULT_DAYS.root}); likewise
                                --targets-days (${DEFAULT_DAYS.targets}),
                                --snapshot-days (${DEFAULT_DAYS.snapshot}),
                                --timestamp-days (${DEFAULT_DAYS.timestamp})`;

/** Every key file that the role options name. */
export function namedKeyFiles(given: Given): readonly string[] {
  return [...new Set(ROLES.flatMap((role) => given.list(`${role}-keys`)))];
}

/** The roles as they are asked for; what is not said is as in `before`, or for the keys of `otherwise`. */
export function rolesFrom(
  given: Given,
  world: World,
  otherwise: readonly string[],
  before: Root | null,
): Roles {
  const roleOf = (role: Role): RoleKeys => {
    const files = given.list(`${role}-keys`);
    const kept = before?.roles[role];
    const keys =
      files.length === 0 && before !== null
        ? (kept?.keyIDs ?? []).flatMap((id) => before.keys[id] ?? [])
        : (files.length === 0 ? otherwise : files).map((file) => repositoryKeyOf(world, file));
    if (keys.length === 0) throw mistake(`${role} has no key: name key files with --keys or --${role}-keys.`);
    if (new Set(keys.map(({ keyID }) => keyID)).size < keys.length || keys.length > MOST_KEYS) {
      throw mistake(`The keys of ${role} must be different ones, at most ${MOST_KEYS}.`);
    }
    const option = role === 'root' ? 'threshold' : `${role}-threshold`;
    const threshold = given.whole(option, kept?.threshold ?? 1, 1, MOST_KEYS);
    if (threshold > keys.length) {
      throw mistake(`--${option} ${threshold} is more than ${role} has keys: it has ${keys.length}.`);
    }
    return { keys, threshold };
  };
  return {
    root: roleOf('root'),
    targets: roleOf('targets'),
    snapshot: roleOf('snapshot'),
    timestamp: roleOf('timestamp'),
  };
}

/** How long each role's metadata is to be good for. */
export function daysFrom(given: Given, before: RoleDays): RoleDays {
  const daysOf = (role: Role) => given.whole(`${role}-days`, before[role], 1, MOST_DAYS);
  return {
    root: daysOf('root'),
    targets: daysOf('targets'),
    snapshot: daysOf('snapshot'),
    timestamp: daysOf('timestamp'),
  };
}
