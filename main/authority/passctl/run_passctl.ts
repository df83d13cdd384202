import { parseArgs } from 'node:util';
import {
  type Answer,
  type Command,
  EXIT_DISK,
  EXIT_MISTAKE,
  EXIT_NOT_SO,
  givenFrom,
  mistake,
  Problem,
  type World,
} from './command.ts';
import { COMMANDS } from './commands.ts';

const EXIT_CODES = `Exit codes: 0 done, or it is so; 1 what was asked for is not so;
2 a mistake in the command; 3 a file or a disk is not as it should be.`;
const COMMON = { help: { type: 'boolean' }, json: { type: 'boolean' } } as const;
const CALL = 'npm run --silent passctl --';

/** What a run leaves behind. */
export interface Outcome {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs one command line: never throws for what a user or a disk can do wrong. */
export async function runPassctl(args: readonly string[], world: World): Promise<Outcome> {
  const inJson = args.includes('--json');
  const command = findCommand(args);
  try {
    if (command === null) {
      if (args.length === 0 || args.includes('--help'))
        return { exitCode: 0, stdout: `${helpOfAll()}\n`, stderr: '' };
      throw mistake(`There is no command ${args.slice(0, 2).join(' ')}.`);
    }
    const { positionals, values } = parse(command, args.slice(command.name.split(' ').length));
    if (values.help === true) return { exitCode: 0, stdout: `${helpOf(command)}\n`, stderr: '' };
    return outcomeOf(await command.run(givenFrom(positionals, values), world), inJson);
  } catch (cause) {
    const problem = problemFrom(cause);
    const { exitCode, message } = problem;
    if (inJson)
      return {
        exitCode,
        stdout: `${JSON.stringify({ ok: false, error: { exitCode, message } })}\n`,
        stderr: '',
      };
    const hint = exitCode === EXIT_MISTAKE ? `\n${command === null ? helpOfAll() : usageOf(command)}\n` : '';
    return { exitCode, stdout: '', stderr: `${message}\n${hint}` };
  }
}

function findCommand(args: readonly string[]): Command | null {
  return COMMANDS.find(({ name }) => name.split(' ').every((word, index) => args[index] === word)) ?? null;
}

function parse(command: Command, args: readonly string[]) {
  try {
    return parseArgs({ args: [...args], options: { ...command.options, ...COMMON }, allowPositionals: true });
  } catch (cause) {
    if (!(cause instanceof Error && 'code' in cause && String(cause.code).startsWith('ERR_PARSE_ARGS')))
      throw cause;
    // Its further sentences are about programming with options.
    throw mistake(`${cause.message.split(/\.\s|\n/, 1)[0]?.replace(/\.$/, '')}.`);
  }
}

function outcomeOf({ isSo, json, notes = [], text }: Answer, inJson: boolean): Outcome {
  const exitCode = isSo ? 0 : EXIT_NOT_SO;
  const listed = notes.length === 0 ? {} : { notes };
  if (inJson)
    return { exitCode, stdout: `${JSON.stringify({ ok: isSo, ...json, ...listed })}\n`, stderr: '' };
  const stderr = notes.map((note) => `${note}\n`).join('');
  return { exitCode, stdout: text === '' ? '' : `${text}\n`, stderr };
}

/** What the file system refuses is for the user to mend; anything else is a fault of ours. */
function problemFrom(cause: unknown): Problem {
  if (cause instanceof Problem) return cause;
  if (cause instanceof Error && 'syscall' in cause) return new Problem(EXIT_DISK, `${cause.message}.`);
  throw cause;
}

function usageOf({ name, usage }: Command): string {
  return `Usage: ${CALL} ${name} ${usage}\nMore: ${CALL} ${name} --help`;
}

function helpOf(command: Command): string {
  const { help, name, summary, usage } = command;
  return `Usage: ${CALL} ${name} ${usage}\n\npassctl ${name} ${summary}.\n\n${help}
  --json                  prints one JSON object\n\n${EXIT_CODES}`;
}

function helpOfAll(): string {
  const longest = Math.max(...COMMANDS.map(({ name }) => name.length));
  const lines = COMMANDS.map(({ name, summary }) => `  ${name.padEnd(longest)}  ${summary}`);
  return `Usage: ${CALL} COMMAND [--help] [--json] ...

passctl is the authority's tool: it makes keys, issues and withdraws passes, and signs what kiosks trust.

${lines.join('\n')}\n\n${EXIT_CODES}`;
}
