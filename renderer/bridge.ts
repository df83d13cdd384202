import type {
  CameraBridge,
  DoorBridge,
  ManagerBridge,
  SpecimensBridge,
  VisitorBridge,
} from '../main/bridge/contract.ts';

interface Bridges {
  readonly door: DoorBridge;
  readonly visitor: VisitorBridge;
  readonly manager: ManagerBridge;
  readonly specimens: SpecimensBridge;
  readonly camera: CameraBridge;
}

/** The bridge of this window, which its preload put there. */
export function bridgeOf<Name extends keyof Bridges>(_window: Name): Bridges[Name] {
  return (globalThis as unknown as { readonly kiosk: Bridges[Name] }).kiosk;
}
