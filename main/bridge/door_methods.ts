import type { DoorBridge } from './contract.ts';
import { requests } from './requests.ts';
import { type BridgeMethod, method } from './serve_bridge.ts';

type Calls = Omit<DoorBridge, 'onState' | 'onPreview'>;

/** What the door's window may call, each with the schema of what it must send; `hello` is its page that has just loaded. */
export function doorMethods(hello: () => void, door: Calls): Readonly<Record<'hello' | keyof Calls, BridgeMethod<unknown>>> {
  return {
    hello: method(requests.nothing, hello),
    openManager: method(requests.nothing, door.openManager),
    help: method(requests.nothing, door.help),
    override: method(requests.override, door.override),
    countManually: method(requests.manual, door.countManually),
    undoManual: method(requests.nothing, door.undoManual),
    setDirection: method(requests.direction, door.setDirection),
    openSpecimens: method(requests.nothing, door.openSpecimens),
    answerDrill: method(requests.drillAnswer, door.answerDrill),
    nextSpecimen: method(requests.nothing, door.nextSpecimen),
    endDrill: method(requests.nothing, door.endDrill),
  };
}
