import { constants } from 'node:fs';
import { open, realpath } from 'node:fs/promises';
import { get as getHttp, type IncomingMessage } from 'node:http';
import { get as getHttps } from 'node:https';
import { BlockList, isIP } from 'node:net';
import path from 'node:path';
import { fail, ok, type Result } from '../../pass/result.ts';

/** Where an update is read from: file by file, within limits that all of its files share. */
export interface RepositorySource {
  /** The file at `name`, a relative path with `/`; `oversized` as soon as it exceeds `maxBytes`. */
  read(name: string, maxBytes: number): Promise<Result<Buffer, SourceError>>;
  /** The same for a file that is too large to be held: `take` gets it piece by piece, and what it throws is thrown. */
  readInto(name: string, maxBytes: number, take: (piece: Uint8Array) => Promise<void>): Promise<Result<null, SourceError>>;
}

export interface SourceLimits {
  readonly files: number;
  readonly totalBytes: number;
  /** From the first read to the last byte. */
  readonly totalMs: number;
  /** From one byte to the next. */
  readonly idleMs: number;
}

export const SOURCE_LIMITS: SourceLimits = {
  files: 500,
  totalBytes: 256 * 1024 * 1024,
  totalMs: 10 * 60_000,
  idleMs: 20_000,
};

export type AddressError = 'bad_address' | 'not_encrypted';
export type SourceError = 'absent' | 'unreachable' | 'too_slow' | 'oversized' | 'redirected' | 'outside';

/** Each error in words that go on from "it". */
export const ADDRESS_ERROR_WORDS: Readonly<Record<AddressError, string>> = {
  bad_address: 'is neither an https address nor the full path of a folder',
  not_encrypted: 'is an http address, which is for the local network only, and only if the venue allows it',
};

/** Node's own `get`s answer any status; these mean that there is no such file (S3 says 403). */
const ABSENT_STATUS: ReadonlySet<number> = new Set([403, 404, 410]);
const CHUNK_BYTES = 256 * 1024;
const NAME = /^[A-Za-z0-9_][A-Za-z0-9._-]*(?:\/[A-Za-z0-9_][A-Za-z0-9._-]*)*$/;

/**
 * Opens a repository for one update. `address` is the URL of its folder (https; http only for this machine
 * and the local network, and only with `allowHttp`) or the absolute path of a folder: a share or a stick.
 */
export function openRepository(
  address: string,
  options: { readonly allowHttp?: boolean; readonly limits?: Partial<SourceLimits> } = {},
): Result<RepositorySource, AddressError> {
  const limits = { ...SOURCE_LIMITS, ...options.limits };
  if (path.isAbsolute(address)) return ok(limitSource(limits, folderReader(address)));
  const url = URL.canParse(address) ? new URL(address) : null;
  if (url === null || [url.username, url.password, url.search, url.hash].some((part) => part !== '')) {
    return fail('bad_address');
  }
  if (!['http:', 'https:'].includes(url.protocol)) return fail('bad_address');
  const isOpen = url.protocol === 'http:';
  if (isOpen && !(options.allowHttp === true && isLocalHost(url.hostname))) return fail('not_encrypted');
  return ok(limitSource(limits, webReader(url)));
}

/** Bytes as they come; the reader throws a SourceFault, or whatever its medium throws. */
type Reader = (name: string, signal: AbortSignal) => AsyncIterable<Uint8Array>;

class SourceFault extends Error {
  readonly code: SourceError;

  constructor(code: SourceError) {
    super(code);
    this.code = code;
  }
}

function limitSource(limits: SourceLimits, readerOf: Reader): RepositorySource {
  let files = 0;
  let totalBytes = 0;
  let ended: AbortSignal | null = null;

  async function readPieces(name: string, maxBytes: number, end: AbortSignal, take: (piece: Uint8Array) => Promise<void>): Promise<void> {
    const stop = new AbortController();
    let bytes = 0;
    const iterator = readerOf(name, stop.signal)[Symbol.asyncIterator]();
    try {
      for (;;) {
        const next = await within(limits.idleMs, end, iterator.next()).catch(toFault);
        if (next.done === true) return;
        bytes += next.value.length;
        totalBytes += next.value.length;
        if (bytes > maxBytes || totalBytes > limits.totalBytes) throw new SourceFault('oversized');
        await take(next.value);
      }
    } finally {
      stop.abort();
      // A read that hangs would hang here as well.
      iterator.return?.()?.then(undefined, () => undefined);
    }
  }

  async function readInto(name: string, maxBytes: number, take: (piece: Uint8Array) => Promise<void>): Promise<Result<null, SourceError>> {
    if (!NAME.test(name)) return fail('outside');
    files += 1;
    if (files > limits.files) return fail('oversized');
    ended ??= AbortSignal.timeout(limits.totalMs);
    try {
      await readPieces(name, maxBytes, ended, take);
      return ok(null);
    } catch (error) {
      if (error instanceof SourceFault) return fail(error.code);
      throw error;
    }
  }

  return {
    readInto,
    async read(name, maxBytes) {
      const pieces: Uint8Array[] = [];
      const read = await readInto(name, maxBytes, async (piece) => {
        pieces.push(piece);
      });
      return read.ok ? ok(Buffer.concat(pieces)) : read;
    },
  };
}

