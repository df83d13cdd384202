import { contextBridge, ipcRenderer } from 'electron';
import { channelOf } from './channel.ts';
import type { VisitorBridge } from './contract.ts';

const bridge: VisitorBridge = {
  onState(listener) {
    ipcRenderer.on(channelOf('visitor', 'state'), (_event, state) => listener(state));
    ipcRenderer.send(channelOf('visitor', 'hello'));
  },
  onPreview(listener) {
    ipcRenderer.on(channelOf('visitor', 'preview'), (_event, jpeg) => listener(jpeg));
  },
};

contextBridge.exposeInMainWorld('kiosk', bridge);
