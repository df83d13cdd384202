import type { parseArgs } from 'node:util';
import { readIsoInstant } from '../../pass/iso_instant.ts';

type Options = NonNullable<NonNullable<Parameters<typeof parseArgs>[0]>['options']>;

/** One command of passctl. */
export interface Command {
  /** As it is typed: one word or two. */
  readonly name: string;
  /** What it does, in a few words for the list of commands. */
  readonly summary: string;
  /** What stands behind its name in the usage line. */
  readonly usage: string;
  /** Its options and what else a person must know. */
  readonly help: string;
  readonly options: Options;
  run(given: Given, world: World): Promise<Answer> | Answer;
}

/** What a command did or found out. */
export interface Answer {
  /** False: what was asked for is not so (exit code 1). */
  readonly isSo: boolean;
  /** For people, or the thing itself where a command makes one. */
  readonly text: string;
  /** The same for programs. */
  readonly json: Readonly<Record<string, unknown>>;
  /** What a person should know beside it; goes to standard error. */
  readonly notes?: readonly string[];
}

/** What a command may use of the world. */
export interface World {
  /** Files are named from where the user stands. */
  resolve(name: string): string;
  readonly nowMs: number;
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly input: NodeJS.ReadStream;
  /** Standard error: prompts and progress. */
  readonly screen: Pick<NodeJS.WriteStream, 'write'> & { readonly isTTY?: boolean };
}

export const EXIT_NOT_SO = 1;
export const EXIT_MISTAKE = 2;
export const EXIT_DISK = 3;

/** Ends a command with a sentence for the user; thrown by commands and caught in run_passctl.ts only. */
export class Problem extends Error {
  readonly exitCode: number;

  constructor(exitCode: number, message: string) {
    super(message);
    this.exitCode = exitCode;
  }
}

/** A mistake in the command itself. */
export function mistake(message: string): Problem {
  return new Problem(EXIT_MISTAKE, message);
}

/** A file that is not there, cannot be written or is not what it should be. */
export function badFile(message: string): Problem {
  return new Problem(EXIT_DISK, message);
}

/** What was typed after a command's name. Each method throws a Problem that names the option. */
export interface Given {
  readonly words: readonly string[];
  flag(option: string): boolean;
  text(option: string): string | undefined;
  required(option: string): string;
  /** Every value of an option that may be repeated, or be a list with commas. */
  list(option: string): readonly string[];
  texts(option: string): readonly string[];
  whole(option: string, otherwise: number, least: number, most: number): number;
  /** Milliseconds since 1970. */
  instant(option: string): number | undefined;
}

/** Reads the values of node:util's parseArgs. */
export function givenFrom(
  words: readonly string[],
  values: Readonly<Record<string, string | boolean | (string | boolean)[] | undefined>>,
): Given {
  function text(option: string): string | undefined {
    const value = values[option];
    if (value === '') throw mistake(`--${option} needs a value.`);
    return typeof value === 'string' ? value : undefined;
  }
  function texts(option: string): readonly string[] {
    const value = values[option];
    return Array.isArray(value) ? value.map(String) : [];
  }
  return {
    words,
    flag: (option) => values[option] === true,
    text,
    texts,
    required(option) {
      const value = text(option);
      if (value === undefined) throw mistake(`--${option} is missing.`);
      return value;
    },
    list: (option) =>
      texts(option)
        .flatMap((value) => value.split(','))
        .map((value) => value.trim())
        .filter(Boolean),
    whole(option, otherwise, least, most) {
      const value = text(option);
      if (value === undefined) return otherwise;
      const number = /^\d{1,9}$/.test(value) ? Number(value) : Number.NaN;
      if (!(number >= least && number <= most)) {
        throw mistake(`--${option} needs a whole number from ${least} to ${most}.`);
      }
      return number;
    },
    instant(option) {
      const value = text(option);
      if (value === undefined) return undefined;
      const instant = readIsoInstant(value);
      if (instant === null) throw mistake(`--${option} needs a date or time such as 2026-03-01T12:00:00Z.`);
      return instant;
    },
  };
}

/** The only word that a command takes, or a Problem that says what it should be. */
export function onlyWord({ words }: Given, what: string): string {
  const [word, ...more] = words;
  if (word === undefined || more.length > 0) throw mistake(`Name one ${what}.`);
  return word;
}
