import { mkdirSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readLinuxRefusal, readLinuxSerialPort } from '../../native/linux_hid.ts';

describe('the serial port of a HID device', () => {
  let root = '';
  beforeEach(() => {
    root = mkdtempSync(path.join(tmpdir(), 'hidraw-'));
  });
  afterEach(() => {
    rmSync(root, { recursive: true });
  });

  /** A USB device as the kernel shows it: `hidraw0` is on its interface 1-2:1.0. */
  function show(...folders: readonly string[]): void {
    const hid = path.join(root, 'devices/usb1/1-2/1-2:1.0/0003:05E0:1900.0001');
    mkdirSync(hid, { recursive: true });
    for (const folder of folders) mkdirSync(path.join(root, 'devices/usb1/1-2', folder), { recursive: true });
    mkdirSync(path.join(root, 'class/hidraw0'), { recursive: true });
    symlinkSync(hid, path.join(root, 'class/hidraw0/device'));
  }
  const read = (devicePath: string) => readLinuxSerialPort(devicePath, path.join(root, 'class'));

  it('is on another interface of the same USB device', () => {
    show('1-2:1.1/tty/ttyACM0');
    expect(read('/dev/hidraw0')).toBe(true);
  });

  it('may be one of a converter', () => {
    show('1-2:1.1/ttyUSB3/tty/ttyUSB3');
    expect(read('/dev/hidraw0')).toBe(true);
  });

  it('is not that of another device behind the same hub', () => {
    show('1-2:1.1/input', '1-2.1/1-2.1:1.0/tty/ttyACM0');
    expect(read('/dev/hidraw0')).toBe(false);
  });

  it('is not known of a device that is not on USB, of one that is gone, nor on another system', () => {
    mkdirSync(path.join(root, 'devices/virtual/uhid/0003:05E0:1900.0001'), { recursive: true });
    mkdirSync(path.join(root, 'class/hidraw1'), { recursive: true });
    symlinkSync(path.join(root, 'devices/virtual/uhid/0003:05E0:1900.0001'), path.join(root, 'class/hidraw1/device'));
    const other = '\\\\?\\hid#vid_05e0&pid_1900';
    expect(['/dev/hidraw1', '/dev/hidraw7', other, ''].map(read)).toEqual([null, null, null, null]);
  });
});

describe('the refusal of a device', () => {
  it('is the name of the error, or none', () => {
    expect(readLinuxRefusal('/dev/null')).toBeNull();
    expect(readLinuxRefusal('/dev/hidraw99999')).toBe('ENOENT');
    expect(readLinuxRefusal('\\\\?\\hid#vid_05e0&pid_1900')).toBeNull();
  });
});
