import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { Header } from 'tar';
import { afterAll, describe, expect, it } from 'vitest';
import { isWholeProgram, unpackProgram } from '../../main/update/unpack_program.ts';

const home = mkdtempSync(path.join(tmpdir(), 'unpack-'));
afterAll(() => rmSync(home, { recursive: true, force: true }));

interface Entry {
  readonly path: string;
  readonly content?: string;
  readonly type?: 'File' | 'Directory' | 'SymbolicLink' | 'Link' | 'CharacterDevice' | 'FIFO';
  readonly linkpath?: string;
  readonly mode?: number;
  /** What the header says, where it lies. */
  readonly size?: number;
}

const PROGRAM: readonly Entry[] = [
  { path: 'kiosk/', type: 'Directory' },
  { path: 'kiosk/program', content: '#!', mode: 0o755 },
  { path: 'kiosk/resources/app.asar', content: 'asar' },
  { path: 'kiosk/current', type: 'SymbolicLink', linkpath: 'resources/app.asar' },
];

function tarOf(entries: readonly Entry[]): Buffer {
  const blocks = entries.flatMap(({ content = '', linkpath, mode = 0o644, path: name, size, type = 'File' }) => {
    const body = Buffer.from(content);
    const block = Buffer.alloc(512);
    const header = new Header({ path: name, mode, type, size: size ?? body.length, mtime: new Date(0), uid: 0, gid: 0, ...(linkpath === undefined ? {} : { linkpath }) });
    header.encode(block, 0);
    return [block, body, Buffer.alloc((512 - (body.length % 512)) % 512)];
  });
  return Buffer.concat([...blocks, Buffer.alloc(1_024)]);
}

let made = 0;
/** A folder of its own with a package in it, as far as `unpackProgram` sees. */
function unpack(packed: Uint8Array) {
  made += 1;
  const around = path.join(home, String(made));
  mkdirSync(around);
  const file = path.join(around, 'package.part');
  writeFileSync(file, packed);
  const folder = path.join(around, '1.2.3');
  const answer = unpackProgram(file, folder);
  rmSync(file);
  return { around, folder, answer };
}

