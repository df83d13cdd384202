import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { recogniseOther } from '../../main/pass/recognise_other.ts';
import { readScannedCode } from '../../main/pass/scanned_code.ts';
import { bundleFrames, CHUNK_BYTES, joinFrames } from '../../main/support/bundle_frames.ts';
import { buildSupportBundle, MAX_BUNDLE_BYTES } from '../../main/support/support_bundle.ts';
import { createZxingWasmDecoder } from '../../renderer/camera/decode/zxing_wasm_decoder.ts';
import { symbolPath } from '../../renderer/manager/symbol_path.ts';
import { wasmOf } from '../renderer/draw_code.ts';
import { paintSymbol } from '../renderer/paint_symbol.ts';
import { givenWith } from './make_given.ts';

const decoder = await createZxingWasmDecoder(wasmOf('reader'));

const bundle = fc.uint8Array({ minLength: 1, maxLength: MAX_BUNDLE_BYTES });

describe('the codes of a bundle', () => {
  it('give it back in any order, repeated, and between other lines', () => {
    fc.assert(
      fc.property(bundle, fc.infiniteStream(fc.nat()), fc.array(fc.string()), (zip, order, noise) => {
        const lines = [...bundleFrames(zip), ...bundleFrames(zip), ...noise]
          .map((line) => ({ line, at: order.next().value ?? 0 }))
          .sort((a, b) => a.at - b.at)
          .map(({ line }) => `${line}\r`);
        const joined = joinFrames(lines);
        expect(joined.state === 'whole' && Buffer.from(joined.zip).equals(Buffer.from(zip))).toBe(true);
      }),
    );
  });

  it('come back from the pictures on screen, some dropped in the first round and all out of order', async () => {
    const { zip } = buildSupportBundle(givenWith(() => 'a text'));
    const frames = bundleFrames(zip);
    const seen: string[] = [];
    for (const text of [...frames.slice(2), ...frames.slice(0, 3).reverse()]) {
      const { luma, side } = paintSymbol(symbolPath({ symbology: 'qr', text }));
      // Version 13 at most: 69 modules and a quiet zone of four.
      expect(side / 4).toBeLessThanOrEqual(77);
      const { codes } = await decoder.look(luma, side, side);
      seen.push(...codes.map(({ bytes }) => Buffer.from(bytes).toString('latin1')));
    }
    expect(joinFrames(seen)).toMatchObject({ state: 'whole', zip: Buffer.from(zip) });
  });

  it('are no passes at a door', () => {
    for (const text of bundleFrames(Buffer.alloc(MAX_BUNDLE_BYTES, 7))) {
      expect(recogniseOther(readScannedCode(Buffer.from(text)))).toEqual({ format: 'other_code', outcome: 'not_a_pass', reason: 'wrong_code' });
    }
  });

  it('name those that are missing', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: CHUNK_BYTES + 1, maxLength: MAX_BUNDLE_BYTES }), fc.nat(), (zip, seed) => {
        const frames = bundleFrames(zip);
        const dropped = seed % frames.length;
        expect(joinFrames(frames.filter((_, index) => index !== dropped))).toEqual({ state: 'missing', missing: [dropped + 1] });
      }),
    );
  });

  it('are never joined to anything else than one bundle that is whole', () => {
    fc.assert(
      fc.property(bundle, bundle, fc.nat(), fc.integer({ min: 1, max: 44 }), (zip, other, at, by) => {
        fc.pre(!Buffer.from(zip).equals(Buffer.from(other)));
        const frames = bundleFrames(zip);
        expect(joinFrames([...frames, ...bundleFrames(other)])).toEqual({ state: 'mixed' });
        const alphabet = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:';
        const text = frames[0] ?? '';
        const head = text.lastIndexOf(':', 24) + 1;
        const place = head + (at % (text.length - head));
        const changed = alphabet[(alphabet.indexOf(text[place] ?? '') + by) % alphabet.length];
        const damaged = joinFrames([text.slice(0, place) + changed + text.slice(place + 1), ...frames.slice(1)]);
        expect(damaged.state === 'damaged').toBe(true);
      }),
    );
    expect(joinFrames([])).toEqual({ state: 'none' });
    expect(joinFrames(['https://example.org', 'VPB1:1/1:00000000:'])).toEqual({ state: 'none' });
    expect(joinFrames(['VPB1:3/2:00000000:00'])).toEqual({ state: 'damaged' });
  });

  it('read any text without harm', () => {
    fc.assert(
      fc.property(fc.array(fc.oneof(fc.string(), fc.stringMatching(/^VPB1:\d{1,2}\/\d{1,2}:[0-9A-F]{8}:[0-9A-Z]{0,30}$/))), (lines) => {
        expect(joinFrames(lines).state).not.toBe('whole');
      }),
    );
  });
});
