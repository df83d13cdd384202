import { contextBridge, ipcRenderer } from 'electron';
import { channelOf } from './channel.ts';
import type { DoorBridge } from './contract.ts';
import { listen } from './listen.ts';

const bridge: DoorBridge = {
  onState(listener) {
    listen(channelOf('door', 'state'), listener);
    ipcRenderer.send(channelOf('door', 'hello'));
  },
  onPreview(listener) {
    listen(channelOf('door', 'preview'), listener);
  },
  openManager: () => ipcRenderer.invoke(channelOf('door', 'openManager')),
  help: () => ipcRenderer.invoke(channelOf('door', 'help')),
  override: (request) => ipcRenderer.invoke(channelOf('door', 'override'), request),
  countManually: (request) => ipcRenderer.invoke(channelOf('door', 'countManually'), request),
  undoManual: () => ipcRenderer.invoke(channelOf('door', 'undoManual')),
  setDirection: (request) => ipcRenderer.invoke(channelOf('door', 'setDirection'), request),
  openSpecimens: () => ipcRenderer.invoke(channelOf('door', 'openSpecimens')),
  answerDrill: (request) => ipcRenderer.invoke(channelOf('door', 'answerDrill'), request),
  nextSpecimen: () => ipcRenderer.invoke(channelOf('door', 'nextSpecimen')),
  endDrill: () => ipcRenderer.invoke(channelOf('door', 'endDrill')),
};

contextBridge.exposeInMainWorld('kiosk', bridge);
