import { refreshTimestamp } from '../repository/sign_repository.ts';
import { type Command, mistake, onlyWord } from './command.ts';
import {
  openOwnRepository,
  plannedKeyFiles,
  readState,
  SIGNING_HELP,
  SIGNING_OPTIONS,
  signersFor,
} from './open_repository.ts';

/** `passctl repo refresh`: a new timestamp. */
export const repoRefresh: Command = {
  name: 'repo refresh',
  summary: 'signs a new timestamp: nothing newer is held back',
  usage: 'DIR',
  help: `Needs the timestamp's key alone, and vouches for nothing: ages go on.
${SIGNING_HELP}`,
  options: SIGNING_OPTIONS,
  async run(given, world) {
    const name = onlyWord(given, 'repository');
    const own = openOwnRepository(world, name);
    const { folder, plan } = own;
    const before = readState(name, folder);
    const keyFiles = [...plannedKeyFiles(world, own), ...given.texts('key')];
    const signers = await signersFor(given, world, keyFiles, [
      { root: before.root.signed, roles: ['timestamp'] },
    ]);
    const done = refreshTimestamp(folder, before, { signers, days: plan.days, nowMs: world.nowMs });
    if (!done.ok) throw mistake(`Too few keys signed ${done.error.role}.`);
    const { timestamp, ...others } = readState(name, folder);
    const { expires, version } = timestamp.signed;
    const notes = (['root', 'targets', 'snapshot'] as const).flatMap((role) => {
      const end = others[role].signed.expires;
      const way = role === 'root' ? 'repo rotate-root' : 'repo publish --vouch';
      return end < expires ? [`${role} ends sooner, at ${end}: use ${way}.`] : [];
    });
    return {
      isSo: true,
      text: `Refreshed ${name}: version ${version}, good until ${expires}.`,
      json: { repository: name, version, expires },
      notes,
    };
  },
};
