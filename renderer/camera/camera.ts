import type { CameraSettings, CameraStatus } from '../../main/bridge/contract.ts';
import { bridgeOf } from '../bridge.ts';
import { nameCameras, type NamedCamera } from './camera_name.ts';
import { orderCameras } from './camera_order.ts';
import type { WorkerMessage } from './decode_worker.ts';
import { type CameraAbilities, type CameraOrder, controlsOf, ordersFor, PICTURES, type PictureWish } from './negotiate.ts';

type State = CameraStatus['state'];

/** A camera that was opened, and the worker that looks at its pictures. */
interface Running {
  readonly camera: NamedCamera;
  readonly track: MediaStreamTrack;
  readonly worker: Worker;
}

const bridge = bridgeOf('camera');
const CAMERA_OFF = 'off';
const RETRY_MS = 1_000;
const WATCH_EVERY_MS = 250;
/** A slow camera, or a person who is asked for the permission, may take so long until the first picture. */
const FIRST_PICTURE_WITHIN_MS = 8_000;
/** A picture at least this often; the slowest cameras give five a second in the dark. */
const NEXT_PICTURE_WITHIN_MS = 1_250;
/** Longer than the hardest look takes on a slow machine: who needs more hangs. */
const LOOK_WITHIN_MS = 6_000;
const NO_CONTROLS: CameraStatus['controls'] = { torch: false, zoom: false, exposure: false };

/** What the kiosk wants; null until it has said. */
let wanted: { readonly camera: string | null; readonly settings: CameraSettings } | null = null;
let cameras: readonly NamedCamera[] = [];
let running: Running | null = null;
let lastDeviceId: string | null = null;
let state: State = 'starting';
let isDark = false;
let toldStatus = '';
/** Each start has its own number: whatever an earlier one still brings is dropped. */
let start = 0;
let dueMs = Number.POSITIVE_INFINITY;
let retry: ReturnType<typeof setTimeout> | undefined;

bridge.onUse((next) => {
  const before = wanted;
  wanted = next;
  const isOtherSettings = JSON.stringify(before?.settings) !== JSON.stringify(next.settings);
  // Told the very same again, the machine woke up, and the stream may be dead without a word.
  if (running !== null && before?.camera === next.camera && isOtherSettings) void control(running.track);
  else void restart();
});
navigator.mediaDevices.addEventListener('devicechange', () => void lookAround());
setInterval(() => {
  // A camera that is covered by its driver, a program that took it, a worker that hangs: no picture says them all.
  if (performance.now() > dueMs) lose('fault');
}, WATCH_EVERY_MS);

/** Stops what runs and opens the best camera there is. */
async function restart(): Promise<void> {
  stop();
  const mine = start;
  if (wanted === null) return;
  if (wanted.camera === CAMERA_OFF) {
    await listCameras();
    if (mine === start) tell('off');
    return;
  }
  // One that failed keeps its fault on the screen while it is tried again.
  if (state === 'ready' || state === 'off' || state === 'starting') tell('starting');
  dueMs = performance.now() + FIRST_PICTURE_WITHIN_MS;
  const opened = await open(wanted.camera, () => mine === start);
  if (mine !== start) return;
  if (typeof opened === 'string') lose(opened);
  else watch(opened.camera, opened.track);
}

/** The first camera that opens, or why none does: of the best one, the reason. */
async function open(
  name: string | null,
  isWanted: () => boolean,
): Promise<{ readonly camera: NamedCamera; readonly track: MediaStreamTrack } | State> {
  await listCameras();
  let why: State | null = null;
  for (const camera of orderCameras(cameras, name, lastDeviceId)) {
    for (const picture of PICTURES) {
      if (!isWanted()) return 'fault';
      const opened = await track(camera, picture).catch(stateOf);
      if (opened instanceof MediaStreamTrack) {
        if (isWanted()) return { camera, track: opened };
        opened.stop();
        return 'fault';
      }
      if (opened === 'denied') return 'denied';
      if (opened === 'not_so') continue;
      why ??= opened;
      break;
    }
  }
  return why ?? 'absent';
}

async function track({ deviceId }: NamedCamera, picture: PictureWish): Promise<MediaStreamTrack> {
  // Chromium gives no ids before the camera was permitted once.
  const device = deviceId === '' ? {} : { deviceId: { exact: deviceId } };
  const stream = await navigator.mediaDevices.getUserMedia({ audio: false, video: { ...picture, ...device } });
  const [first] = stream.getVideoTracks();
  if (first === undefined) throw new Error('a stream without a picture');
  return first;
}

