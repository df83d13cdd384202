/**
 * What only the operating system can hold: that nobody leaves the kiosk, that it comes back, and that nothing of a
 * pass leaves its memory. Stable, the screen and the support bundle have words for each.
 */
export type OsGuardName =
  /** The kiosk runs as an ordinary user. */
  | 'ordinary_user'
  /** Chromium's sandbox is on. */
  | 'sandbox'
  /** Something starts the kiosk again when it ends. */
  | 'restart'
  /** It starts with the machine. */
  | 'start'
  /** No desktop runs beside it. */
  | 'no_desktop'
  /** Nothing opens a window for a stick that is plugged in. */
  | 'no_file_manager'
  /** Ctrl+Alt+F1 and the like change to no text console. */
  | 'console_switch'
  /** Ctrl+Alt+Backspace does not end the screen's server. */
  | 'server_end'
  /** The Print key with Alt commands no kernel. */
  | 'system_request'
  /** Ctrl+Alt+Delete restarts no machine. */
  | 'restart_keys'
  /** The user may open the scanners. */
  | 'device_rules'
  /** Memory is written to no disk in the clear. */
  | 'swap'
  /** A crash writes no memory to a disk. */
  | 'core_dumps'
  /** The disk that holds the data is encrypted. */
  | 'disk_encryption';

/** Whether a guard holds; `unknown`: this system does not say. */
export interface OsGuard {
  readonly guard: OsGuardName;
  readonly state: 'holds' | 'missing' | 'unknown';
}
