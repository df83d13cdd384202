import { readFileSync } from 'node:fs';
import { readIsoInstant } from '../pass/iso_instant.ts';
import { anySignedPass } from '../pass/rules/any_signed_pass.ts';
import type { TrustList } from '../pass/trust_list.ts';
import { MAX_CODE_BYTES, verifyPass } from '../pass/verify_pass.ts';
import { terminalText } from '../pass/terminal_text.ts';
import { joinTrustLists } from '../trust/join_trust_lists.ts';
import { LOOSE_TRUST_FILE_ERROR_WORDS, readLooseTrustFile } from '../trust/loose_trust_file.ts';
import { openInput, resolveInput } from './open_input.ts';
import { readLines } from './read_lines.ts';

const USAGE = `Usage: npm run --silent verify -- [--at TIME] [--trust FILE]... FILE|-

Verifies payloads, one a line, from FILE or standard input, and prints one JSON object a line.
  --at TIME     the moment to judge at, ISO 8601 (default: now)
  --trust FILE  keys: a trust list, certificates (PEM or DER), a JWK or JWK set, or a list as the WHO network,
                the VCI directory, an NZ, DIVOC or pretix issuer publishes it; may be given several times
Exit code: 0 when every line was judged, 2 for a mistake in the command.`;

const CLOCK_SKEW_MS = 5 * 60_000;
const EXIT_USAGE = 2;

class UsageError extends Error {}

interface Command {
  readonly input: string;
  readonly trustFiles: readonly string[];
  readonly now: number;
}

async function run(args: readonly string[]): Promise<void> {
  if (args.includes('--help')) {
    process.stdout.write(`${USAGE}\n`);
    return;
  }
  const { input, trustFiles, now } = readCommand(args);
  const trust = joinTrustLists(trustFiles.map(readTrust));
  const policy = { clockSkewMs: CLOCK_SKEW_MS, rule: anySignedPass, audiences: [], gate: null };
  try {
    for await (const code of readLines(openInput(input), MAX_CODE_BYTES)) {
      // Nothing that the pass says leaves: only what it is judged to be.
      const { outcome, reason, format, issuer, stages } = await verifyPass({ code, trust, policy, now });
      process.stdout.write(`${terminalText(JSON.stringify({ outcome, reason, format, issuer, stages }))}\n`);
    }
  } catch (error) {
    if (error instanceof Error && 'syscall' in error) throw new UsageError(`Cannot read ${input}.`);
    throw error;
  }
}

function readCommand(args: readonly string[]): Command {
  const trustFiles: string[] = [];
  const inputs: string[] = [];
  let now: number | null = Date.now();
  for (let i = 0; i < args.length; i += 1) {
    const arg = args[i] ?? '';
    if (arg === '--at' || arg === '--trust') {
      i += 1;
      const value = args[i];
      if (value === undefined) throw new UsageError(`${arg} needs a value.`);
      if (arg === '--trust') trustFiles.push(value);
      else now = readIsoInstant(value);
    } else if (arg.startsWith('--')) {
      throw new UsageError(`Unknown option ${arg}.`);
    } else {
      inputs.push(arg);
    }
  }
  if (now === null) throw new UsageError('--at needs a time such as 2022-03-01T12:00:00Z.');
  const [input, ...more] = inputs;
  if (input === undefined || more.length > 0) {
    throw new UsageError('Name one file of payloads, or - for standard input.');
  }
  return { input, trustFiles, now };
}

function readTrust(name: string): TrustList {
  let content: Uint8Array;
  try {
    content = readFileSync(resolveInput(name));
  } catch {
    throw new UsageError(`Cannot read ${name}.`);
  }
  const list = readLooseTrustFile(content);
  if (!list.ok) throw new UsageError(`Cannot use ${name}: it ${LOOSE_TRUST_FILE_ERROR_WORDS[list.error]}.`);
  return list.value;
}

try {
  await run(process.argv.slice(2));
} catch (error) {
  if (!(error instanceof UsageError)) throw error;
  process.stderr.write(`${terminalText(error.message)}\n\n${USAGE}\n`);
  process.exitCode = EXIT_USAGE;
}
