import { spawnSync } from 'node:child_process';
import { safeStorage } from 'electron';
import type { KeyStore } from '../settings/key_store.ts';

/** A key store that asks somebody, or hangs, must not hold the door. */
const ANSWER_WITHIN_MS = 2_000;
/** Of the Secret Service's default collection (freedesktop.org, Secret Storage Specification). */
const IS_LOCKED = [
  ...['--session', '--print-reply=literal', `--reply-timeout=${ANSWER_WITHIN_MS}`, '--dest=org.freedesktop.secrets'],
  ...['/org/freedesktop/secrets/aliases/default', 'org.freedesktop.DBus.Properties.Get'],
  ...['string:org.freedesktop.Secret.Collection', 'string:Locked'],
];

/**
 * The system's key store by Electron's safeStorage: DPAPI on Windows, the keychain on macOS, the Secret Service on Linux,
 * there only while it is unlocked, since a locked one would put its own question over the door. To be used once Electron
 * is ready.
 */
export function systemKeyStore(): KeyStore {
  /** Once it opened, Chromium keeps its key in memory, and asks no more. */
  let hasOpened = false;
  const ask = <Answer>(question: () => Answer): Answer | null => {
    hasOpened ||= isOpen();
    return hasOpened ? whatItGives(question) : null;
  };
  return {
    seal: (text) => ask(() => safeStorage.encryptString(text)),
    open: (sealed) => ask(() => safeStorage.decryptString(Buffer.from(sealed))),
  };
}

function isOpen(): boolean {
  // What Chromium calls basic_text is a password that is the same on every computer.
  if (process.platform === 'linux' && (safeStorage.getSelectedStorageBackend() !== 'gnome_libsecret' || !secretServiceIsUnlocked())) return false;
  return safeStorage.isEncryptionAvailable();
}

function secretServiceIsUnlocked(): boolean {
  const { status, stdout } = spawnSync('dbus-send', IS_LOCKED, { encoding: 'utf8', timeout: 2 * ANSWER_WITHIN_MS });
  return status === 0 && /\bboolean false\b/.test(stdout);
}

/** Every refusal of a key store is the same to the kiosk: it does not open. */
function whatItGives<Value>(ask: () => Value): Value | null {
  try {
    return ask();
  } catch {
    return null;
  }
}
