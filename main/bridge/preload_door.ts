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
};

contextBridge.exposeInMainWorld('kiosk', bridge);
