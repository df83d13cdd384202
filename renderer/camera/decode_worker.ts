import wasmUrl from 'zxing-wasm/reader/zxing_reader.wasm?url';
import type { CameraHint } from '../../main/bridge/contract.ts';
import type { Decoder, Sight } from './decode/decoder.ts';
import { createBrightness } from './brightness.ts';
import { createHeldCodes } from './held_codes.ts';
import { isDark } from './is_dark.ts';
import { createLookAgain } from './look_again.ts';
import { createPictureChange } from './picture_change.ts';
import { createPreviewPictures } from './preview_pictures.ts';
import { createSteadyHint } from './steady_hint.ts';
import { createZxingLibraryDecoder } from './decode/zxing_library_decoder.ts';
import { createZxingWasmDecoder } from './decode/zxing_wasm_decoder.ts';

/** What the worker tells the camera page. Whatever it is, it is a sign of life. */
export type WorkerMessage =
  | { readonly kind: 'code'; readonly bytes: Uint8Array; readonly symbology: string | null }
  | { readonly kind: 'preview'; readonly jpeg: Uint8Array }
  /** Told when it changes, and again while it stays. */
  | { readonly kind: 'hint'; readonly hint: CameraHint | null }
  /** A picture came, and a look at it begins, which may take long where a code is hard to read. */
  | { readonly kind: 'looking' }
  /** A picture came, and all is done with it. Told after each look, and else now and then. */
  | { readonly kind: 'alive'; readonly isDark: boolean }
  | { readonly kind: 'ended' };

const ALIVE_EVERY_MS = 250;
/** The kiosk forgets a hint that is not told again. */
const HINT_EVERY_MS = 1_000;
/** A preview that moves looks alive at twelve pictures a second; one of nobody may be slow. */
const PREVIEW_EVERY_MS = 80;
const IDLE_PREVIEW_EVERY_MS = 1_000;
const IDLE_AFTER_MS = 2_000;

const WARM_UP_PIXELS = 320;
const WARM_UP_FIELD = 3;
const WARM_UP_MARGIN = 60;

const tell = (message: WorkerMessage) => (globalThis as unknown as Worker).postMessage(message);

/** Fields at random, with room around: most ways to look are tried on them, so that no visitor waits for compilation. */
function fieldsAtRandom(): Uint8Array {
  const fields = Array.from({ length: WARM_UP_PIXELS ** 2 }, () => Math.random() < 0.5);
  const isOutside = (at: number) => at < WARM_UP_MARGIN || at >= WARM_UP_PIXELS - WARM_UP_MARGIN;
  return Uint8Array.from(fields, (_, index) => {
    const x = index % WARM_UP_PIXELS;
    const y = Math.floor(index / WARM_UP_PIXELS);
    if (isOutside(x) || isOutside(y)) return 220;
    const row = Math.floor(y / WARM_UP_FIELD);
    return fields[row * WARM_UP_PIXELS + Math.floor(x / WARM_UP_FIELD)] === true ? 30 : 220;
  });
}

async function makeDecoder(): Promise<Decoder> {
  try {
    const response = await fetch(wasmUrl);
    const wasm = await response.arrayBuffer();
    const { look } = await createZxingWasmDecoder(wasm);
    await look(fieldsAtRandom(), WARM_UP_PIXELS, WARM_UP_PIXELS);
    return await createZxingWasmDecoder(wasm);
  } catch {
    return createZxingLibraryDecoder();
  }
}

const decoder = makeDecoder();

globalThis.onmessage = ({ data }: MessageEvent<ReadableStream<VideoFrame>>) => {
  void watch(data).finally(() => tell({ kind: 'ended' }));
};

async function watch(frames: ReadableStream<VideoFrame>): Promise<void> {
  const hasChanged = createPictureChange();
  const brightnessOf = createBrightness();
  const lookAgain = createLookAgain();
  const heldCodes = createHeldCodes();
  const steadyHint = createSteadyHint();
  const previewOf = createPreviewPictures();
  const { look } = await decoder;
  let sight: Sight = { codes: [], hint: null };
  let hint: CameraHint | null = null;
  let changedAt = Number.NEGATIVE_INFINITY;
  let aliveAt = Number.NEGATIVE_INFINITY;
  let hintAt = Number.NEGATIVE_INFINITY;
  let previewAt = Number.NEGATIVE_INFINITY;

  function tellHint(now: number): void {
    const next = steadyHint(sight, now);
    if (next === hint && (next === null || now - hintAt < HINT_EVERY_MS)) return;
    hint = next;
    hintAt = now;
    tell({ kind: 'hint', hint });
  }

  for await (const frame of frames) {
    try {
      const { height, luma, width } = await brightnessOf(frame);
      const changed = hasChanged(luma, width);
      const isDue = lookAgain.isDue(changed);
      if (isDue) {
        tell({ kind: 'looking' });
        sight = await look(luma, width, height);
        lookAgain.saw(sight, changed);
      }
      const now = performance.now();
      for (const code of heldCodes(sight.codes, now)) tell({ kind: 'code', ...code });
      tellHint(now);
      if (isDue || now - aliveAt >= ALIVE_EVERY_MS) {
        aliveAt = now;
        tell({ kind: 'alive', isDark: isDark(luma) });
      }
      if (changed) changedAt = now;
      const previewEvery = now - changedAt < IDLE_AFTER_MS ? PREVIEW_EVERY_MS : IDLE_PREVIEW_EVERY_MS;
      if (now - previewAt >= previewEvery) {
        previewAt = now;
        // Not waited for: the next picture may be the one with a code.
        void previewOf(frame).then((jpeg) => jpeg !== null && tell({ kind: 'preview', jpeg }));
      }
    } finally {
      frame.close();
    }
  }
}
