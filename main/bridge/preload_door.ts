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
  openSpecimens: () => ipcRenderer.invoke(channelOf('door', 'openSpecimens')),
  answerDrill: (request) => ipcRenderer.invoke(channelOf('door', 'answerDrill'), request),
  nextSpecimen: () => ipcRenderer.invoke(channelOf('door', 'nextSpecimen')),
  endDrill: () => ipcRenderer.invoke(channelOf('door', 'endDrill')),
};

contextBridge.exposeInMainWorld('kiosk', bridge);
