import { execFileSync } from 'node:child_process';
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { createServer, type RequestListener, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { afterEach, describe, expect, it } from 'vitest';
import { ADDRESS_ERROR_WORDS, openRepository } from '../../../main/trust/repository/repository_source.ts';
import { fetchFrom, makeStore, mustBeOk, mustFetch, mustUpdate, openSource } from './fetch.ts';
import { everyKind, keysTarget, makeFolder, makeRepository, removeFolders, type TestRepository } from './make_repository.ts';

const made: string[] = [];
const servers: Server[] = [];
afterEach(() => {
  removeFolders(...made.splice(0));
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    server.close();
  }
});

async function serve(listener: RequestListener): Promise<string> {
  const server = createServer(listener);
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/repository`;
}

/** The repository's folder over HTTP; `asked` collects the paths. */
function serveFolder(folder: string, asked: string[] = []): Promise<string> {
  return serve(async (request, response) => {
    const name = (request.url ?? '').replace(/^\/repository\//, '');
    asked.push(name);
    try {
      response.end(await readFile(path.join(folder, name)));
    } catch {
      response.writeHead(404).end('not here');
    }
  });
}

function publish(): TestRepository {
  const repository = makeRepository();
  made.push(repository.folder);
  repository.publish(everyKind());
  return repository;
}

describe('an address', () => {
  const open = (address: string, allowHttp = true) => {
    const opened = openRepository(address, { allowHttp });
    return opened.ok ? 'ok' : opened.error;
  };

  it.each(['https://example.org', 'https://example.org/a/b/', 'https://10.0.0.1:8443/r', '/media/stick', '/'])(
    'may be %s',
    (address) => expect(open(address, false)).toBe('ok'),
  );

  it.each([
    '',
    'stick',
    './stick',
    'ftp://example.org/r',
    'file:///etc',
    'javascript:1',
    'https://user:word@example.org',
    'https://example.org/?a=b',
    'https://example.org/#a',
    'http://',
  ])('may not be "%s"', (address) => expect(open(address)).toBe('bad_address'));

  it.each([
    'http://localhost/r',
    'http://127.0.0.1:80/r',
    'http://[::1]:8000',
    'http://10.1.2.3',
    'http://172.31.0.1',
    'http://192.168.1.9/r',
    'http://169.254.1.1',
    'http://[fd00::1]',
    'http://[fe80::1]',
    'http://nas/r',
    'http://nas.local/r',
    'http://nas.home.arpa',
  ])('may be %s where the venue allows it', (address) => {
    expect(open(address, true)).toBe('ok');
    expect(open(address, false)).toBe('not_encrypted');
  });

  it.each([
    'http://example.org',
    'http://8.8.8.8',
    'http://172.32.0.1',
    'http://192.169.0.1',
    'http://[2001:db8::1]',
    'http://127.0.0.1.example.org',
    'http://local.example',
  ])('may never be %s', (address) => expect(open(address)).toBe('not_encrypted'));

  it('has words for each fault', () => {
    expect(Object.keys(ADDRESS_ERROR_WORDS).sort()).toEqual(['bad_address', 'not_encrypted']);
  });
});

describe('a folder', () => {
  function makeFiles() {
    const folder = makeFolder('source');
    made.push(folder);
    mkdirSync(`${folder}/inside/deeper`, { recursive: true });
    writeFileSync(`${folder}/secret`, 'secret');
    writeFileSync(`${folder}/inside/file`, 'content');
    return { folder: `${folder}/inside`, outside: folder };
  }

  it('gives its files whole or not at all', async () => {
    const source = openSource(makeFiles().folder);
    expect(await source.read('file', 7)).toEqual({ ok: true, value: Buffer.from('content') });
    expect(await source.read('file', 6)).toEqual({ ok: false, error: 'oversized' });
    expect(await source.read('other', 7)).toEqual({ ok: false, error: 'absent' });
    expect(await source.read('file/below', 7)).toEqual({ ok: false, error: 'absent' });
    expect(await source.read('deeper', 7)).toEqual({ ok: false, error: 'outside' });
  });

  it.each(['../secret', 'deeper/../../secret', '/etc/hostname', '', '.', '..', 'a//b', 'a\\b', 'a\0b', '-a', '%2e%2e/x'])(
    'gives nothing under the name "%s"',
    async (name) => {
      expect(await openSource(makeFiles().folder).read(name, 100)).toEqual({ ok: false, error: 'outside' });
    },
  );

  it('follows no link out of itself', async () => {
    const { folder, outside } = makeFiles();
    symlinkSync(`${outside}/secret`, `${folder}/link`);
    symlinkSync(outside, `${folder}/door`);
    symlinkSync(`${folder}/file`, `${folder}/own`);
    symlinkSync(`${folder}/round`, `${folder}/round`);
    const source = openSource(folder);
    expect(await source.read('link', 100)).toEqual({ ok: false, error: 'outside' });
    expect(await source.read('door/secret', 100)).toEqual({ ok: false, error: 'outside' });
    expect(await source.read('own', 100)).toEqual({ ok: true, value: Buffer.from('content') });
    expect(await source.read('round', 100)).toEqual({ ok: false, error: 'unreachable' });
  });

  it('waits for no pipe', async () => {
    const { folder } = makeFiles();
    execFileSync('mkfifo', [`${folder}/pipe`]);
    expect(await openSource(folder).read('pipe', 100)).toEqual({ ok: false, error: 'outside' });
  });

  it('gives no more than an update may have', async () => {
    const { folder } = makeFiles();
    const few = openSource(folder, { files: 2 });
    expect((await few.read('file', 10)).ok).toBe(true);
    expect((await few.read('absent', 10)).ok).toBe(false);
    expect(await few.read('file', 10)).toEqual({ ok: false, error: 'oversized' });
    const small = openSource(folder, { totalBytes: 13 });
    expect((await small.read('file', 10)).ok).toBe(true);
    expect(await small.read('file', 10)).toEqual({ ok: false, error: 'oversized' });
  });
});

describe('a server', () => {
  it('gives an update, and then only what changed', async () => {
    const repository = publish();
    const store = makeStore(repository.root);
    made.push(store.folder);
    const asked: string[] = [];
    const address = await serveFolder(repository.folder, asked);
    const first = await mustUpdate(store, address);
    expect(first.downloaded.files).toBe(5);
    expect(mustBeOk(store.load()).files.trustLists).toHaveLength(1);

    repository.publish([keysTarget(['DE k9']), ...everyKind().slice(1)]);
    asked.length = 0;
    await mustFetch(store, `${address}/`);
    expect(asked.map((name) => name.replace(/[0-9a-f]{64}/, 'HASH'))).toEqual([
      'metadata/2.root.json',
      'metadata/timestamp.json',
      'metadata/2.snapshot.json',
      'metadata/2.targets.json',
      'targets/keys/HASH.world.json',
    ]);
  });

  it.each([
    [301, 'redirected'],
    [302, 'redirected'],
    [307, 'redirected'],
    [304, 'redirected'],
    [403, 'absent'],
    [404, 'absent'],
    [410, 'absent'],
    [204, 'unreachable'],
    [206, 'unreachable'],
    [401, 'unreachable'],
    [500, 'unreachable'],
    [503, 'unreachable'],
  ])('that answers %i is %s', async (status, error) => {
    const address = await serve((_request, response) => {
      response.writeHead(status, { location: 'http://127.0.0.1:1/elsewhere' }).end();
    });
    expect(await openSource(address).read('file', 100)).toEqual({ ok: false, error });
  });

  it('that is not there is unreachable, and so is one that hangs up', async () => {
    const address = await serve((request) => request.socket.destroy());
    expect(await openSource(address).read('file', 100)).toEqual({ ok: false, error: 'unreachable' });
    const half = await serve((request, response) => {
      response.writeHead(200, { 'content-length': 100 });
      response.write('half', () => request.socket.destroy());
    });
    expect(await openSource(half).read('file', 100)).toEqual({ ok: false, error: 'unreachable' });
    expect(await openSource('http://127.0.0.1:1/').read('file', 100)).toEqual({ ok: false, error: 'unreachable' });
  });

  it('that never stops is left as soon as it is too much', async () => {
    let hangUp = (): void => undefined;
    const left = new Promise<void>((resolve) => {
      hangUp = resolve;
    });
    const address = await serve(async (_request, response) => {
      response.on('close', hangUp);
      while (!response.destroyed) {
        if (!response.write(Buffer.alloc(65_536, 0x20))) await setImmediate();
      }
    });
    expect(await openSource(address).read('file', 1024 * 1024)).toEqual({ ok: false, error: 'oversized' });
    await left;
  });

  it('that trickles is left after the whole time, and one that says nothing after a while', async () => {
    const trickling = await serve((_request, response) => {
      const timer = setInterval(() => response.write('x'), 5);
      response.on('close', () => clearInterval(timer));
    });
    const limits = { totalMs: 150, idleMs: 10_000 };
    expect(await openSource(trickling, limits).read('file', 1000_000)).toEqual({ ok: false, error: 'too_slow' });
    const silent = await serve(() => undefined);
    const idle = { totalMs: 60_000, idleMs: 50 };
    expect(await openSource(silent, idle).read('file', 100)).toEqual({ ok: false, error: 'too_slow' });
    const source = openSource(silent, { totalMs: 50, idleMs: 60_000 });
    expect(await source.read('file', 100)).toEqual({ ok: false, error: 'too_slow' });
    expect(await source.read('file', 100)).toEqual({ ok: false, error: 'too_slow' });
  });

  it('that packs its answer is not unpacked', async () => {
    const address = await serve((_request, response) => {
      response.writeHead(200, { 'content-encoding': 'gzip' }).end(Buffer.from('1f8b', 'hex'));
    });
    expect(await openSource(address).read('file', 100)).toEqual({ ok: true, value: Buffer.from('1f8b', 'hex') });
  });

  it('that misbehaves in the middle of an update leaves the kiosk as it was', async () => {
    const repository = publish();
    const store = makeStore(repository.root);
    made.push(store.folder);
    const whole = await serveFolder(repository.folder);
    for (const [code, misbehave] of [
      ['redirected', (response: ServerResponse) => response.writeHead(302, { location: '/' }).end()],
      ['unreachable', (response: ServerResponse) => response.writeHead(500).end()],
      ['oversized', (response: ServerResponse) => response.end(Buffer.alloc(3 * 1024 * 1024))],
    ] as const) {
      for (const name of ['2.root.json', 'timestamp.json', '1.snapshot.json', '1.targets.json', 'world.json']) {
        const address = await serve(async (request, response) => {
          const url = request.url ?? '';
          if (url.endsWith(name)) misbehave(response);
          else {
            const file = await readFile(repository.file(url.replace('/repository/', ''))).catch(() => null);
            if (file === null) response.writeHead(404).end();
            else response.end(file);
          }
        });
        const file = name === 'world.json' ? 'keys/world.json' : `metadata/${name}`;
        expect(await fetchFrom(store, address)).toBe(`${code} ${file}`);
      }
    }
    expect(mustBeOk(store.load()).state).toBe(0);
    await mustUpdate(store, whole);
    expect(mustBeOk(store.load()).state).toBe(1);
  });
});
