import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { buildSync } from 'esbuild';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makeCode, makeIssuer } from '../pass/make_pass.ts';

const root = path.resolve(import.meta.dirname, '../..');
const folder = mkdtempSync(path.join(tmpdir(), 'kiosk-cli-'));
const issuer = makeIssuer();
const good = makeCode(issuer);
const AT = '2026-03-01T10:00:00Z';

beforeAll(() => {
  buildSync({
    entryPoints: ['verify', 'vectors'].map((name) => path.join(root, 'main/cli', `${name}.ts`)),
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node20',
    outdir: folder,
    outExtension: { '.js': '.mjs' },
  });
  writeFileSync(
    path.join(folder, 'trust.json'),
    JSON.stringify({
      version: 1,
      issuedAt: '2026-02-28T00:00:00Z',
      validUntil: '2026-03-02T00:00:00Z',
      keys: [
        {
          format: 'hc1',
          issuer: 'XX',
          keyId: issuer.trusted.keyId,
          spki: issuer.trusted.publicKey.export({ type: 'spki', format: 'der' }).toString('base64'),
        },
      ],
    }),
  );
  writeFileSync(path.join(folder, 'codes.txt'), `${good}\r\n\nhttps://example.org\n`);
});

afterAll(() => rmSync(folder, { recursive: true }));

function electronRuntimes(): readonly string[] {
  const runtimes = path.join(root, '.runtime');
  if (!existsSync(runtimes)) return [];
  return readdirSync(runtimes)
    .map((name) => path.join(runtimes, name, 'electron'))
    .filter((file) => existsSync(file));
}

function run(command: string, args: readonly string[], input?: string | Uint8Array) {
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    [path.join(folder, `${command}.mjs`), ...args],
    {
      input: input ?? '',
      cwd: folder,
      encoding: 'utf8',
      env: { ...process.env, INIT_CWD: folder },
    },
  );
  return {
    status,
    stderr,
    answers: stdout
      .split('\n')
      .filter(Boolean)
      .map((line) => JSON.parse(line)),
  };
}

describe('verify', () => {
  it('judges a payload a line, and prints nothing that a pass says of its holder', () => {
    const { status, stderr, answers } = run('verify', ['--at', AT, '--trust', 'trust.json', 'codes.txt']);
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    expect(answers.map(({ outcome, reason, format }) => [outcome, reason, format])).toEqual([
      ['admit', 'valid', 'hc1'],
      ['not_a_pass', 'wrong_code', 'unknown'],
      ['not_a_pass', 'wrong_code', 'web_address'],
    ]);
    expect(Object.keys(answers[0]).sort()).toEqual(['format', 'issuer', 'outcome', 'reason', 'stages']);
    expect(JSON.stringify(answers)).not.toMatch(/muster/i);
  });

  it('reads standard input, as bytes, and never more of a line than a code can hold', () => {
    const input = Buffer.concat([
      Buffer.from(`${good}\n`),
      Uint8Array.of(0xdc, 0x03, 0xff, 0x0a),
      Buffer.alloc(5_000_000, 0x41),
    ]);
    const { status, answers } = run('verify', ['--trust', 'trust.json', '--at', AT, '-'], input);
    expect(status).toBe(0);
    expect(answers.map(({ outcome, reason, format }) => [outcome, reason, format])).toEqual([
      ['admit', 'valid', 'hc1'],
      ['undecided', 'format_not_verifiable', 'visible_seal'],
      ['not_a_pass', 'too_large', 'unknown'],
    ]);
  });

  it('admits nobody without a trust list, or with a stale one', () => {
    expect(run('verify', ['--at', AT, '-'], good).answers[0]).toMatchObject({
      outcome: 'undecided',
      reason: 'trust_list_missing',
    });
    const stale = run('verify', ['--at', '2026-03-20T00:00:00Z', '--trust', 'trust.json', '-'], good);
    expect(stale.answers[0]).toMatchObject({ outcome: 'undecided', reason: 'trust_list_stale' });
  });

  it.each([
    ['no file', [], 'Name one file'],
    ['two files', ['a', 'b'], 'Name one file'],
    ['an unknown option', ['--fast', '-'], 'Unknown option --fast'],
    ['an option without a value', ['-', '--at'], '--at needs a value'],
    ['a time that is none', ['--at', 'yesterday 5', '-'], '--at needs a time'],
    ['a file that is not there', ['missing.txt'], 'Cannot read missing.txt'],
    ['a folder', ['.'], 'Cannot read .'],
    ['a trust file that is not there', ['--trust', 'missing.json', '-'], 'Cannot read missing.json'],
    [
      'a trust file that is none',
      ['--trust', 'codes.txt', '-'],
      'Cannot use codes.txt: it is neither JSON nor a certificate',
    ],
  ])('says in a sentence what is wrong with %s', (_what, args, words) => {
    const { status, stderr, answers } = run('verify', args);
    expect(stderr).toContain(words);
    expect(stderr).not.toMatch(/\n\s+at /);
    expect({ status, answers }).toEqual({ status: 2, answers: [] });
  });
});

describe('vectors', () => {
  it('answers every line, whatever it holds', () => {
    const lines = [
      JSON.stringify({ id: 'a', format: 'base45', payload: 'BB8' }),
      JSON.stringify({ id: 'b', format: 'cbor', payload: '1bffffffffffffffff', payloadEncoding: 'hex' }),
      '{',
      JSON.stringify({ id: 'c', format: 'quipu', payload: '' }),
      JSON.stringify({ id: 'd', format: 'hcert' }),
    ];
    writeFileSync(path.join(folder, 'cases.jsonl'), lines.join('\n'));
    const { status, answers } = run('vectors', ['cases.jsonl']);
    expect(status).toBe(0);
    expect(answers).toEqual([
      { id: 'a', verdict: 'pass', reason: 'valid', value: 'AB', valueHex: '4142', ms: expect.any(Number) },
      { id: 'b', verdict: 'value', reason: 'valid', value: 2 ** 64, ms: expect.any(Number) },
      { id: null, verdict: 'fail', reason: 'bad_case', ms: 0 },
      { id: 'c', verdict: 'unsupported', reason: 'format_not_supported', ms: expect.any(Number) },
      { id: 'd', verdict: 'fail', reason: 'bad_case', ms: expect.any(Number) },
    ]);
  });

  it('answers alike in every runtime there is', () => {
    const cases = ['hcert_derived', 'hcert_dcc-quality-assurance', 'cose_sign1', 'wycheproof'].map((name) =>
      path.join(root, 'test/vectors', `${name}.jsonl`),
    );
    const answersIn = (executable: string) => {
      const { status, stdout } = spawnSync(executable, [path.join(folder, 'vectors.mjs'), ...cases], {
        encoding: 'utf8',
        env: { ...process.env, ELECTRON_RUN_AS_NODE: '1' },
        maxBuffer: 64 * 1024 * 1024,
      });
      expect(status).toBe(0);
      return stdout
        .replace(/,"ms":[\d.]+/g, '')
        .trim()
        .split('\n');
    };
    const answers = answersIn(process.execPath);
    expect(answers.length).toBeGreaterThan(1_000);
    // BoringSSL, in Electron, and OpenSSL differ in what they read and refuse.
    for (const electron of electronRuntimes()) expect(answersIn(electron)).toEqual(answers);
  });

  it('names a file that it cannot read', () => {
    const { status, stderr } = run('vectors', ['missing.jsonl']);
    expect({ status, stderr }).toEqual({
      status: 2,
      stderr: expect.stringContaining('Cannot read missing.jsonl'),
    });
  });
});
