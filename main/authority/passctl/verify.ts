import { statSync } from 'node:fs';
import { readCountryRuleFile, readRulePackFile } from '../../trust/rule_pack_file.ts';
import { anySignedPass } from '../../pass/rules/any_signed_pass.ts';
import type { TrustList } from '../../pass/trust_list.ts';
import { verifyPass } from '../../pass/verify_pass.ts';
import { LOOSE_TRUST_FILE_ERROR_WORDS, readLooseTrustFile } from '../../trust/loose_trust_file.ts';
import { readAuthorityPolicy } from '../../trust/repository/authority_policy_file.ts';
import { UPDATE_ERROR_WORDS } from '../../trust/repository/update_fault.ts';
import { readVenueText } from '../../trust/repository/venue_text_file.ts';
import { MAX_REVOCATION_BINARY_BYTES, readRevocationListFile } from '../../trust/revocation_list_file.ts';
import { type NamedFile, readVenueFiles } from '../../trust/venue_files.ts';
import { joinTrustLists } from '../../trust/join_trust_lists.ts';
import { badFile, type Command, type Given, mistake, type World } from './command.ts';
import { problemOf, readInput } from './files.ts';
import { readKeyFile } from './key_file.ts';
import { answerOf, checkRepository, rootFrom } from './repo_check.ts';

const CLOCK_SKEW_MS = 5 * 60_000;
const MAX_LINES = 100_000;

/** What a file is and whether it is good. */
interface Finding {
  readonly file: string;
  readonly line?: number;
  readonly kind: string;
  readonly good: boolean;
  readonly words: string;
  readonly [fact: string]: unknown;
}

/** `passctl verify`: passes, lists and repositories. */
export const verify: Command = {
  name: 'verify',
  summary: 'says what files are (passes, lists, packs, repositories) and whether they are good',
  usage: 'FILE.. [--repository DIR [--root FINGERPRINT]] [--trust FILE].. [--revocations FILE].. [--at TIME]',
  help: `Passes are read from files, one a line, and judged as a kiosk does that asks for a genuine pass only.
  --repository DIR        the keys and revocation lists by which passes are judged
  --root FINGERPRINT      of the repository's root
  --trust FILE            further keys: trust lists, certificates, JWK sets; may be repeated
  --revocations FILE      further revocation lists; may be repeated
  --at TIME               the moment to judge at (default: now)
  --audience NAME         the venue or event, for passes that name theirs; may be repeated
  --gate NAME             the gate, for passes that name theirs`,
  options: {
    repository: { type: 'string' },
    root: { type: 'string' },
    trust: { type: 'string', multiple: true },
    revocations: { type: 'string', multiple: true },
    at: { type: 'string' },
    audience: { type: 'string', multiple: true },
    gate: { type: 'string' },
  },
  async run(given, world) {
    if (given.words.length === 0) throw mistake('Name at least one file.');
    const nowMs = given.instant('at') ?? world.nowMs;
    const trust = await trustFrom(given, world, nowMs);
    const policy = {
      clockSkewMs: CLOCK_SKEW_MS,
      rule: anySignedPass,
      audiences: given.texts('audience'),
      gate: given.text('gate') ?? null,
    };
    const findings: Finding[] = [];
    for (const name of given.words) {
      if (isFolder(world, name)) {
        const { isSo, json, text } = answerOf(
          name,
          await checkRepository(world, name, rootFrom(given), nowMs),
        );
        findings.push({ ...json, file: name, kind: 'repository', good: isSo, words: text });
        continue;
      }
      const content = readInput(world, name, MAX_REVOCATION_BINARY_BYTES);
      const list = listFinding(name, content, nowMs);
      if (list !== null) {
        findings.push(list);
        continue;
      }
      const lines = passLines(name, content);
      for (const [code, line] of lines) {
        const verdict = verifyPass({ code, trust, policy, now: nowMs });
        const { facts, format, issuer, outcome, reason } = verdict;
        const good = outcome === 'admit' || outcome === 'specimen';
        // Nothing of its holder is shown: the id is what withdraws it.
        const passId = format === 'venue' ? (facts?.passId ?? null) : null;
        const of = issuer === null ? '' : ` of ${issuer}`;
        const what = outcome === 'not_a_pass' ? format : `a pass (${format})${of}`;
        const id = passId === null ? '' : `; id ${passId}`;
        const words = `${name}, line ${line}: ${what}: ${outcome}, ${reason}${id}`;
        findings.push({
          file: name,
          line,
          kind: 'pass',
          good,
          words,
          format,
          issuer,
          outcome,
          reason,
          passId,
        });
      }
    }
    return {
      isSo: findings.every(({ good }) => good),
      text: findings.map(({ words }) => words).join('\n'),
      json: { findings: findings.map(({ words: _, ...facts }) => facts) },
    };
  },
};

