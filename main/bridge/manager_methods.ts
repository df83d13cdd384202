import type { z } from 'zod';
import type { ManagerBridge, VenueSettings } from './contract.ts';
import { requests } from './requests.ts';
import { type BridgeMethod, method } from './serve_bridge.ts';

/** What the manager's window may call, each with the schema of what it must send. */
export function managerMethods(
  manager: ManagerBridge,
  venueSettings: z.ZodType<VenueSettings>,
): Readonly<Record<keyof ManagerBridge, BridgeMethod<unknown>>> {
  return {
    status: method(requests.nothing, manager.status),
    unlock: method(requests.unlock, manager.unlock),
    lock: method(requests.nothing, manager.lock),
    touch: method(requests.nothing, manager.touch),
    settings: method(requests.nothing, manager.settings),
    saveSettings: method(venueSettings, manager.saveSettings),
    setPin: method(requests.setPin, manager.setPin),
    figures: method(requests.figures, manager.figures),
    performance: method(requests.days, manager.performance),
    exportTargets: method(requests.nothing, manager.exportTargets),
    exportFigures: method(requests.exportFigures, manager.exportFigures),
    printFigures: method(requests.printFigures, manager.printFigures),
    inside: method(requests.nothing, manager.inside),
    correctInside: method(requests.correctInside, manager.correctInside),
    events: method(requests.events, manager.events),
    rules: method(requests.nothing, manager.rules),
    tryRule: method(requests.tryRule, manager.tryRule),
    trust: method(requests.nothing, manager.trust),
    checkUpdate: method(requests.folder, manager.checkUpdate),
    applyUpdate: method(requests.nothing, manager.applyUpdate),
    restoreTrust: method(requests.nothing, manager.restoreTrust),
    confirmClock: method(requests.nothing, manager.confirmClock),
    prepareSetUp: method(requests.folder, manager.prepareSetUp),
    confirmSetUp: method(requests.nothing, manager.confirmSetUp),
    startScannerCheck: method(requests.testSymbol, manager.startScannerCheck),
    scannerCheck: method(requests.nothing, manager.scannerCheck),
    stopScannerCheck: method(requests.nothing, manager.stopScannerCheck),
    help: method(requests.nothing, manager.help),
    prepareBundle: method(requests.nothing, manager.prepareBundle),
    writeBundle: method(requests.target, manager.writeBundle),
    startOpeningCheck: method(requests.nothing, manager.startOpeningCheck),
    openingCheck: method(requests.nothing, manager.openingCheck),
    answerOpeningCheck: method(requests.openingAnswer, manager.answerOpeningCheck),
    stopOpeningCheck: method(requests.nothing, manager.stopOpeningCheck),
    startDrill: method(requests.nothing, manager.startDrill),
    drill: method(requests.nothing, manager.drill),
    presentDrill: method(requests.drillSpecimen, manager.presentDrill),
    printDrill: method(requests.nothing, manager.printDrill),
    stopDrill: method(requests.nothing, manager.stopDrill),
    guards: method(requests.nothing, manager.guards),
    endKiosk: method(requests.nothing, manager.endKiosk),
    close: method(requests.nothing, manager.close),
  };
}
