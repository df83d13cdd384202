import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { buildCommand } from '../../../native/setup/build.mjs';
import { ISSUER, openDesk } from './desk.ts';

const desk = openDesk();
const HOURS = { warnAfterHours: 24, stopAfterHours: 48 };
const LINE = { en: 'Hello', 'zh-Hant': '你好', 'zh-Hans': '你好' };
const NEXT_YEAR = new Date(Date.now() + 400 * 86_400_000).toISOString();

let verifyCommand = '';

beforeAll(async () => {
  verifyCommand = await buildCommand('verify');
  desk.makeKey('venue');
  desk.makeKey('other');
  desk.makeKey('es256', 'ES256');
  desk.write(
    'policy.json',
    JSON.stringify({ version: 1, ages: { keys: HOURS, rules: HOURS, revocations: HOURS } }),
  );
  desk.write('text.json', JSON.stringify({ version: 1, lines: LINE }));
  cpSync(
    path.resolve(import.meta.dirname, '../../../main/pass/rules/packs/2g.json'),
    desk.file('rules.json'),
  );
  expect(await desk.callJson(['repo', 'init', 'base', '--keys', 'venue.key.json'])).toMatchObject({
    status: 0,
  });
  const published = await desk.callJson([
    'keys',
    'export',
    'venue.key.json',
    '--issuer',
    ISSUER,
    '--publish',
    'base',
  ]);
  expect(published).toMatchObject({ status: 0, version: 2, vouched: ['keys'] });
});

/** A copy of the repository with one published trust list. */
function copyTo(name: string): string {
  cpSync(desk.file('base'), desk.file(name), { recursive: true });
  cpSync(desk.file('base.passctl.json'), desk.file(`${name}.passctl.json`));
  return name;
}

function filesOf(name: string): readonly string[] {
  const found = readdirSync(desk.file(name), { recursive: true, withFileTypes: true });
  return found
    .filter((entry) => entry.isFile())
    .map((entry) => path.relative(desk.file(name), path.join(entry.parentPath, entry.name)));
}

describe('from nothing to a verified pass', () => {
  it('takes five commands', () => {
    const steps = [
      ['key', 'new', 'first'],
      ['repo', 'init', 'repository', '--keys', 'first.key.json'],
      [
        'keys',
        'export',
        'first.key.json',
        '--issuer',
        ISSUER,
        '--publish',
        'repository',
        '--output',
        'keys.json',
      ],
      [
        'issue',
        '--key',
        'first.key.json',
        '--issuer',
        ISSUER,
        '--label',
        'Season 2026',
        '--output',
        'pass.txt',
      ],
      ['verify', 'pass.txt', '--repository', 'repository'],
    ];
    const last = steps.map((args) => {
      const run = desk.run(args);
      expect(run, args.join(' ')).toMatchObject({ status: 0, stderr: '' });
      return run;
    })[4];
    expect(last?.stdout).toContain('admit, valid');
    const kiosk = spawnSync(process.execPath, [verifyCommand, '--trust', 'keys.json', 'pass.txt'], {
      cwd: desk.folder,
      encoding: 'utf8',
      env: { ...process.env, INIT_CWD: desk.folder },
    });
    expect(JSON.parse(kiosk.stdout)).toMatchObject({ outcome: 'admit', reason: 'valid', issuer: ISSUER });
  });
});

