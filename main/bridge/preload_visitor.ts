import { contextBridge, ipcRenderer } from 'electron';
import { channelOf } from './channel.ts';
import type { VisitorBridge } from './contract.ts';
import { listen } from './listen.ts';

const bridge: VisitorBridge = {
  onState(listener) {
    listen(channelOf('visitor', 'state'), listener);
    ipcRenderer.send(channelOf('visitor', 'hello'));
  },
  onPreview(listener) {
    listen(channelOf('visitor', 'preview'), listener);
  },
};

contextBridge.exposeInMainWorld('kiosk', bridge);
