/** The brightness of a picture, one byte a pixel, without padding. */
export interface Brightness {
  readonly luma: Uint8Array;
  readonly width: number;
  readonly height: number;
}

/** The formats of WebCodecs in which the brightness plane comes first. */
const LUMA_FIRST: ReadonlySet<string | null> = new Set(['I420', 'I420A', 'I422', 'I444', 'NV12']);

/**
 * Takes the brightness plane out of frames; the result is good until the next frame is given, since its memory is
 * used again. Formats without such a plane, and frames that live on the graphics card, go through a canvas.
 */
export function createBrightness(): (frame: VideoFrame) => Promise<Brightness> {
  let memory = new Uint8Array();
  let canvas: OffscreenCanvas | null = null;

  function memoryOf(size: number): Uint8Array {
    if (memory.length < size) memory = new Uint8Array(size);
    return memory;
  }

  async function firstPlane(frame: VideoFrame, width: number, height: number): Promise<Uint8Array> {
    const all = memoryOf(frame.allocationSize());
    const [plane] = await frame.copyTo(all);
    const offset = plane?.offset ?? 0;
    const stride = plane?.stride ?? width;
    if (stride !== width) {
      for (let y = 0; y < height; y += 1) all.copyWithin(y * width, offset + y * stride, offset + y * stride + width);
      return all.subarray(0, width * height);
    }
    return all.subarray(offset, offset + width * height);
  }

  function drawn(frame: VideoFrame, width: number, height: number): Uint8Array {
    if (canvas?.width !== width || canvas.height !== height) canvas = new OffscreenCanvas(width, height);
    const context = canvas.getContext('2d', { willReadFrequently: true });
    if (context === null) throw new Error('no canvas to draw a frame on');
    context.drawImage(frame, 0, 0, width, height);
    const { data } = context.getImageData(0, 0, width, height);
    const luma = memoryOf(width * height).subarray(0, width * height);
    // The weights of ITU-R BT.601, in 256ths.
    for (let i = 0; i < luma.length; i += 1) {
      luma[i] = ((data[i * 4] ?? 0) * 77 + (data[i * 4 + 1] ?? 0) * 150 + (data[i * 4 + 2] ?? 0) * 29) >> 8;
    }
    return luma;
  }

  return async (frame) => {
    // What is copied is the visible part; the coded one may be padded to whole blocks.
    const { height, width } = frame.visibleRect ?? { width: frame.codedWidth, height: frame.codedHeight };
    const luma = LUMA_FIRST.has(frame.format) ? await firstPlane(frame, width, height) : drawn(frame, width, height);
    return { luma, width, height };
  };
}