/** What Chromium's errors of getUserMedia mean (W3C Media Capture, section 10.2); `not_so`: not with this picture. */
function stateOf(error: unknown): State | 'not_so' {
  if (!(error instanceof DOMException)) return error instanceof OverconstrainedError ? 'not_so' : 'fault';
  switch (error.name) {
    case 'NotAllowedError':
      return 'denied';
    case 'OverconstrainedError':
      return 'not_so';
    case 'NotFoundError':
      return 'absent';
    case 'NotReadableError':
      // Told apart by Chromium's words only; where the system does not say, they are others.
      return error.message === 'Device in use' ? 'in_use' : 'fault';
    default:
      return 'fault';
  }
}

function watch(camera: NamedCamera, source: MediaStreamTrack): void {
  // Frames go to the worker as they come: a hidden page draws no video. Only the newest one waits.
  const { readable } = new MediaStreamTrackProcessor({ track: source, maxBufferSize: 1 });
  const worker = new Worker(new URL('./decode_worker.ts', import.meta.url), { type: 'module' });
  const mine: Running = { camera, track: source, worker };
  running = mine;
  lastDeviceId = camera.deviceId;
  source.addEventListener('ended', () => running === mine && lose('fault'));
  worker.addEventListener('error', () => running === mine && lose('fault'));
  worker.addEventListener('message', ({ data }: MessageEvent<WorkerMessage>) => {
    if (running === mine) hear(data);
  });
  worker.postMessage(readable, [readable as unknown as Transferable]);
  void control(source);
}

function hear(message: WorkerMessage): void {
  switch (message.kind) {
    case 'looking':
    case 'alive':
      dueMs = performance.now() + (message.kind === 'looking' ? LOOK_WITHIN_MS : NEXT_PICTURE_WITHIN_MS);
      if (message.kind === 'alive' && message.isDark !== isDark) isDark = message.isDark;
      else if (state === 'ready') return;
      return tell('ready');
    case 'code':
      return bridge.code({ bytes: message.bytes, symbology: message.symbology });
    case 'preview':
      return bridge.preview({ jpeg: message.jpeg });
    case 'hint':
      return bridge.hint({ hint: message.hint });
    case 'ended':
      return lose('fault');
    default:
      message satisfies never;
  }
}

/** Gives the camera its orders; one that it refuses changes nothing. */
async function control(source: MediaStreamTrack): Promise<void> {
  if (wanted === null) return;
  const orders = ordersFor(abilitiesOf(source), wanted.settings);
  if (orders.length === 0 || (await obeys(source, orders))) return;
  for (const order of orders) await obeys(source, [order]);
}

async function obeys(source: MediaStreamTrack, orders: readonly CameraOrder[]): Promise<boolean> {
  try {
    await source.applyConstraints({ advanced: [...orders] as MediaTrackConstraintSet[] });
    return true;
  } catch {
    return false;
  }
}

/** Cameras came or went. */
async function lookAround(): Promise<void> {
  const mine = start;
  await listCameras();
  if (mine !== start || wanted === null) return;
  const [best] = orderCameras(cameras, wanted.camera, lastDeviceId);
  const isBest = running !== null && running.camera.deviceId === best?.deviceId;
  if (isBest || wanted.camera === CAMERA_OFF) tell(state);
  else await restart();
}

async function listCameras(): Promise<void> {
  cameras = nameCameras(await navigator.mediaDevices.enumerateDevices());
}

/** The camera went away or failed: said at once, and tried again until it works. */
function lose(why: State): void {
  stop();
  tell(why);
  retry = setTimeout(() => void restart(), RETRY_MS);
}

function stop(): void {
  start += 1;
  clearTimeout(retry);
  dueMs = Number.POSITIVE_INFINITY;
  if (running === null) return;
  running.track.stop();
  running.worker.terminate();
  running = null;
  bridge.hint({ hint: null });
}

function tell(next: State): void {
  state = next;
  const live = state === 'ready' ? (running?.track ?? null) : null;
  const { frameRate = 0, height = 0, width = 0 } = live?.getSettings() ?? {};
  const status: CameraStatus = {
    state,
    cameras: cameras.map(({ name }) => name),
    current: running?.camera.name ?? null,
    picture: live === null ? null : { width, height, framesPerSecond: Math.round(frameRate), isDark },
    controls: live === null ? NO_CONTROLS : controlsOf(abilitiesOf(live)),
  };
  const text = JSON.stringify(status);
  if (text === toldStatus) return;
  toldStatus = text;
  bridge.status(status);
}

/** Older than TypeScript's DOM library, W3C Image Capture adds to what a track can say of itself. */
function abilitiesOf(source: MediaStreamTrack): CameraAbilities {
  return source.getCapabilities() as CameraAbilities;
}
