import { contextBridge, ipcRenderer } from 'electron';
import { channelOf } from './channel.ts';
import type { DoorBridge } from './contract.ts';

const bridge: DoorBridge = {
  onState(listener) {
    ipcRenderer.on(channelOf('door', 'state'), (_event, state) => listener(state));
    ipcRenderer.send(channelOf('door', 'hello'));
  },
  onPreview(listener) {
    ipcRenderer.on(channelOf('door', 'preview'), (_event, jpeg) => listener(jpeg));
  },
  openManager: () => ipcRenderer.invoke(channelOf('door', 'openManager')),
  openSpecimens: () => ipcRenderer.invoke(channelOf('door', 'openSpecimens')),
};

contextBridge.exposeInMainWorld('kiosk', bridge);