describe('repo add', () => {
  it('plans what a kiosk can use, which nobody gets before it is published', async () => {
    const name = copyTo('added');
    await desk.call(['revoke', 'withdrawn.json', '--issuer', ISSUER, '--group', 'season']);
    for (const [file, place] of [
      ['rules.json', 'rules/2g.json'],
      ['text.json', 'texts/hello.json'],
      ['policy.json', 'policy.json'],
      ['withdrawn.json', 'revocations/all.json'],
    ] as const) {
      expect(await desk.callJson(['repo', 'add', name, file, '--as', place])).toMatchObject({
        status: 0,
        planned: place,
      });
    }
    const before = await desk.callJson(['repo', 'check', name]);
    expect(before).toMatchObject({ status: 0, files: [{ path: 'keys/venue.json' }] });
    const published = await desk.callJson(['repo', 'publish', name]);
    expect(published).toMatchObject({ status: 0, vouched: ['rules', 'revocations', 'texts', 'policy'] });
    const after = await desk.callJson(['repo', 'check', name]);
    const [first] = before.files as readonly { issuedAt: string }[];
    const issued = new Map(
      (after.files as readonly { path: string; issuedAt: string }[]).map((file) => [
        file.path,
        file.issuedAt,
      ]),
    );
    expect([...issued.keys()].sort()).toEqual([
      'keys/venue.json',
      'policy.json',
      'revocations/all.json',
      'rules/2g.json',
      'texts/hello.json',
    ]);
    // Nobody said anything about the keys: their age goes on.
    expect(issued.get('keys/venue.json')).toBe(first?.issuedAt);
    expect(issued.get('rules/2g.json')).not.toBe(first?.issuedAt);

    const diff = await desk.callJson(['repo', 'diff', 'base', name]);
    expect(diff).toMatchObject({
      status: 1,
      ok: false,
      same: false,
      addedKeys: 0,
      policyChanged: true,
      revocationsAdded: 1,
    });
    expect((await desk.call(['repo', 'diff', 'base', name])).stdout).toContain('Rule pack 2g: added');

    const vouched = await desk.callJson(['repo', 'publish', name, '--vouch', 'all']);
    expect(vouched).toMatchObject({
      status: 0,
      vouched: ['keys', 'rules', 'revocations', 'texts', 'policy'],
    });
    const [keys] = (await desk.callJson(['repo', 'check', name])).files as readonly { issuedAt: string }[];
    expect(keys?.issuedAt).not.toBe(first?.issuedAt);

    await desk.call(['repo', 'remove', name, 'texts/hello.json']);
    const without = await desk.callJson(['repo', 'publish', name]);
    expect(without.files).not.toContain('texts/hello.json');
    expect(await desk.callJson(['repo', 'check', name])).toMatchObject({ status: 0 });
  });

  it.each([
    ['a pack as keys', 'rules.json', 'keys/a.json', 3, 'as a trust list: it is JSON, but'],
    [
      'a text as a pack',
      'text.json',
      'rules/a.json',
      3,
      'as a rule pack: it is not one that a kiosk can read',
    ],
    [
      'what is no list',
      'venue.key.json',
      'revocations/a.json',
      3,
      'it is not a revocation list of version 1',
    ],
    ['a file outside', 'text.json', 'texts/../a.json', 2, '--as is keys/NAME.json'],
    ['a kind that nobody knows', 'text.json', 'news/a.json', 2, '--as is keys/NAME.json'],
    [
      'a file that is not there',
      'missing.json',
      'keys/a.json',
      3,
      'Cannot read missing.json: it is not there.',
    ],
    ['a folder', 'base', 'keys/a.json', 3, 'Cannot read base: it is a folder.'],
    ['a list that has ended', 'ended.json', 'keys/a.json', 3, 'it ended at 2020-01-02T00:00:00.000Z'],
  ])('refuses %s', async (_what, file, place, status, words) => {
    const ended = {
      version: 1,
      issuedAt: '2020-01-01T00:00:00Z',
      validUntil: '2020-01-02T00:00:00Z',
      keys: [],
    };
    desk.write('ended.json', JSON.stringify(ended));
    const plan = desk.read('base.passctl.json');
    const answer = await desk.callJson(['repo', 'add', 'base', file, '--as', place]);
    expect(answer).toMatchObject({
      status,
      ok: false,
      error: { exitCode: status, message: expect.stringContaining(words) },
    });
    expect(desk.read('base.passctl.json')).toBe(plan);
  });
});

