/** Chromium's own, not in TypeScript's DOM library: W3C mediacapture-transform. */
type MediaStreamVideoTrack = MediaStreamTrack;
declare class MediaStreamTrackProcessor {
  constructor(init: { track: MediaStreamVideoTrack; maxBufferSize?: number });
  readonly readable: ReadableStream<VideoFrame>;
}