/** Whatever a medium throws: it cannot be read. */
function toFault(error: unknown): never {
  throw error instanceof SourceFault ? error : new SourceFault('unreachable');
}

/** What cannot be stopped, such as a share that hangs, is left behind. */
async function within<Value>(idleMs: number, end: AbortSignal, promise: Promise<Value>): Promise<Value> {
  let timer: NodeJS.Timeout | undefined;
  let onEnd = (): void => undefined;
  try {
    return await new Promise<Value>((resolve, reject) => {
      onEnd = () => reject(new SourceFault('too_slow'));
      timer = setTimeout(onEnd, idleMs);
      end.addEventListener('abort', onEnd);
      if (end.aborted) onEnd();
      promise.then(resolve, reject);
    });
  } finally {
    clearTimeout(timer);
    end.removeEventListener('abort', onEnd);
  }
}

function folderReader(folder: string): Reader {
  return async function* read(name) {
    const root = await realpath(folder);
    const file = await realpath(path.join(root, name)).catch(absentOrThrow);
    const inside = path.relative(root, file);
    if (inside === '..' || inside.startsWith(`..${path.sep}`) || path.isAbsolute(inside)) {
      throw new SourceFault('outside');
    }
    // A pipe would wait for its writer.
    const flags = constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0);
    const handle = await open(file, flags).catch(absentOrThrow);
    try {
      if (!(await handle.stat()).isFile()) throw new SourceFault('outside');
      for (;;) {
        const { buffer, bytesRead } = await handle.read(Buffer.allocUnsafe(CHUNK_BYTES), 0, CHUNK_BYTES);
        if (bytesRead === 0) return;
        yield buffer.subarray(0, bytesRead);
      }
    } finally {
      await handle.close();
    }
  };
}

function absentOrThrow(error: NodeJS.ErrnoException): never {
  throw error.code === 'ENOENT' || error.code === 'ENOTDIR' ? new SourceFault('absent') : error;
}

function webReader(folder: URL): Reader {
  const base = folder.href.endsWith('/') ? folder.href : `${folder.href}/`;
  const get = folder.protocol === 'https:' ? getHttps : getHttp;
  return async function* read(name, signal) {
    const response = await new Promise<IncomingMessage>((resolve, reject) => {
      const headers = { 'accept-encoding': 'identity', 'cache-control': 'no-cache' };
      // Without an agent no connection outlives its request.
      get(new URL(base + name), { agent: false, headers, signal }, resolve).on('error', reject);
    });
    const status = response.statusCode ?? 0;
    if (ABSENT_STATUS.has(status)) throw new SourceFault('absent');
    if (status >= 300 && status < 400) throw new SourceFault('redirected');
    if (status !== 200) throw new SourceFault('unreachable');
    yield* response as AsyncIterable<Uint8Array>;
  };
}

const LOCAL_NAME = /^(?:localhost|[a-z0-9-]+|(?:[a-z0-9-]+\.)+(?:local|lan|internal|home\.arpa))$/;
const LOCAL_NETWORKS = new BlockList();
for (const [network, prefix, family] of [
  ['127.0.0.0', 8, 'ipv4'],
  ['10.0.0.0', 8, 'ipv4'],
  ['172.16.0.0', 12, 'ipv4'],
  ['192.168.0.0', 16, 'ipv4'],
  ['169.254.0.0', 16, 'ipv4'],
  ['::1', 128, 'ipv6'],
  ['fc00::', 7, 'ipv6'],
  ['fe80::', 10, 'ipv6'],
] as const) {
  LOCAL_NETWORKS.addSubnet(network, prefix, family);
}

function isLocalHost(hostname: string): boolean {
  const host = hostname.replace(/^\[|\]$/g, '');
  const family = isIP(host);
  if (family === 0) return LOCAL_NAME.test(host);
  return LOCAL_NETWORKS.check(host, family === 4 ? 'ipv4' : 'ipv6');
}
