import { ipcRenderer } from 'electron';

/** Listens in a preload. One listener a channel: a page that comes back takes the place of its former self. */
export function listen<Message>(channel: string, listener: (message: Message) => void): void {
  ipcRenderer.removeAllListeners(channel);
  ipcRenderer.on(channel, (_event, message: Message) => listener(message));
}
