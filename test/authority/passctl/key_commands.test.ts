import { createPublicKey } from 'node:crypto';
import { statSync } from 'node:fs';
import { PassThrough } from 'node:stream';
import { beforeAll, describe, expect, it } from 'vitest';
import { givenFrom, Problem, type World } from '../../../main/authority/passctl/command.ts';
import { choosePassphrase, unlockKey } from '../../../main/authority/passctl/passphrase.ts';
import { openDesk, PASSPHRASE } from './desk.ts';

const desk = openDesk();

beforeAll(() => desk.makeKey('old'));

describe('a key file', () => {
  it('is made under a passphrase, for its owner alone, and unlocks again', async () => {
    desk.write('passphrase.txt', `${PASSPHRASE}\nanother line\n`);
    const made = desk.ask(['key', 'new', 'venue', '--kind', 'ES256', '--passphrase-file', 'passphrase.txt']);
    expect(made).toMatchObject({ status: 0, ok: true, file: 'venue.key.json', name: 'venue', kind: 'ES256' });
    if (process.platform !== 'win32') expect(statSync(desk.file('venue.key.json')).mode & 0o777).toBe(0o600);
    const shown = desk.run(['key', 'show', 'venue.key.json', '--unlock']);
    expect(shown).toMatchObject({ status: 0, stderr: '' });
    expect(shown.stdout).toMatch(/unlocked +yes/);
    const { publicKey } = await desk.callJson(['key', 'show', 'venue.key.json']);
    const key = createPublicKey({
      key: Buffer.from(String(publicKey), 'base64'),
      format: 'der',
      type: 'spki',
    });
    expect(key.asymmetricKeyDetails?.namedCurve).toBe('prime256v1');
  });

  it('is costly to guess, whatever it says itself', async () => {
    const { protection } = JSON.parse(desk.read('old.key.json'));
    expect(protection).toMatchObject({ kdf: 'scrypt', cipher: 'aes-256-gcm' });
    expect(protection.N).toBeGreaterThanOrEqual(2 ** 15);
    change('weak', (file) => Object.assign(file.protection, { N: 2 ** 14 }));
    const { status, stderr } = await desk.call(['key', 'show', 'weak.key.json']);
    expect({ status, stderr }).toEqual({
      status: 3,
      stderr: expect.stringContaining('protected too weakly'),
    });
  });

  it.each([
    ['more memory than a machine has', (file: KeyJson) => Object.assign(file.protection, { N: 2 ** 30 })],
    [
      'a number of rounds that is none',
      (file: KeyJson) => Object.assign(file.protection, { N: 2 ** 17 + 1 }),
    ],
    ['another way of protection', (file: KeyJson) => Object.assign(file.protection, { kdf: 'pbkdf2' })],
    ['a salt that is too short', (file: KeyJson) => Object.assign(file.protection, { salt: 'AAAA' })],
    ['a public key that is none', (file: KeyJson) => Object.assign(file, { publicKey: 'AAAA' })],
    ['a field that is not known', (file: KeyJson) => Object.assign(file, { secret: 'x' })],
  ])('is refused with %s', async (_what, alter) => {
    change('odd', alter);
    const { status, stderr } = await desk.call(['key', 'show', 'odd.key.json']);
    expect({ status, stderr }).toEqual({
      status: 3,
      stderr: 'Cannot use odd.key.json: it is not a key file of passctl, or is damaged.\n',
    });
  });

  it.each([
    ['another passphrase', (file: KeyJson) => file, 'some other passphrase'],
    ['another name', (file: KeyJson) => Object.assign(file, { name: 'mine' }), PASSPHRASE],
    [
      'a public key of somebody else',
      (file: KeyJson) => Object.assign(file, { publicKey: strangersKey() }),
      PASSPHRASE,
    ],
    [
      'a private key with a changed bit',
      (file: KeyJson) => Object.assign(file, { privateKey: flipped(file.privateKey) }),
      PASSPHRASE,
    ],
  ])('does not unlock with %s', async (_what, alter, passphrase) => {
    change('changed', alter);
    const answer = await desk.callJson(['key', 'show', 'changed.key.json', '--unlock'], {
      PASSCTL_PASSPHRASE: passphrase,
    });
    expect(answer).toMatchObject({
      status: 3,
      ok: false,
      error: { exitCode: 3, message: expect.stringContaining('cannot be unlocked') },
    });
  });

  it('is never written over', async () => {
    const before = desk.read('old.key.json');
    const { status, stderr } = await desk.call(['key', 'new', 'old']);
    expect({ status, stderr }).toEqual({
      status: 3,
      stderr: 'Cannot write old.key.json: it is there already.\n',
    });
    expect(desk.read('old.key.json')).toBe(before);
  });

  it('is followed by another of the same kind, and stays', async () => {
    const before = desk.read('old.key.json');
    const next = await desk.callJson(['key', 'rotate', 'old.key.json']);
    expect(next).toMatchObject({
      status: 0,
      ok: true,
      file: 'old-2.key.json',
      name: 'old-2',
      kind: 'Ed25519',
    });
    expect(next.keyId).not.toBe(next.replaces);
    expect(desk.read('old.key.json')).toBe(before);
    expect(await desk.callJson(['key', 'show', 'old-2.key.json', '--unlock'])).toMatchObject({
      status: 0,
      unlocked: true,
    });
  });

  it.each([
    ['no name', ['key', 'new'], 'Name one key'],
    ['two names', ['key', 'new', 'a', 'b'], 'Name one key'],
    ['a name that would leave the folder', ['key', 'new', '../a'], 'A name has'],
    ['another kind', ['key', 'new', 'a', '--kind', 'RSA'], '--kind is Ed25519 or ES256'],
    ['an option that is none', ['key', 'new', 'a', '--fast'], "Unknown option '--fast'"],
    ['an option without a value', ['key', 'new', 'a', '--kind'], '--kind'],
    ['no key file', ['key', 'show'], 'Name one key file'],
    ['no such command', ['key', 'shred'], 'There is no command key shred'],
  ])('cannot be had with %s', async (_what, args, words) => {
    const { status, stderr, stdout } = await desk.call(args);
    expect({ status, stdout, stderr }).toEqual({
      status: 2,
      stdout: '',
      stderr: expect.stringContaining(words),
    });
    expect(stderr).toContain('Usage: ');
    expect(stderr).not.toMatch(/\n\s+at /);
  });

  it('needs a passphrase that is long enough, and one only', async () => {
    const short = await desk.call(['key', 'new', 'short'], { PASSCTL_PASSPHRASE: 'eleven char' });
    expect(short).toMatchObject({ status: 2, stderr: expect.stringContaining('at least 12 characters') });
    desk.write('empty.txt', '\n');
    const empty = await desk.call(['key', 'new', 'short', '--passphrase-file', 'empty.txt']);
    expect(empty).toMatchObject({ status: 3, stderr: 'Cannot use empty.txt: its first line is empty.\n' });
    const none = await desk.call(['key', 'new', 'short'], { PASSCTL_PASSPHRASE: '' });
    expect(none).toMatchObject({ status: 2, stderr: expect.stringContaining('There is no terminal') });
    expect(await desk.call(['key', 'show', 'short.key.json'])).toMatchObject({
      status: 3,
      stderr: expect.stringContaining('it is not there'),
    });
  });

  it('never shows its private half', async () => {
    const outputs = [
      (await desk.call(['key', 'show', 'old.key.json', '--unlock'])).stdout,
      (await desk.call(['key', 'show', 'old.key.json', '--json'])).stdout,
      (await desk.call(['keys', 'export', 'old.key.json', '--issuer', 'A'])).stdout,
    ];
    const { privateKey } = JSON.parse(desk.read('old.key.json'));
    for (const output of outputs) {
      expect(output).not.toContain(privateKey);
      expect(output).not.toContain('PRIVATE');
    }
  });
});

