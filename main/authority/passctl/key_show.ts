import { type Command, onlyWord } from './command.ts';
import { describeKey, keyFacts } from './key_new.ts';
import { PASSPHRASE_HELP, PASSPHRASE_OPTION, readKey, unlockKey } from './passphrase.ts';

/** `passctl key show`: the public half of a key. */
export const keyShow: Command = {
  name: 'key show',
  summary: 'shows the public half of a key, and tries its passphrase',
  usage: 'FILE [--unlock]',
  help: `  --unlock                tries the passphrase too, and proves that nothing in the file was changed
${PASSPHRASE_HELP}`,
  options: { unlock: { type: 'boolean' }, ...PASSPHRASE_OPTION },
  async run(given, world) {
    const name = onlyWord(given, 'key file');
    const unlocked = given.flag('unlock');
    const file = unlocked ? (await unlockKey(given, world, name)).file : readKey(world, name);
    const note = unlocked ? '  unlocked    yes: the passphrase is right and the file as it was made' : '';
    return {
      isSo: true,
      text: [describeKey(file), note].filter(Boolean).join('\n'),
      json: { file: name, ...keyFacts(file), unlocked },
    };
  },
};
