import { mkdirSync, mkdtempSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { brotliCompressSync, deflateRawSync, deflateSync, gzipSync } from 'node:zlib';
import Database from 'better-sqlite3';
import { PNG } from 'pngjs';
import { beforeAll, describe, expect, it } from 'vitest';
import { createZxingWasmDecoder } from '../../renderer/camera/decode/zxing_wasm_decoder.ts';
import { makeZip } from '../pass/make_zip.ts';
import { drawCode, wasmOf } from '../renderer/draw_code.ts';
import { createLeakSearch, type LeakSearch, searchedForms } from './leak_search.ts';
import { plantIdentity, wordsOfScan } from './planted_identity.ts';

const identity = plantIdentity();
const words = wordsOfScan(identity, `HC1:${'6BFOXN%TS3DH0YOJ58S S-W5HDC *M0II5XHC9B5G2+$N IOP-IA%NFQGRJPC%OQHIZC4.OI'}`);
const name = identity.givenName;
let search: LeakSearch;
beforeAll(async () => {
  search = createLeakSearch(words, await createZxingWasmDecoder(wasmOf('reader')));
});

/** Bytes around, as a file has them. */
function amid(bytes: Uint8Array): Buffer {
  return Buffer.concat([Buffer.from('x'.repeat(37)), bytes, Buffer.from('y'.repeat(41))]);
}

async function found(bytes: Uint8Array): Promise<readonly string[]> {
  return [...new Set((await search.inBytes('here', bytes)).map(({ text }) => text))];
}

async function picture(text: string): Promise<Buffer> {
  const { height, luma, width } = await drawCode(text, 'QRCode');
  const png = new PNG({ width, height });
  for (let at = 0; at < luma.length; at += 1) png.data.set([luma[at] ?? 0, luma[at] ?? 0, luma[at] ?? 0, 255], at * 4);
  return PNG.sync.write(png);
}

describe('the search for planted strings', () => {
  it('finds each of them in every form', async () => {
    for (const text of words) {
      for (const [form, bytes] of searchedForms(text)) expect(await found(amid(bytes)), `${form} of ${text}`).toContain(text);
      expect(await found(amid(Buffer.from(text.toUpperCase())))).toEqual(/[^\x00-\x7f]/.test(text) ? expect.anything() : expect.arrayContaining([text]));
    }
  });

  const line = Buffer.from(`{"name":"${name}","more":"${'of it '.repeat(20)}"}`);
  it.each<readonly [string, () => Uint8Array | Promise<Uint8Array>]>([
    ['zlib', () => amid(deflateSync(line))],
    ['zlib of the greatest level, cut off', () => deflateSync(line, { level: 9 }).subarray(0, -6)],
    ['zlib without compression', () => amid(deflateSync(line, { level: 0 }))],
    ['gzip', () => amid(gzipSync(line))],
    ['a bare deflate file', () => deflateRawSync(line)],
    ['a brotli file', () => brotliCompressSync(line)],
    ['a zip', () => amid(makeZip(line))],
    ['gzip in zlib', () => amid(deflateSync(amid(gzipSync(line))))],
    ['zlib in base64', () => amid(Buffer.from(` ${deflateSync(line).toString('base64')} `))],
    ['zlib in hex', () => amid(Buffer.from(` ${deflateSync(line).toString('hex')} `))],
    ['a stream of a PDF', () => Buffer.concat([Buffer.from('%PDF-1.7\n1 0 obj <</Filter /FlateDecode>> stream\n'), deflateSync(line), Buffer.from('\nendstream')])],
    ['a code in a picture', () => picture(name)],
  ])('finds them in %s', async (_what, make) => {
    expect(await found(await make())).toContain(name);
  });

  it('finds them in pages of a database that were freed, in its write-ahead log, in names of files, and behind no link', async () => {
    const folder = mkdtempSync(path.join(tmpdir(), 'leaks-'));
    const elsewhere = mkdtempSync(path.join(tmpdir(), 'leaks-'));
    writeFileSync(path.join(elsewhere, 'a'), name);
    symlinkSync(elsewhere, path.join(folder, 'link'));
    expect((await search.inFiles([folder])).leaks).toEqual([]);
    const database = new Database(path.join(folder, 'a.sqlite'));
    database.exec(`CREATE TABLE t (x TEXT); INSERT INTO t VALUES ('${name}${'-'.repeat(5_000)}'); DELETE FROM t;`);
    database.close();
    const open = new Database(path.join(folder, 'b.sqlite'));
    open.pragma('journal_mode = WAL');
    open.exec(`CREATE TABLE t (x TEXT); INSERT INTO t VALUES ('${identity.familyName}');`);
    mkdirSync(path.join(folder, identity.passId));
    const { leaks } = await search.inFiles([folder]);
    const places = leaks.map(({ place, text }) => `${path.basename(place)} ${text}`);
    expect(places).toEqual(expect.arrayContaining([`a.sqlite ${name}`, `b.sqlite-wal ${identity.familyName}`, `${identity.passId} ${identity.passId}`]));
    open.close();
  });

  it('finds nothing where nothing is', async () => {
    expect(await found(Buffer.from('nobody was here '.repeat(1_000)))).toEqual([]);
    expect((await search.inFiles([path.join(import.meta.dirname, '../../main')])).leaks).toEqual([]);
  });

  it('takes no string that is too short to be told from chance', async () => {
    const decoder = await createZxingWasmDecoder(wasmOf('reader'));
    expect(() => createLeakSearch(['Chan'], decoder)).toThrow(RangeError);
  });
});