describe('a terminal', () => {
  it('is asked for a passphrase and shows nothing of it', async () => {
    const { screen, world } = terminal('wrong\u007f\u007f\u007f\u007f\u007fcorrect horse battery staple\r');
    const unlocked = await unlockKey(givenFrom([], {}), world, 'old.key.json');
    expect(unlocked.file.name).toBe('old');
    expect(screen.join('')).toBe('Passphrase for old.key.json: \n');
  });

  it('is asked twice for a new one', async () => {
    const same = terminal('a long passphrase\r', 'a long passphrase\r');
    expect(await choosePassphrase(givenFrom([], {}), same.world)).toBe('a long passphrase');
    const other = terminal('a long passphrase\r', 'a long pasphrase\r');
    await expect(choosePassphrase(givenFrom([], {}), other.world)).rejects.toThrow('not the same');
    await expect(choosePassphrase(givenFrom([], {}), terminal('abc\u0003').world)).rejects.toThrow(Problem);
  });
});

describe('the help', () => {
  it.each([[['--help']], [[]], [['key', '--help']]])('lists the commands for %j', async (args) => {
    const { status, stdout } = await desk.call(args);
    expect(status).toBe(0);
    for (const words of ['key new', 'repo publish', 'Exit codes: 0']) expect(stdout).toContain(words);
  });

  it('of a command names its options and the exit codes', async () => {
    const { status, stdout } = await desk.call(['repo', 'publish', '--help']);
    expect(status).toBe(0);
    for (const words of ['--vouch', '--passphrase-file', '--json', 'Exit codes: 0'])
      expect(stdout).toContain(words);
  });
});

interface KeyJson {
  name: string;
  publicKey: string;
  privateKey: string;
  protection: object;
}

function change(name: string, alter: (file: KeyJson) => unknown): void {
  const file = JSON.parse(desk.read('old.key.json'));
  alter(file);
  desk.write(`${name}.key.json`, JSON.stringify(file));
}

function strangersKey(): string {
  return 'MCowBQYDK2VwAyEA11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo=';
}

function flipped(base64: string): string {
  const bytes = Buffer.from(base64, 'base64');
  bytes.writeUInt8(bytes.readUInt8(20) ^ 1, 20);
  return bytes.toString('base64');
}

/** A terminal at which somebody types one answer to each question. */
function terminal(...answers: readonly string[]): { readonly screen: string[]; readonly world: World } {
  const screen: string[] = [];
  const waiting = [...answers];
  const input = Object.assign(new PassThrough(), { isTTY: true, setRawMode: () => input });
  const world: World = {
    resolve: desk.file,
    nowMs: 0,
    environment: {},
    input: input as unknown as NodeJS.ReadStream,
    screen: {
      write(text: string | Uint8Array) {
        screen.push(String(text));
        if (String(text).endsWith(': ')) queueMicrotask(() => input.write(waiting.shift() ?? ''));
        return true;
      },
    },
  };
  return { screen, world };
}
