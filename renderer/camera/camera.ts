import type { CameraStatus } from '../../main/bridge/contract.ts';
import { bridgeOf } from '../bridge.ts';
import type { WorkerMessage } from './decode_worker.ts';

const bridge = bridgeOf('camera');
const RETRY_MS = 1_000;
const CAMERA_OFF = 'off';

/** The wanted camera: a label, null for the system's own, `off` for none; undefined until the kiosk has said. */
let wanted: string | null | undefined;
let track: MediaStreamTrack | null = null;
let worker: Worker | null = null;
let retry: ReturnType<typeof setTimeout> | undefined;
let generation = 0;

bridge.onUse((camera) => {
  wanted = camera;
  void restart();
});
navigator.mediaDevices.addEventListener('devicechange', () => {
  if (track === null || track.readyState === 'ended') void restart();
});

async function cameras(): Promise<readonly MediaDeviceInfo[]> {
  const devices = await navigator.mediaDevices.enumerateDevices();
  return devices.filter(({ kind }) => kind === 'videoinput');
}

async function tell(state: CameraStatus['state']): Promise<void> {
  const labels = (await cameras()).map(({ label }) => label.slice(0, 200)).slice(0, 20);
  bridge.status({ state, cameras: labels, current: track?.label.slice(0, 200) ?? null });
}

function stop(): void {
  clearTimeout(retry);
  track?.stop();
  track = null;
  worker?.terminate();
  worker = null;
}

async function restart(): Promise<void> {
  generation += 1;
  const mine = generation;
  stop();
  if (wanted === CAMERA_OFF) return tell('off');
  try {
    const chosen = (await cameras()).find(({ label }) => label === wanted);
    const stream = await navigator.mediaDevices.getUserMedia({
      audio: false,
      video: {
        width: { ideal: 1280 },
        height: { ideal: 720 },
        frameRate: { ideal: 30 },
        ...(chosen === undefined ? {} : { deviceId: { exact: chosen.deviceId } }),
      },
    });
    const [first] = stream.getVideoTracks();
    if (mine !== generation || first === undefined) {
      first?.stop();
      return;
    }
    track = first;
    first.addEventListener('ended', () => void lost('absent'));
    watch(first);
    await tell('ready');
  } catch (error) {
    if (mine === generation) await lost(stateOf(error));
  }
}

function watch(source: MediaStreamTrack): void {
  // Frames go to the worker as they come: a hidden page draws no video.
  const { readable } = new MediaStreamTrackProcessor({ track: source as MediaStreamVideoTrack, maxBufferSize: 1 });
  const decoding = new Worker(new URL('./decode_worker.ts', import.meta.url), { type: 'module' });
  worker = decoding;
  decoding.addEventListener('message', ({ data }: MessageEvent<WorkerMessage>) => {
    switch (data.kind) {
      case 'code':
        bridge.code({ bytes: data.bytes, symbology: data.symbology });
        break;
      case 'preview':
        bridge.preview({ jpeg: data.jpeg });
        break;
      case 'ended':
        if (worker === decoding) void lost('fault');
        break;
      default:
        data satisfies never;
    }
  });
  decoding.addEventListener('error', () => void lost('fault'));
  decoding.postMessage(readable, [readable as unknown as Transferable]);
}

/** The camera went away or failed: said at once, and tried again until it works. */
async function lost(state: CameraStatus['state']): Promise<void> {
  stop();
  retry = setTimeout(() => void restart(), RETRY_MS);
  await tell(state);
}

function stateOf(error: unknown): CameraStatus['state'] {
  const name = error instanceof DOMException ? error.name : '';
  if (name === 'NotAllowedError') return 'denied';
  return name === 'NotFoundError' || name === 'OverconstrainedError' ? 'absent' : 'fault';
}
