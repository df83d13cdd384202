import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, it } from 'vitest';
import { runPassctl } from '../../../main/authority/passctl/run_passctl.ts';
import { provision } from '../../../main/trust/provision.ts';
import { readSelfSignedRoot } from '../../../main/trust/repository/trust_store.ts';
import { readSetupCode, readSetupFile, type UnverifiedSetup, verifySetup } from '../../../main/trust/setup_code.ts';
import { openDesk } from './desk.ts';
import { codesInPicture, codesInSvg } from './read_pictures.ts';

const desk = openDesk();
const VENUE = ['--venue', 'Riverside Arena', '--gate', 'North', '--gate', 'South, lower', '--language', 'zh-Hant,en'];
const PLACE = ['--time-zone', 'Asia/Hong_Kong', '--support', 'Ming', '--contact', '+852 5550 1234'];
const SOURCE = ['--source', 'https://updates.example/arena'];
const setup = (key: string, ...more: readonly string[]) => ['setup', 'repo', '--key', key, ...VENUE, ...PLACE, ...more];

// Making keys and unlocking them is slow by design.
beforeAll(() => {
  for (const name of ['root-a', 'root-b', 'root-c', 'online', 'stranger']) desk.makeKey(name);
  desk.makeKey('pass', 'ES256');
  const roots = ['--root-keys', 'root-a.key.json,root-b.key.json', '--threshold', '2'];
  expect(desk.run(['repo', 'init', 'repo', '--keys', 'online.key.json', ...roots])).toMatchObject({ status: 0 });
}, 120_000);

/** The same folder, without a process of its own. */
const world = {
  resolve: desk.file,
  nowMs: Date.now(),
  environment: {},
  input: process.stdin,
  screen: process.stderr,
};

/** What a kiosk makes of a code that leads to the repository. */
function setUp(setup: UnverifiedSetup) {
  const root = readFileSync(desk.file(`repo/metadata/${setup.root.rootVersion}.root.json`));
  const isGoodRoot = (bytes: Uint8Array) => readSelfSignedRoot(bytes) !== null;
  const verified = verifySetup(setup, { root, isGoodRoot, nowMs: Date.now() });
  return verified.ok ? provision(verified.value) : verified.error;
}

function setUpFrom(text: string) {
  const read = readSetupCode(text);
  return read.ok ? setUp(read.value) : read.error;
}

describe('passctl setup', () => {
  it('prints a code that sets a kiosk up, and the fingerprint to compare beside it', () => {
    const { status, stderr, stdout } = desk.run(setup('root-b.key.json', ...SOURCE));
    expect(status).toBe(0);
    const provided = setUpFrom(stdout.trimEnd());
    expect(provided).toMatchObject({
      settings: { venueName: 'Riverside Arena', gate: 'North', gates: ['North', 'South, lower'], language: 'zh-Hant' },
      source: 'https://updates.example/arena',
      support: { name: 'Ming', contact: '+852 5550 1234' },
      fingerprint: desk.ask(['repo', 'check', 'repo']).fingerprint,
    });
    expect(stderr).toMatch(/^Compare with what the kiosk shows: ( [0-9a-f]{4}){8}\n$/);
  });

  it('writes a file for a stick and pictures for a scanner', async () => {
    for (const format of ['text', 'png', 'svg']) {
      const output = ['--format', format, '--output', `setup.${format}`];
      const made = desk.run(setup('root-a.key.json', '--stick-only', ...output));
      expect(made).toMatchObject({ status: 0, stdout: `Made setup.${format}.\n` });
    }
    const file = readSetupFile(readFileSync(desk.file('setup.text')));
    expect(file.ok && setUp(file.value)).toMatchObject({ source: null });
    const png = await codesInPicture(readFileSync(desk.file('setup.png')));
    const svg = await codesInSvg(desk.read('setup.svg'));
    expect([...png, ...svg].map(setUpFrom)).toEqual([
      expect.objectContaining({ source: null }),
      expect.objectContaining({ source: null }),
    ]);
  });

  it('starts a kiosk at another gate, and ends', () => {
    const answer = desk.ask(setup('root-a.key.json', ...SOURCE, '--start-gate', 'South, lower', '--valid-days', '1'));
    expect(answer).toMatchObject({ status: 0, ok: true, gate: 'South, lower', rootVersion: 1 });
    expect(Number(answer['expiresAt']) - Number(answer['issuedAt'])).toBe(86_400_000);
    expect(setUpFrom(String(answer['text']))).toMatchObject({ settings: { gate: 'South, lower' } });
  });

  it.each<[string, readonly string[], string]>([
    ['a key of another role', setup('online.key.json', ...SOURCE), 'is no key of the root role'],
    ["a stranger's key", setup('stranger.key.json', ...SOURCE), 'is no key of the root role'],
    ['a key for passes', setup('pass.key.json', ...SOURCE), 'is no Ed25519 key'],
    ['neither source nor stick', setup('root-a.key.json'), 'either --source or --stick-only'],
    ['both', setup('root-a.key.json', ...SOURCE, '--stick-only'), 'either --source or --stick-only'],
    ['a source without encryption', setup('root-a.key.json', '--source', 'http://a.example/'), '--source is not'],
    ['a source with a password', setup('root-a.key.json', '--source', 'https://a:b@a.example/'), '--source is not'],
    ['a start at no gate', setup('root-a.key.json', ...SOURCE, '--start-gate', 'East'), '--start-gate is not'],
    ['another language', setup('root-a.key.json', ...SOURCE, '--language', 'fr'), '--language is not'],
    ['a time zone of nowhere', setup('root-a.key.json', ...SOURCE, '--time-zone', 'Mars'), '--time-zone is not'],
    ['a long contact', setup('root-a.key.json', ...SOURCE, '--contact', '1'.repeat(101)), '--contact is not'],
    ['a hostile name', setup('root-a.key.json', ...SOURCE, '--venue', 'a\u202eb'), '--venue is not'],
    ['a picture on the terminal', setup('root-a.key.json', ...SOURCE, '--format', 'png'), '--output is missing'],
    ['no gate', ['setup', 'repo', '--key', 'root-a.key.json', ...PLACE, '--venue', 'A'], '--gate is missing'],
  ])('makes nothing with %s', async (_what, args, words) => {
    const outcome = await runPassctl(args, world);
    expect(outcome).toEqual({ exitCode: 2, stdout: '', stderr: expect.stringContaining(words) });
  });

  it('makes nothing from what is no repository', async () => {
    const args = ['setup', 'nowhere', '--key', 'root-a.key.json', ...VENUE, ...PLACE, ...SOURCE];
    expect(await runPassctl(args, world)).toMatchObject({ exitCode: 3, stdout: '' });
  });

  it('leads to the newest root, which a dismissed key cannot sign for', () => {
    const roots = ['--root-keys', 'root-b.key.json,root-c.key.json', '--threshold', '2'];
    const old = ['--key', 'root-a.key.json', '--key', 'root-c.key.json'];
    const rotated = desk.run(['repo', 'rotate-root', 'repo', ...roots, ...old]);
    expect(rotated, rotated.stderr).toMatchObject({ status: 0 });
    expect(desk.run(setup('root-a.key.json', ...SOURCE))).toMatchObject({ status: 2, stdout: '' });
    const answer = desk.ask(setup('root-c.key.json', ...SOURCE));
    expect(answer).toMatchObject({ status: 0, rootVersion: 2 });
    expect(setUpFrom(String(answer['text']))).toMatchObject({ fingerprint: answer['rootFingerprint'] });
  });
});
