import type { CameraBridge } from './contract.ts';
import { requests } from './requests.ts';
import { type BridgeMethod, method } from './serve_bridge.ts';

type Calls = Omit<CameraBridge, 'onUse'>;

/** What the camera's window may send, each with its schema; `hello` is its page that has just loaded. */
export function cameraMethods(hello: () => void, camera: Calls): Readonly<Record<'hello' | keyof Calls, BridgeMethod<unknown>>> {
  return {
    hello: method(requests.nothing, hello),
    code: method(requests.code, camera.code),
    preview: method(requests.preview, camera.preview),
    hint: method(requests.hint, camera.hint),
    status: method(requests.cameraStatus, camera.status),
  };
}
