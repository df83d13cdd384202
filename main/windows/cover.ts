import { BrowserWindow, type BrowserWindowConstructorOptions, type Session } from 'electron';

/** Opens a window with nothing but the venue's name on it: no script, no bridge. */
export function openCover(venueName: string, session: Session, look: BrowserWindowConstructorOptions): BrowserWindow {
  const window = new BrowserWindow({
    backgroundColor: '#101418',
    ...look,
    webPreferences: { session, sandbox: true, contextIsolation: true, nodeIntegration: false, javascript: false },
  });
  window.removeMenu();
  window.webContents.on('before-input-event', (event) => event.preventDefault());
  void window.loadURL(`data:text/html;charset=utf-8;base64,${Buffer.from(coverPage(venueName)).toString('base64')}`);
  return window;
}

function coverPage(venueName: string): string {
  const name = venueName.replace(/[&<>"]/g, (character) => `&#${character.charCodeAt(0)};`);
  return `<!doctype html><title></title><style>html{height:100%;background:#101418;color:#f4f6f8;cursor:none;user-select:none}body{margin:0;height:100%;display:grid;place-items:center;font:600 min(8vw,12vh) system-ui,sans-serif;text-align:center;overflow:hidden;overflow-wrap:anywhere}</style><bdi>${name}</bdi>`;
}