describe('repo check', () => {
  it('names the file that somebody changed, cut or took away', async () => {
    for (const file of filesOf('base').filter(
      (name) => !/^1\.(snapshot|targets)/.test(path.basename(name)),
    )) {
      const name = copyTo('tampered');
      const place = path.join(desk.file(name), file);
      const content = readFileSync(place);
      const changed = Buffer.from(content);
      const middle = Math.floor(content.length / 2);
      changed.writeUInt8(changed.readUInt8(middle) ^ 1, middle);
      for (const tampered of [changed, content.subarray(0, middle), null]) {
        if (tampered === null) rmSync(place);
        else writeFileSync(place, tampered);
        const answer = await desk.callJson(['repo', 'check', name]);
        expect(answer, file).toMatchObject({ status: 1, ok: false });
        // Without a first root there is no repository at all.
        if (tampered === null && file.endsWith('1.root.json')) continue;
        // A target is named as it is listed, without its hash.
        const named = file
          .split(path.sep)
          .join('/')
          .replace(/^targets\/(keys\/)[0-9a-f]{64}\./, '$1');
        expect(answer.file, JSON.stringify(answer)).toBe(named);
      }
      rmSync(desk.file(name), { recursive: true });
    }
    expect(await desk.callJson(['repo', 'check', 'base'])).toMatchObject({ status: 0, ok: true });
  });

  it('believes only the root that it was told of, and no expired one', async () => {
    const { fingerprint } = await desk.callJson(['repo', 'check', 'base']);
    expect(
      await desk.callJson(['repo', 'check', 'base', '--root', String(fingerprint).toUpperCase()]),
    ).toMatchObject({ status: 0 });
    expect(await desk.callJson(['repo', 'check', 'base', '--root', 'ab'.repeat(32)])).toMatchObject({
      status: 1,
      reason: 'unknown_root',
    });
    expect(await desk.callJson(['repo', 'check', 'base', '--at', NEXT_YEAR])).toMatchObject({
      status: 1,
      reason: 'frozen',
    });
    expect(await desk.callJson(['repo', 'check', 'base', '--root', 'abc'])).toMatchObject({ status: 2 });
    expect(await desk.callJson(['repo', 'check', 'nowhere'])).toMatchObject({
      status: 1,
      reason: 'no_repository',
    });
  });
});

describe('the keys of a repository', () => {
  it('sign together where a threshold says so, and are handed on', async () => {
    const keys = [
      '--root-keys',
      'venue.key.json,other.key.json',
      '--threshold',
      '2',
      '--targets-keys',
      'venue.key.json',
    ];
    const others = [
      '--snapshot-keys',
      'venue.key.json',
      '--timestamp-keys',
      'other.key.json',
      '--timestamp-days',
      '3',
    ];
    const made = await desk.callJson(['repo', 'init', 'shared', ...keys, ...others]);
    expect(made).toMatchObject({ status: 0 });
    const root = JSON.parse(readFileSync(path.join(desk.file('shared'), 'metadata/1.root.json'), 'utf8'));
    expect(root.signatures).toHaveLength(2);
    expect(root.signed.roles.root.threshold).toBe(2);

    const rotated = await desk.callJson([
      'repo',
      'rotate-root',
      'shared',
      '--timestamp-keys',
      'venue.key.json',
    ]);
    expect(rotated).toMatchObject({ status: 0, version: 2 });
    const check = ['repo', 'check', 'shared', '--root', String(made.fingerprint)];
    expect(await desk.callJson(check)).toMatchObject({ status: 0, rootVersion: 2 });

    rmSync(desk.file('other.key.json'));
    const lost = await desk.callJson(['repo', 'rotate-root', 'shared']);
    expect(lost).toMatchObject({
      status: 2,
      error: {
        message: expect.stringMatching(/^root needs 2 of its keys, and 1 are at hand.*other\.key\.json/),
      },
    });
    expect(await desk.callJson(['repo', 'refresh', 'shared'])).toMatchObject({ status: 0 });
    expect(await desk.callJson(check)).toMatchObject({ status: 0, rootVersion: 2 });
  });

  it('are asked for before anything is written, and must be unlocked', async () => {
    const name = copyTo('locked');
    const before = filesOf(name);
    const wrong = await desk.callJson(['repo', 'publish', name, '--vouch', 'keys'], {
      PASSCTL_PASSPHRASE: 'some other passphrase',
    });
    expect(wrong).toMatchObject({
      status: 3,
      error: { message: expect.stringContaining('the passphrase is wrong') },
    });
    expect(filesOf(name)).toEqual(before);
  });
});

