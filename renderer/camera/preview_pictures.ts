const WIDTH = 320;
const JPEG_QUALITY = 0.6;
const RGBA_BYTES = 4;

/**
 * Makes small JPEG pictures of frames. The frame may be closed as soon as the call returns; null while the picture before
 * is still being made.
 */
export function createPreviewPictures(): (frame: VideoFrame) => Promise<Uint8Array | null> {
  const canvas = new OffscreenCanvas(WIDTH, WIDTH);
  // In memory, not on the graphics card: the JPEG is made from it each time.
  const context = canvas.getContext('2d', { willReadFrequently: true });
  let memory = new Uint8Array();
  let isBusy = false;

  /** Pixel by pixel: of frames that a canvas draws, Chromium keeps copies, half a gigabyte of them within minutes. */
  async function copy(frame: VideoFrame, height: number): Promise<void> {
    const { codedHeight, codedWidth, visibleRect } = frame;
    const { height: rows, width: columns } = visibleRect ?? { width: codedWidth, height: codedHeight };
    const bytes = columns * rows * RGBA_BYTES;
    if (memory.length < bytes) memory = new Uint8Array(bytes);
    await frame.copyTo(memory, { format: 'RGBA' });
    const pixels = new Uint32Array(memory.buffer, 0, columns * rows);
    const picture = new Uint32Array(WIDTH * height);
    for (let y = 0; y < height; y += 1) {
      const row = Math.floor((y * rows) / height) * columns;
      for (let x = 0; x < WIDTH; x += 1) picture[y * WIDTH + x] = pixels[row + Math.floor((x * columns) / WIDTH)] ?? 0;
    }
    context?.putImageData(new ImageData(new Uint8ClampedArray(picture.buffer), WIDTH, height), 0, 0);
  }

  async function make(frame: VideoFrame): Promise<Uint8Array> {
    const height = Math.max(1, Math.round((WIDTH * frame.displayHeight) / frame.displayWidth));
    if (canvas.height !== height) canvas.height = height;
    // One that lives on the graphics card says no format, and gives no pixels.
    if (frame.format === null) context?.drawImage(frame, 0, 0, WIDTH, height);
    else await copy(frame, height);
    const blob = await canvas.convertToBlob({ type: 'image/jpeg', quality: JPEG_QUALITY });
    return new Uint8Array(await blob.arrayBuffer());
  }

  return async (frame) => {
    if (isBusy) return null;
    isBusy = true;
    const own = frame.clone();
    try {
      return await make(own);
    } finally {
      own.close();
      isBusy = false;
    }
  };
}