async function trustFrom(given: Given, world: World, nowMs: number): Promise<TrustList> {
  const loose = given.texts('trust').map((name) => {
    const list = readLooseTrustFile(readInput(world, name, MAX_REVOCATION_BINARY_BYTES));
    if (!list.ok) throw badFile(`Cannot use ${name}: it ${LOOSE_TRUST_FILE_ERROR_WORDS[list.error]}.`);
    return list.value;
  });
  const repository = given.text('repository');
  let trustLists: readonly NamedFile[] = [];
  const revocationLists = given.texts('revocations').map((name) => {
    return { name, content: readInput(world, name, MAX_REVOCATION_BINARY_BYTES) };
  });
  if (repository !== undefined) {
    const { update } = await checkRepository(world, repository, rootFrom(given), nowMs);
    if (!update.ok) {
      const { code, file } = update.error;
      const words = `${UPDATE_ERROR_WORDS[code]}${file === null ? '' : ` (${file})`}`;
      throw badFile(`Cannot use the repository ${repository}: it ${words}.`);
    }
    trustLists = update.value.files.trustLists;
    revocationLists.push(
      ...update.value.files.revocationLists.map(({ content, name }) => ({
        name,
        content: Buffer.from(content),
      })),
    );
  } else if (given.text('root') !== undefined && !given.words.some((name) => isFolder(world, name))) {
    throw mistake('--root goes with --repository.');
  }
  const venue = readVenueFiles({ trustLists, rulePacks: [], revocationLists });
  const [fault] = venue.faults;
  if (fault !== undefined)
    throw badFile(`Cannot use ${fault.name}: a kiosk cannot read it (${fault.error}).`);
  return joinTrustLists([venue.trust, ...loose]);
}

function isFolder(world: World, name: string): boolean {
  try {
    return statSync(world.resolve(name)).isDirectory();
  } catch (cause) {
    throw problemOf('read', name, cause);
  }
}

/** What a file other than one of passes is; null where it is none of them. */
function listFinding(file: string, content: Uint8Array, nowMs: number): Finding | null {
  const dated = (kind: string, what: string, from: number | null, until: number | null): Finding => {
    const good = (from === null || from <= nowMs) && (until === null || nowMs < until);
    const end = until === null ? '' : ` until ${new Date(until).toISOString()}`;
    const state = good
      ? `good${end}`
      : from !== null && nowMs < from
        ? 'issued in the future'
        : `ended${end.replace('until', 'at')}`;
    return { file, kind, good, words: `${file}: ${what}: ${state}` };
  };
  const trust = readLooseTrustFile(content);
  if (trust.ok) {
    const { issuedAt, keyCount, validUntil } = trust.value;
    return dated('trust_list', `a trust list of ${keyCount} keys`, issuedAt, validUntil);
  }
  const revocations = readRevocationListFile(content);
  if (revocations.ok) {
    const { entries, issuedAt, undated, validUntil } = revocations.value;
    const count = entries.length + undated.reduce((sum, { hashes }) => sum + hashes.length / 4, 0);
    return dated('revocation_list', `a revocation list of ${count} entries`, issuedAt, validUntil);
  }
  const pack = readRulePackFile(content);
  if (pack.ok) return dated('rule_pack', `the rule pack ${pack.value.id}`, null, null);
  const rules = readCountryRuleFile(content);
  if (rules.ok) return dated('country_rules', `${rules.value.length} rules of countries`, null, null);
  if (readVenueText(content).ok) return dated('text', 'a text for the venue', null, null);
  if (readAuthorityPolicy(content).ok) return dated('policy', "the authority's policy", null, null);
  const key = readKeyFile(content);
  if (key.ok)
    return dated('key_file', `the key ${key.value.name}, a private one under a passphrase`, null, null);
  if (!isJson(content)) return null;
  const why =
    trust.error === 'not_a_trust_list'
      ? 'is JSON, but nothing that a kiosk reads'
      : LOOSE_TRUST_FILE_ERROR_WORDS[trust.error];
  return { file, kind: 'unknown', good: false, words: `${file}: it ${why}` };
}

function isJson(content: Uint8Array): boolean {
  return /^\s*[[{]/.test(Buffer.from(content.subarray(0, 100)).toString('latin1'));
}

function passLines(name: string, content: Uint8Array): readonly (readonly [string, number])[] {
  const lines = Buffer.from(content).toString('utf8').split(/\r?\n/);
  if (lines.length > MAX_LINES) throw badFile(`Cannot use ${name}: it has more than ${MAX_LINES} lines.`);
  return lines.map((text, index) => [text, index + 1] as const).filter(([text]) => text !== '');
}
