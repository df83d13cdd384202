import { constants } from 'node:fs';
import { open } from 'node:fs/promises';
import { SerialPort } from 'serialport';
import type { SerialHandle } from './serial_library.ts';

/**
 * Opens a port with 8 data bits, no parity, one stop bit and no flow control, for this program alone; DTR is set,
 * without which most USB scanners send nothing. Rejects as `SerialLibrary.open` says.
 */
export async function openSerialPort(path: string, baudRate: number): Promise<SerialHandle> {
  const port = new SerialPort({ path, baudRate, autoOpen: false });
  const listeners: ((error: unknown) => void)[] = [];
  let setClosed = () => {};
  const closed = new Promise<void>((resolve) => {
    setClosed = resolve;
  });
  port.on('close', (error: unknown) => {
    setClosed();
    for (const listener of listeners) listener(error);
  });
  port.on('error', (error) => {
    // Closing itself failed: no event follows.
    if (!port.isOpen && !port.closing) setClosed();
    for (const listener of listeners) listener(error);
  });
  await new Promise<void>((resolve, reject) => {
    port.open((error) => {
      if (error) void nameReason(path, error).then(reject);
      else resolve();
    });
  });

  function listen(event: 'data' | 'error', listener: ((bytes: Uint8Array) => void) | ((error: unknown) => void)): void {
    if (event === 'error') {
      listeners.push(listener as (error: unknown) => void);
      return;
    }
    port.on('data', (bytes: Buffer) => {
      (listener as (bytes: Uint8Array) => void)(bytes);
      // It is a window on a pool of 64 KiB that lives on.
      bytes.fill(0);
    });
  }

  return {
    on: listen,
    write: (bytes) =>
      new Promise<void>((resolve, reject) => {
        port.write(Buffer.from(bytes), (error) => (error ? reject(error) : resolve()));
      }),
    async close() {
      // What a stuck device does not take would hold the closing for 30 s (`closing_wait`, setserial(8)).
      if (port.isOpen) await new Promise<void>((resolve) => port.flush(() => resolve()));
      if (port.isOpen) port.close(() => setClosed());
      await closed;
    },
  };
}

/**
 * Puts the system's error name in place of words. Linux's words come in its language, hence the second attempt by a
 * call that tells the name; it fails as the first did, or the port is let go at once.
 */
async function nameReason(path: string, error: Error): Promise<Error> {
  // Windows refuses a port that another program has open in these words.
  if (/Cannot lock port|: Access denied/.test(error.message)) return new Error('EBUSY');
  if (!path.startsWith('/')) return error;
  try {
    const file = await open(path, constants.O_RDWR | constants.O_NONBLOCK | constants.O_NOCTTY);
    await file.close();
    return error;
  } catch (named) {
    return named instanceof Error && 'code' in named ? new Error(String(named.code)) : error;
  }
}
