import path from 'node:path';
import { ROLES, type Role } from '../repository/roles.ts';
import { rotateRoot } from '../repository/sign_repository.ts';
import { type Command, mistake, onlyWord } from './command.ts';
import {
  openOwnRepository,
  planFileOf,
  plannedKeyFiles,
  readState,
  savePlan,
  SIGNING_HELP,
  SIGNING_OPTIONS,
  signersFor,
} from './open_repository.ts';
import { daysFrom, namedKeyFiles, ROLE_HELP, ROLE_OPTIONS, rolesFrom } from './role_options.ts';
import { rootOf } from './root_of.ts';

/** `passctl repo rotate-root`: a new root, with other keys or the same for longer. */
export const repoRotateRoot: Command = {
  name: 'repo rotate-root',
  summary: 'signs a new root: other keys, thresholds or times, or the same for longer',
  usage: 'DIR [--root-keys FILE,FILE.. ...]',
  help: `What is not named stays as it is. Old and new keys sign together: kiosks follow by themselves.
${ROLE_HELP}
${SIGNING_HELP}`,
  options: { ...ROLE_OPTIONS, ...SIGNING_OPTIONS },
  async run(given, world) {
    const name = onlyWord(given, 'repository');
    const own = openOwnRepository(world, name);
    const { folder, plan } = own;
    const before = readState(name, folder);
    const old = before.root.signed;
    const roles = rolesFrom(given, world, [], old);
    const days = daysFrom(given, plan.days);
    const isSaid = (role: Role) =>
      given.list(`${role}-keys`).length > 0 || given.text(`${role}-threshold`) !== undefined;
    const signed: readonly Role[] = ROLES.some((role) => role !== 'root' && isSaid(role)) ? ROLES : ['root'];
    const added = namedKeyFiles(given);
    const keyFiles = [...plannedKeyFiles(world, own), ...given.texts('key'), ...added];
    const signers = await signersFor(given, world, keyFiles, [
      { root: old, roles: signed },
      { root: rootOf(roles), roles: signed },
    ]);
    const done = rotateRoot(folder, before, roles, { signers, days, nowMs: world.nowMs });
    if (!done.ok) throw mistake(`Too few keys signed ${done.error.role}.`);
    const planFolder = path.dirname(world.resolve(planFileOf(name)));
    const kept = added.map((file) => path.relative(planFolder, world.resolve(file)));
    savePlan(world, name, { ...plan, days, keyFiles: [...new Set([...plan.keyFiles, ...kept])] });
    const { fingerprint, root } = readState(name, folder);
    const { expires, version } = root.signed;
    return {
      isSo: true,
      text: `Signed root ${version} of ${name}, good until ${expires}. Kiosks that know the old root follow by
themselves; new ones can be set up with the fingerprint of this one:\n  ${fingerprint}`,
      json: { repository: name, version, expires, fingerprint },
    };
  },
};
