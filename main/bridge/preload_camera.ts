import { contextBridge, ipcRenderer } from 'electron';
import { channelOf } from './channel.ts';
import type { CameraBridge } from './contract.ts';
import { listen } from './listen.ts';

const bridge: CameraBridge = {
  onUse(listener) {
    listen(channelOf('camera', 'use'), listener);
    ipcRenderer.send(channelOf('camera', 'hello'));
  },
  code: (request) => ipcRenderer.send(channelOf('camera', 'code'), request),
  hint: (request) => ipcRenderer.send(channelOf('camera', 'hint'), request),
  preview: (request) => ipcRenderer.send(channelOf('camera', 'preview'), request),
  status: (request) => ipcRenderer.send(channelOf('camera', 'status'), request),
};

contextBridge.exposeInMainWorld('kiosk', bridge);
