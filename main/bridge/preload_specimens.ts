import { contextBridge, ipcRenderer } from 'electron';
import { channelOf } from './channel.ts';
import type { SpecimensBridge } from './contract.ts';

const bridge: SpecimensBridge = {
  list: () => ipcRenderer.invoke(channelOf('specimens', 'list')),
  present: (request) => ipcRenderer.invoke(channelOf('specimens', 'present'), request),
  print: () => ipcRenderer.invoke(channelOf('specimens', 'print')),
};

contextBridge.exposeInMainWorld('kiosk', bridge);
