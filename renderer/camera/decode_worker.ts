import wasmUrl from 'zxing-wasm/reader/zxing_reader.wasm?url';
import type { Decoder } from './decoder.ts';
import { createPictureChange } from './picture_change.ts';
import { createZxingLibraryDecoder } from './zxing_library_decoder.ts';
import { createZxingWasmDecoder } from './zxing_wasm_decoder.ts';

/** What the worker tells the camera page. */
export type WorkerMessage =
  | { readonly kind: 'code'; readonly bytes: Uint8Array; readonly symbology: string | null }
  | { readonly kind: 'preview'; readonly jpeg: Uint8Array }
  | { readonly kind: 'ended' };

const PREVIEW_WIDTH = 320;
const PREVIEW_EVERY_MS = 80;
/** A code that is held still is told again so that the kiosk knows it is still there. */
const AGAIN_EVERY_MS = 500;

const tell = (message: WorkerMessage) => (globalThis as unknown as Worker).postMessage(message);

async function makeDecoder(): Promise<Decoder> {
  try {
    const response = await fetch(wasmUrl);
    return await createZxingWasmDecoder(await response.arrayBuffer());
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
  const { decode } = await decoder;
  let lastCodes: Awaited<ReturnType<Decoder['decode']>> = [];
  let toldAt = 0;
  let previewAt = 0;
  for await (const frame of frames) {
    try {
      const now = performance.now();
      const { height, width } = frame.codedRect ?? { width: frame.codedWidth, height: frame.codedHeight };
      const luma = await lumaOf(frame, width, height);
      const changed = hasChanged(luma);
      if (changed) lastCodes = await decode(luma, width, height);
      if (lastCodes.length > 0 && (changed || now - toldAt >= AGAIN_EVERY_MS)) {
        toldAt = now;
        for (const code of lastCodes) tell({ kind: 'code', ...code });
      }
      if (now - previewAt >= PREVIEW_EVERY_MS) {
        previewAt = now;
        tell({ kind: 'preview', jpeg: await jpegOf(frame) });
      }
    } finally {
      frame.close();
    }
  }
}

/** The brightness plane, which comes first in the formats that cameras give; others go through a canvas. */
async function lumaOf(frame: VideoFrame, width: number, height: number): Promise<Uint8Array> {
  if (frame.format === 'I420' || frame.format === 'NV12') {
    const all = new Uint8Array(frame.allocationSize());
    const [plane] = await frame.copyTo(all);
    const stride = plane?.stride ?? width;
    if (stride === width) return all.subarray(plane?.offset ?? 0, (plane?.offset ?? 0) + width * height);
    const luma = new Uint8Array(width * height);
    for (let y = 0; y < height; y += 1) luma.set(all.subarray(y * stride, y * stride + width), y * width);
    return luma;
  }
  const context = new OffscreenCanvas(width, height).getContext('2d', { willReadFrequently: true });
  context?.drawImage(frame, 0, 0, width, height);
  const pixels = context?.getImageData(0, 0, width, height).data ?? new Uint8ClampedArray(width * height * 4);
  const luma = new Uint8Array(width * height);
  for (let i = 0; i < luma.length; i += 1) {
    luma[i] = ((pixels[i * 4] ?? 0) * 77 + (pixels[i * 4 + 1] ?? 0) * 150 + (pixels[i * 4 + 2] ?? 0) * 29) >> 8;
  }
  return luma;
}

async function jpegOf(frame: VideoFrame): Promise<Uint8Array> {
  const height = Math.round((PREVIEW_WIDTH * frame.displayHeight) / frame.displayWidth);
  const canvas = new OffscreenCanvas(PREVIEW_WIDTH, height);
  canvas.getContext('2d')?.drawImage(frame, 0, 0, PREVIEW_WIDTH, height);
  const blob = await canvas.convertToBlob({ type: 'image/jpeg', quality: 0.6 });
  return new Uint8Array(await blob.arrayBuffer());
}