describe('a packed program', () => {
  it('is unpacked with its links and what may be run, and known to be whole until a byte of it changes', () => {
    const { answer, folder } = unpack(gzipSync(tarOf(PROGRAM)));
    expect(answer).toEqual({ ok: true, value: null });
    expect(readFileSync(path.join(folder, 'current'), 'utf8')).toBe('asar');
    expect(statSync(path.join(folder, 'program')).mode & 0o777).toBe(0o755);
    expect(statSync(path.join(folder, 'resources/app.asar')).mode & 0o777).toBe(0o644);
    expect(isWholeProgram(folder)).toBe(true);
    writeFileSync(path.join(folder, 'added'), '');
    expect(isWholeProgram(folder)).toBe(false);
    rmSync(path.join(folder, 'added'));
    writeFileSync(path.join(folder, 'resources/app.asar'), 'asaR');
    expect(isWholeProgram(folder)).toBe(false);
    writeFileSync(path.join(folder, 'resources/app.asar'), 'asar');
    rmSync(path.join(folder, 'current'));
    symlinkSync('program', path.join(folder, 'current'));
    expect(isWholeProgram(folder)).toBe(false);
  });

  it('takes the place of one that was unpacked before', () => {
    const { around, folder } = unpack(gzipSync(tarOf(PROGRAM)));
    const again = path.join(around, 'again');
    writeFileSync(again, gzipSync(tarOf([{ path: 'kiosk/program', content: 'new' }, { path: 'kiosk/more', content: '' }])));
    expect(unpackProgram(again, folder).ok).toBe(true);
    expect(readdirSync(folder).sort()).toEqual(['more', 'program', 'program.json']);
    expect(isWholeProgram(folder)).toBe(true);
  });

  it('gives nobody another user’s rights', () => {
    const { folder } = unpack(gzipSync(tarOf([{ path: 'kiosk/program', mode: 0o6777 }, { path: 'kiosk/more', mode: 0o7666 }])));
    expect(statSync(path.join(folder, 'program')).mode & 0o7777).toBe(0o755);
    expect(statSync(path.join(folder, 'more')).mode & 0o7777).toBe(0o644);
  });

  it('leaves Chromium’s sandbox helper out, which is of no use without root’s rights', () => {
    const { folder } = unpack(gzipSync(tarOf([...PROGRAM, { path: 'kiosk/chrome-sandbox', mode: 0o4755 }, { path: 'kiosk/resources/chrome-sandbox' }])));
    expect(readdirSync(folder).sort()).toEqual(['current', 'program', 'program.json', 'resources']);
    expect(readdirSync(path.join(folder, 'resources')).sort()).toEqual(['app.asar', 'chrome-sandbox']);
    expect(isWholeProgram(folder)).toBe(true);
  });

  const evil: Readonly<Record<string, readonly Entry[]>> = {
    'a path that leads up': [{ path: 'kiosk/../../evil', content: 'x' }],
    'an absolute path': [{ path: '/tmp/evil', content: 'x' }],
    'a drive': [{ path: 'kiosk/C:evil', content: 'x' }],
    'a backslash': [{ path: 'kiosk\\..\\evil', content: 'x' }],
    'a name that ends in a blank': [{ path: 'kiosk/evil ', content: 'x' }],
    'a control character': [{ path: 'kiosk/e\u0001vil', content: 'x' }],
    'two folders at the top': [{ path: 'other/evil', content: 'x' }],
    'the same name twice': [{ path: 'kiosk/program', content: 'x' }],
    'the same name in other letters': [{ path: 'kiosk/PROGRAM', content: 'x' }],
    'a link that leads out': [{ path: 'kiosk/evil', type: 'SymbolicLink', linkpath: '../../evil' }],
    'a link to an absolute path': [{ path: 'kiosk/evil', type: 'SymbolicLink', linkpath: '/etc/passwd' }],
    'a file through a link': [
      { path: 'kiosk/evil', type: 'SymbolicLink', linkpath: 'resources' },
      { path: 'kiosk/evil/app.asar', content: 'x' },
    ],
    'a hard link': [{ path: 'kiosk/evil', type: 'Link', linkpath: 'kiosk/program' }],
    'a device': [{ path: 'kiosk/evil', type: 'CharacterDevice' }],
    'a pipe': [{ path: 'kiosk/evil', type: 'FIFO' }],
    'a file of the size of a disk': [{ path: 'kiosk/evil', size: 4 * 1024 ** 3 }],
  };
  it.each(Object.entries(evil))('is refused with %s, and nothing of it stays', (_what, entries) => {
    const { answer, around } = unpack(gzipSync(tarOf([...PROGRAM, ...entries])));
    expect(answer.ok).toBe(false);
    expect(readdirSync(around)).toEqual([]);
    expect(existsSync('/tmp/evil')).toBe(false);
  });

  it('is refused with more files than a program has', () => {
    const many = Array.from({ length: 20_001 }, (_, n) => ({ path: `kiosk/${n}` }));
    expect(unpack(gzipSync(tarOf(many), { level: 1 })).answer).toEqual({ ok: false, error: 'too_large' });
  });

  it('is refused when it is cut anywhere, or is none', () => {
    const whole = gzipSync(tarOf(PROGRAM));
    for (let length = 0; length < whole.length; length += 7) {
      const { answer, around } = unpack(whole.subarray(0, length));
      expect(answer.ok, `${length} bytes`).toBe(false);
      expect(readdirSync(around)).toEqual([]);
    }
    for (const none of [Buffer.from('no archive'), gzipSync('no archive'), gzipSync(Buffer.alloc(0)), Buffer.alloc(4_096)]) expect(unpack(none).answer.ok).toBe(false);
  });

  it('leaves nothing outside its folder, whatever the bytes are', () => {
    const name = fc.oneof(fc.string({ maxLength: 20 }), fc.constantFrom('..', '/', 'kiosk/../x', 'kiosk/a', 'kiosk/a/b'));
    const entry = fc.record({
      path: name.map((text) => `kiosk/${text}`),
      type: fc.constantFrom('File', 'Directory', 'SymbolicLink', 'Link') as fc.Arbitrary<'File' | 'Directory' | 'SymbolicLink' | 'Link'>,
      linkpath: name,
      content: fc.string({ maxLength: 10 }),
    });
    fc.assert(
      fc.property(fc.array(entry, { maxLength: 6 }), (entries) => {
        const { answer, around, folder } = unpack(gzipSync(tarOf([...PROGRAM, ...entries])));
        expect(readdirSync(around)).toEqual(answer.ok ? ['1.2.3'] : []);
        if (answer.ok) expect(isWholeProgram(folder)).toBe(true);
        rmSync(around, { recursive: true });
      }),
    );
  });
});
