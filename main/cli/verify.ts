import { readFileSync } from 'node:fs';
import path from 'node:path';
import { anySignedPass } from '../pass/rules/any_signed_pass.ts';
import type { TrustedKey, TrustList } from '../pass/trust_list.ts';
import { verifyPass } from '../pass/verify_pass.ts';
import { buildTrustList } from '../trust/build_trust_list.ts';
import { readTrustListFile } from '../trust/trust_list_file.ts';
import { keyFromCertificate } from '../trust/x509_key.ts';
import { splitLines } from './split_lines.ts';

const USAGE = `Usage: npm run --silent verify -- [--at TIME] [--trust FILE]... FILE|-

Verifies payloads, one a line, from FILE or standard input, and prints one JSON object a line.
  --at TIME     the moment to judge at, ISO 8601 (default: now)
  --trust FILE  a trust list (JSON) or a signing certificate (PEM or DER); may be given several times
Exit code: 0 when every line was judged, 2 for a mistake in the command.`;

const CLOCK_SKEW_MS = 5 * 60_000;

class UsageError extends Error {}

function main(args: readonly string[]): void {
  const trustFiles: string[] = [];
  const inputs: string[] = [];
  let now = Date.now();
  for (let i = 0; i < args.length; i += 1) {
    const arg = args[i] ?? '';
    if (arg === '--help') {
      process.stdout.write(`${USAGE}\n`);
      return;
    }
    if (arg === '--at' || arg === '--trust') {
      i += 1;
      const value = args[i];
      if (value === undefined) throw new UsageError(`${arg} needs a value.`);
      if (arg === '--trust') trustFiles.push(value);
      else now = Date.parse(value);
      if (Number.isNaN(now)) throw new UsageError('--at needs a time such as 2022-03-01T12:00:00Z.');
    } else if (arg.startsWith('--')) {
      throw new UsageError(`Unknown option ${arg}.`);
    } else {
      inputs.push(arg);
    }
  }
  const input = inputs[0];
  if (input === undefined || inputs.length > 1) throw new UsageError('Name one file of payloads, or - for standard input.');
  const trust = joinLists(trustFiles.map(readTrust));
  for (const code of splitLines(readInput(input))) {
    const { outcome, reason, format, issuer, stages } = verifyPass({
      code,
      trust,
      policy: { clockSkewMs: CLOCK_SKEW_MS, rule: anySignedPass },
      now,
    });
    process.stdout.write(`${JSON.stringify({ outcome, reason, format, issuer, stages })}\n`);
  }
}

function readInput(name: string): Uint8Array {
  try {
    return readFileSync(name === '-' ? 0 : resolveInput(name));
  } catch {
    throw new UsageError(`Cannot read ${name}.`);
  }
}

/** npm runs scripts in the project's folder; the files are named from where the user stands. */
function resolveInput(name: string): string {
  return path.resolve(process.env.INIT_CWD ?? '.', name);
}

function readTrust(name: string): TrustList {
  const content = readInput(name);
  const list = readTrustListFile(content);
  if (list.ok) return list.value;
  const pem = /-----BEGIN CERTIFICATE-----([^-]+)-----END CERTIFICATE-----/g;
  const blocks = [...Buffer.from(content).toString('latin1').matchAll(pem)].map(([, body]) => body ?? '');
  const certificates = blocks.length === 0 ? [content] : blocks.map((body) => Buffer.from(body, 'base64'));
  const keys = certificates.map((der) => keyFromCertificate(der));
  if (keys.some((key) => key === null)) {
    throw new UsageError(`${name} is neither a trust list nor a certificate (${list.error}).`);
  }
  return buildTrustList(
    keys.filter((key): key is TrustedKey => key !== null),
    { issuedAt: null, validUntil: null },
  );
}

/** Several lists serve as one: as old as the newest, good as long as the first to end. */
function joinLists(lists: readonly TrustList[]): TrustList {
  const instants = (pick: (list: TrustList) => number | null) => lists.map(pick).filter((at) => at !== null);
  const issued = instants(({ issuedAt }) => issuedAt);
  const ends = instants(({ validUntil }) => validUntil);
  return {
    issuedAt: issued.length === 0 ? null : Math.max(...issued),
    validUntil: ends.length === 0 ? null : Math.min(...ends),
    keyCount: lists.reduce((sum, list) => sum + list.keyCount, 0),
    findKeys: (format, keyId) => lists.flatMap((list) => list.findKeys(format, keyId)),
  };
}

try {
  main(process.argv.slice(2));
} catch (error) {
  if (!(error instanceof UsageError)) throw error;
  process.stderr.write(`${error.message}\n\n${USAGE}\n`);
  process.exitCode = 2;
}
