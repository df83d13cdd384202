/** The kiosk's windows. Each has its own page, preload and bridge. */
export type WindowName = 'door' | 'visitor' | 'manager' | 'camera' | 'specimens';

/** The origin of every page of the kiosk, served from the package itself. */
export const APP_ORIGIN = 'app://kiosk';

/** The page of a window. */
export function pageOf(name: WindowName): string {
  return `${APP_ORIGIN}/${name}/index.html`;
}

/** True when `url` is the page of that window, whatever its hash. */
export function isPageOf(name: WindowName, url: string): boolean {
  return url.split('#', 1)[0] === pageOf(name);
}
