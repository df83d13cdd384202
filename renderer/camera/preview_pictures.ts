const WIDTH = 320;
const JPEG_QUALITY = 0.6;

/**
 * Makes small JPEG pictures of frames. The frame is drawn before the call returns, so it may be closed at once; null
 * while the picture before is still being made.
 */
export function createPreviewPictures(): (frame: VideoFrame) => Promise<Uint8Array | null> {
  const canvas = new OffscreenCanvas(WIDTH, WIDTH);
  // In memory, not on the graphics card: the JPEG is made from it each time.
  const context = canvas.getContext('2d', { willReadFrequently: true });
  let isBusy = false;
  return async (frame) => {
    if (isBusy) return null;
    isBusy = true;
    try {
      const height = Math.max(1, Math.round((WIDTH * frame.displayHeight) / frame.displayWidth));
      if (canvas.height !== height) canvas.height = height;
      context?.drawImage(frame, 0, 0, WIDTH, height);
      const blob = await canvas.convertToBlob({ type: 'image/jpeg', quality: JPEG_QUALITY });
      return new Uint8Array(await blob.arrayBuffer());
    } finally {
      isBusy = false;
    }
  };
}
