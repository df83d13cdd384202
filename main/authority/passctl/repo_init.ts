import { existsSync } from 'node:fs';
import path from 'node:path';
import { repositoryFolder } from '../repository/repository_folder.ts';
import { newPlan } from '../repository/repository_plan.ts';
import { DEFAULT_DAYS, ROLES } from '../repository/roles.ts';
import { initRepository } from '../repository/sign_repository.ts';
import { badFile, type Command, mistake, onlyWord } from './command.ts';
import { planFileOf, readState, savePlan, signersFor } from './open_repository.ts';
import { PASSPHRASE_HELP, PASSPHRASE_OPTION } from './passphrase.ts';
import { daysFrom, namedKeyFiles, ROLE_HELP, ROLE_OPTIONS, rolesFrom } from './role_options.ts';
import { rootOf } from './root_of.ts';

/** `passctl repo init`: a new signed repository. */
export const repoInit: Command = {
  name: 'repo init',
  summary: 'makes a signed repository, from which kiosks get what they trust',
  usage: 'DIR --keys FILE,FILE.. [--root-keys FILE,FILE.. --threshold N ...]',
  help: `Makes the folder DIR, to be copied or served as it is, and DIR.passctl.json beside it, which is not.
  --keys FILE,FILE..            key files (Ed25519) for every role that has none of its own
${ROLE_HELP}
${PASSPHRASE_HELP}`,
  options: { keys: { type: 'string', multiple: true }, ...ROLE_OPTIONS, ...PASSPHRASE_OPTION },
  async run(given, world) {
    const name = onlyWord(given, 'folder');
    const there = [name, planFileOf(name)].find((file) => existsSync(world.resolve(file)));
    if (there !== undefined) throw badFile(`Cannot make a repository: ${there} is there already.`);
    const keys = given.list('keys');
    const roles = rolesFrom(given, world, keys, null);
    const days = daysFrom(given, DEFAULT_DAYS);
    const keyFiles = [...new Set([...keys, ...namedKeyFiles(given)])];
    const signers = await signersFor(given, world, keyFiles, [{ root: rootOf(roles), roles: ROLES }]);
    const folder = repositoryFolder(world.resolve(name));
    const made = initRepository(folder, roles, { signers, days, nowMs: world.nowMs });
    if (!made.ok) throw mistake(`Too few keys signed ${made.error.role}.`);
    const planFolder = path.dirname(world.resolve(planFileOf(name)));
    const kept = keyFiles.map((file) => path.relative(planFolder, world.resolve(file)));
    savePlan(world, name, newPlan(kept, days));
    const { fingerprint } = readState(name, folder);
    return {
      isSo: true,
      text: `Made the repository ${name}. Kiosks are set up with its root's fingerprint:\n  ${fingerprint}`,
      json: { repository: name, fingerprint },
    };
  },
};
