import { app, type Session, type WebContents } from 'electron';
import { isPageOf } from './window_table.ts';

/** Chromium features that reach outside or write caches; set before Electron is ready. */
export function lockDownProcess(): void {
  // Chromium cannot sandbox for root, who says so with this switch; each window asks for it all the same.
  if (!app.commandLine.hasSwitch('no-sandbox')) app.enableSandbox();
  // No name resolves: even a request that slipped past the session's filter goes nowhere.
  app.commandLine.appendSwitch('host-resolver-rules', 'MAP * ~NOTFOUND');
  app.commandLine.appendSwitch('disable-background-networking');
  app.commandLine.appendSwitch('disable-component-update');
  app.commandLine.appendSwitch('disable-domain-reliability');
  app.commandLine.appendSwitch('disable-http-cache');
  app.commandLine.appendSwitch('autoplay-policy', 'no-user-gesture-required');
  app.on('web-contents-created', (_event, contents) => lockDownContents(contents));
}

/** No navigation, no new windows, no embedded web views, no peer connections, in any window. */
function lockDownContents(contents: WebContents): void {
  contents.on('will-navigate', (event) => event.preventDefault());
  contents.on('will-frame-navigate', (event) => event.preventDefault());
  contents.on('will-redirect', (event) => event.preventDefault());
  contents.on('will-attach-webview', (event) => event.preventDefault());
  contents.setWindowOpenHandler(() => ({ action: 'deny' }));
  contents.setWebRTCIPHandlingPolicy('disable_non_proxied_udp');
}

/** Denies every permission but the camera to the camera window, and every request but the kiosk's own pages. */
export function lockDownSession(session: Session): void {
  session.setPermissionRequestHandler((_contents, permission, answer, details) => {
    const video = 'mediaTypes' in details && details.mediaTypes?.join() === 'video';
    answer(permission === 'media' && video && details.isMainFrame && isPageOf('camera', details.requestingUrl));
  });
  session.setPermissionCheckHandler(
    (contents, permission, _origin, details) =>
      permission === 'media' &&
      details.mediaType !== 'audio' &&
      contents !== null &&
      isPageOf('camera', contents.getURL()),
  );
  session.setDevicePermissionHandler(() => false);
  session.setDisplayMediaRequestHandler(null);
  session.on('will-download', (event) => event.preventDefault());
  session.on('select-hid-device', (event) => event.preventDefault());
  session.on('select-serial-port', (event) => event.preventDefault());
  session.setSpellCheckerEnabled(false);
  session.webRequest.onBeforeRequest((details, answer) => {
    const scheme = details.url.split(':', 1)[0] ?? '';
    answer({ cancel: !['app', 'blob', 'data'].includes(scheme) });
  });
}
