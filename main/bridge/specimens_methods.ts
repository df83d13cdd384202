import type { SpecimensBridge } from './contract.ts';
import { requests } from './requests.ts';
import { type BridgeMethod, method } from './serve_bridge.ts';

/** What the specimen sheet may call, each with the schema of what it must send. */
export function specimensMethods(specimens: SpecimensBridge): Readonly<Record<keyof SpecimensBridge, BridgeMethod<unknown>>> {
  return {
    list: method(requests.nothing, specimens.list),
    present: method(requests.specimen, specimens.present),
    print: method(requests.nothing, specimens.print),
  };
}
