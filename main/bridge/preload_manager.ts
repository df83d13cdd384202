import { contextBridge, ipcRenderer } from 'electron';
import { channelOf } from './channel.ts';
import type { ManagerBridge } from './contract.ts';

const call = (name: string, request?: unknown) => ipcRenderer.invoke(channelOf('manager', name), request);

const bridge: ManagerBridge = {
  status: () => call('status'),
  unlock: (request) => call('unlock', request),
  lock: () => call('lock'),
  touch: () => call('touch'),
  settings: () => call('settings'),
  saveSettings: (request) => call('saveSettings', request),
  setPin: (request) => call('setPin', request),
  figures: (request) => call('figures', request),
  performance: (request) => call('performance', request),
  exportTargets: () => call('exportTargets'),
  exportFigures: (request) => call('exportFigures', request),
  printFigures: (request) => call('printFigures', request),
  inside: () => call('inside'),
  correctInside: (request) => call('correctInside', request),
  events: (request) => call('events', request),
  rules: () => call('rules'),
  trust: () => call('trust'),
  checkUpdate: (request) => call('checkUpdate', request),
  applyUpdate: () => call('applyUpdate'),
  restoreTrust: () => call('restoreTrust'),
  confirmClock: () => call('confirmClock'),
  prepareSetUp: (request) => call('prepareSetUp', request),
  confirmSetUp: () => call('confirmSetUp'),
  tryRule: (request) => call('tryRule', request),
  startScannerCheck: (request) => call('startScannerCheck', request),
  scannerCheck: () => call('scannerCheck'),
  stopScannerCheck: () => call('stopScannerCheck'),
  help: () => call('help'),
  prepareBundle: () => call('prepareBundle'),
  writeBundle: (request) => call('writeBundle', request),
  startOpeningCheck: () => call('startOpeningCheck'),
  openingCheck: () => call('openingCheck'),
  answerOpeningCheck: (request) => call('answerOpeningCheck', request),
  stopOpeningCheck: () => call('stopOpeningCheck'),
  startDrill: () => call('startDrill'),
  drill: () => call('drill'),
  presentDrill: (request) => call('presentDrill', request),
  printDrill: () => call('printDrill'),
  stopDrill: () => call('stopDrill'),
  guards: () => call('guards'),
  endKiosk: () => call('endKiosk'),
  close: () => call('close'),
};

contextBridge.exposeInMainWorld('kiosk', bridge);