describe('a mistake', () => {
  it.each([
    [['repo', 'init', 'base', '--keys', 'venue.key.json'], 3, 'base is there already'],
    [['repo', 'init', 'x'], 2, 'root has no key'],
    [['repo', 'init', '--keys', 'venue.key.json'], 2, 'Name one folder'],
    [['repo', 'init', 'x', '--keys', 'es256.key.json'], 2, 'is no Ed25519 key'],
    [['repo', 'init', 'x', '--keys', 'venue.key.json', '--threshold', '2'], 2, 'more than root has keys'],
    [
      ['repo', 'init', 'x', '--keys', 'venue.key.json', '--threshold', '0'],
      2,
      '--threshold needs a whole number',
    ],
    [['repo', 'init', 'x', '--keys', 'venue.key.json,venue.key.json'], 2, 'must be different ones'],
    [
      ['repo', 'init', 'x', '--keys', 'venue.key.json', '--root-days', '0'],
      2,
      '--root-days needs a whole number',
    ],
    [['repo', 'init', 'x', '--keys', 'missing.key.json'], 3, 'Cannot read missing.key.json'],
    [['repo', 'add', 'base', 'text.json'], 2, '--as is missing'],
    [['repo', 'add', 'base'], 2, 'Name the repository and one file'],
    [['repo', 'add', 'nowhere', 'text.json', '--as', 'texts/a.json'], 3, 'Cannot read nowhere.passctl.json'],
    [['repo', 'remove', 'base'], 2, 'Name the repository and the place'],
    [['repo', 'remove', 'base', 'news.json'], 2, 'A place is keys/NAME.json'],
    [['repo', 'publish', 'base'], 2, 'Nothing is planned'],
    [['repo', 'publish', 'base', '--vouch', 'news'], 2, '--vouch takes keys'],
    [['repo', 'refresh'], 2, 'Name one repository'],
    [['repo', 'diff', 'base'], 2, 'Name two repositories'],
    [['repo', 'check', 'base', '--at', 'soon'], 2, '--at needs a date or time'],
    [['keys', 'export', '--issuer', 'A'], 2, 'Name at least one key file'],
    [['keys', 'export', 'venue.key.json'], 2, '--issuer is missing'],
    [['keys', 'export', 'venue.key.json', '--issuer', 'A', '--format', 'hc1'], 2, '--format is venue'],
    [
      ['keys', 'export', 'venue.key.json', '--issuer', 'A', '--as', 'keys/a.json'],
      2,
      '--as goes with --publish',
    ],
    [
      ['keys', 'export', 'venue.key.json', '--issuer', 'A', '--publish', 'base', '--as', 'a.json'],
      2,
      '--as is keys/NAME.json',
    ],
  ] as const)('in %j is told in a sentence', async (args, status, words) => {
    const { stderr, stdout, ...run } = await desk.call(args);
    expect({ status: run.status, stdout, stderr }).toEqual({
      status,
      stdout: '',
      stderr: expect.stringContaining(words),
    });
    expect(existsSync(desk.file('x'))).toBe(false);
  });
});

describe('keys export', () => {
  it('holds public keys only, for specimens where that is asked', async () => {
    const { list, status } = await desk.callJson([
      'keys',
      'export',
      'venue.key.json',
      'es256.key.json',
      '--issuer',
      ISSUER,
      '--specimen',
    ]);
    expect(status).toBe(0);
    expect(list).toMatchObject({
      version: 1,
      keys: [{ format: 'venue', issuer: ISSUER, specimen: true }, { specimen: true }],
    });
    expect(JSON.stringify(list)).not.toContain(JSON.parse(desk.read('venue.key.json')).privateKey);
    desk.write('specimen_keys.json', JSON.stringify(list));
    expect(await desk.callJson(['verify', 'specimen_keys.json'])).toMatchObject({
      status: 0,
      findings: [{ kind: 'trust_list', good: true }],
    });
  });
});
