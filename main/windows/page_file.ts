import { readFile } from 'node:fs/promises';
import path from 'node:path';

const CONTENT_TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.wasm': 'application/wasm',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.woff2': 'font/woff2',
};

const BASE_POLICY =
  "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob: data:; font-src 'self'; form-action 'none'; base-uri 'none'; frame-ancestors 'none'";
// Charts and code drawings set inline style attributes, in these two windows only.
const DRAWING_POLICY = BASE_POLICY.replace("style-src 'self'", "style-src 'self' 'unsafe-inline'");
// The decoder is WebAssembly in a worker, fetched from the package.
const CAMERA_POLICY =
  "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; worker-src 'self'; connect-src 'self'; media-src mediastream: blob:; base-uri 'none'; frame-ancestors 'none'";

const POLICY_OF_FOLDER: Readonly<Record<string, string>> = {
  manager: DRAWING_POLICY,
  specimens: DRAWING_POLICY,
  camera: CAMERA_POLICY,
  // A worker's own script response decides what the worker may do.
  assets: CAMERA_POLICY,
};

/** A file of the pages, and the headers that it is served with. */
export interface PageFile {
  readonly body: Uint8Array<ArrayBuffer>;
  readonly headers: Readonly<Record<string, string>>;
}

/**
 * The file of a page under `rootDir` by the path of its address, with its content security policy; null: there is none,
 * or it is none that a page may have.
 */
export async function readPageFile(rootDir: string, pathname: string): Promise<PageFile | null> {
  const root = path.resolve(rootDir);
  const file = path.join(root, decodeURIComponent(pathname));
  const type = CONTENT_TYPES[path.extname(file)];
  if (!file.startsWith(root + path.sep) || type === undefined) return null;
  const body = await readFile(file).catch(() => null);
  if (body === null) return null;
  const folder = path.relative(root, file).split(path.sep)[0] ?? '';
  return {
    body: new Uint8Array(body),
    headers: {
      'content-type': type,
      'content-security-policy': POLICY_OF_FOLDER[folder] ?? BASE_POLICY,
      'x-content-type-options': 'nosniff',
      'cache-control': 'no-store',
    },
  };
}
