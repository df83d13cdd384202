/** The IPC channel of one method or message of one window's bridge. */
export function channelOf(window: string, name: string): string {
  return `kiosk:${window}:${name}`;
}
