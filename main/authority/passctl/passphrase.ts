import type { KeyObject } from 'node:crypto';
import { badFile, type Given, mistake, type World } from './command.ts';
import { readInput } from './files.ts';
import {
  KEY_FILE_ERROR_WORDS,
  type KeyFile,
  MAX_KEY_FILE_BYTES,
  MIN_PASSPHRASE_CHARACTERS,
  readKeyFile,
  unlockKeyFile,
} from './key_file.ts';

const MAX_PASSPHRASE_BYTES = 1024;
const ENTER = new Set(['\r', '\n']);
const BACKSPACE = new Set(['\b', '\u007f']);
/** Control-C and control-D. */
const STOP = new Set(['\u0003', '\u0004']);

/** The option of every command that unlocks a key, and its help. */
export const PASSPHRASE_OPTION = { 'passphrase-file': { type: 'string', multiple: true } } as const;
export const PASSPHRASE_HELP = `\
  --passphrase-file FILE  its first line is the passphrase; may be repeated for several keys.
                          Otherwise PASSCTL_PASSPHRASE, otherwise the terminal is asked.`;

/** A passphrase for a new key. */
export async function choosePassphrase(given: Given, world: World): Promise<string> {
  const known = knownPassphrases(given, world);
  if (known.length > 1) throw mistake('A new key takes one passphrase: give --passphrase-file once.');
  const passphrase = known[0] ?? (await ask(world, 'New passphrase: '));
  if ([...passphrase].length < MIN_PASSPHRASE_CHARACTERS) {
    throw mistake(`A passphrase needs at least ${MIN_PASSPHRASE_CHARACTERS} characters.`);
  }
  if (known.length === 0 && (await ask(world, 'Once more: ')) !== passphrase) {
    throw mistake('The two passphrases are not the same.');
  }
  return passphrase;
}

/** A key file without its private key. */
export function readKey(world: World, name: string): KeyFile {
  const file = readKeyFile(readInput(world, name, MAX_KEY_FILE_BYTES));
  if (!file.ok) throw badFile(`Cannot use ${name}: it ${KEY_FILE_ERROR_WORDS[file.error]}.`);
  return file.value;
}

/** A key file with its private key. */
export async function unlockKey(
  given: Given,
  world: World,
  name: string,
): Promise<{ readonly file: KeyFile; readonly privateKey: KeyObject; readonly passphrase: string }> {
  const file = readKey(world, name);
  const known = knownPassphrases(given, world);
  const passphrases = known.length > 0 ? known : [await ask(world, `Passphrase for ${name}: `)];
  for (const passphrase of passphrases) {
    const key = unlockKeyFile(file, passphrase);
    if (key.ok) return { file, privateKey: key.value, passphrase };
  }
  throw badFile(`Cannot use ${name}: it ${KEY_FILE_ERROR_WORDS.wrong_passphrase}.`);
}

function knownPassphrases(given: Given, world: World): readonly string[] {
  const files = given.texts('passphrase-file');
  const { PASSCTL_PASSPHRASE: passphrase } = world.environment;
  if (files.length === 0) return passphrase ? [passphrase] : [];
  return files.map((name) => {
    const [line = ''] = Buffer.from(readInput(world, name, MAX_PASSPHRASE_BYTES))
      .toString('utf8')
      .split(/\r?\n/, 1);
    if (line === '') throw badFile(`Cannot use ${name}: its first line is empty.`);
    return line;
  });
}

/** Asks the terminal, which shows nothing of what is typed. */
async function ask({ input, screen }: World, question: string): Promise<string> {
  if (!input.isTTY) {
    throw mistake(
      'There is no terminal to ask for the passphrase: use --passphrase-file or PASSCTL_PASSPHRASE.',
    );
  }
  screen.write(question);
  input.setRawMode(true);
  input.setEncoding('utf8');
  input.resume();
  let typed = '';
  try {
    return await new Promise<string>((resolve, reject) => {
      const read = (text: string) => {
        for (const character of text) {
          if (STOP.has(character)) reject(mistake('Stopped.'));
          else if (ENTER.has(character)) {
            input.off('data', read);
            return resolve(typed);
          } else if (BACKSPACE.has(character)) typed = [...typed].slice(0, -1).join('');
          else typed += character;
        }
      };
      input.on('data', read);
      input.once('end', () => reject(mistake('The terminal closed before a passphrase was typed.')));
    });
  } finally {
    input.setRawMode(false);
    input.pause();
    input.removeAllListeners('data');
    input.removeAllListeners('end');
    screen.write('\n');
  }
}
