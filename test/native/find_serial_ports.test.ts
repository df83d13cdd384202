import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { findSerialPorts } from '../../native/find_serial_ports.ts';

let root = '';

beforeEach(() => {
  root = mkdtempSync(path.join(os.tmpdir(), 'sysfs-'));
  mkdirSync(`${root}/class`);
});
afterEach(() => {
  rmSync(root, { recursive: true });
});

/** Files as the kernel publishes them for one USB device; `place` is where its port hangs below the device. */
function plug(port: string, device: string, place: string, about: Readonly<Record<string, string>>): void {
  mkdirSync(`${root}/devices/${device}/${place}/tty/${port}`, { recursive: true });
  for (const [name, content] of Object.entries(about)) writeFileSync(`${root}/devices/${device}/${name}`, content);
  mkdirSync(`${root}/class/${port}`);
  symlinkSync(`${root}/devices/${device}/${place}`, `${root}/class/${port}/device`);
}

describe.runIf(process.platform === 'linux')('serial ports', () => {
  it('are found with the USB device behind them, a CDC one and one behind a bridge', async () => {
    plug('ttyACM0', 'usb1/1-2', '1-2:1.0', { idVendor: '0c2e\n', idProduct: '0b6a\n', product: 'Voyager 1450g\n' });
    plug('ttyUSB3', 'usb1/1-3', '1-3:1.0/ttyUSB3', { idVendor: '0403\n', idProduct: '6001\n' });
    expect(await findSerialPorts([], `${root}/class`)).toEqual([
      { path: '/dev/ttyACM0', named: [], vendorId: 0x0c2e, productId: 0x0b6a, product: 'Voyager 1450g\n' },
      { path: '/dev/ttyUSB3', named: [], vendorId: 0x0403, productId: 0x6001, product: null },
    ]);
  });

  it('are not consoles, modems or ports of the board', async () => {
    for (const name of ['tty0', 'ttyS0', 'console', 'rfcomm0', 'ttyACM']) mkdirSync(`${root}/class/${name}`);
    expect(await findSerialPorts([], `${root}/class`)).toEqual([]);
  });

  it('are found though a device is half unplugged or says nonsense', async () => {
    mkdirSync(`${root}/class/ttyACM0`);
    plug('ttyACM1', 'usb1/1-2', '1-2:1.0', { idVendor: 'x'.repeat(5_000), idProduct: '-1' });
    plug('ttyACM2', 'usb1/1-3', '1-3:1.0', { idVendor: '0c2e' });
    const nobody = { named: [], vendorId: null, productId: null, product: null };
    expect(await findSerialPorts([], `${root}/class`)).toEqual([
      { path: '/dev/ttyACM0', ...nobody },
      { path: '/dev/ttyACM1', ...nobody },
      { path: '/dev/ttyACM2', ...nobody },
    ]);
  });

  it('are none where the kernel has no such driver', async () => {
    expect(await findSerialPorts([], `${root}/missing`)).toEqual([]);
  });

  it('that are named are found by where the name leads, once, and only where it leads to a device', async () => {
    symlinkSync('/dev/null', `${root}/by-id`);
    writeFileSync(`${root}/file`, '');
    const names = [`${root}/by-id`, '/dev/null', `${root}/file`, `${root}/missing`, 'bad\0name'];
    expect(await findSerialPorts(names, `${root}/class`)).toEqual([
      { path: '/dev/null', named: [`${root}/by-id`, '/dev/null'], vendorId: null, productId: null, product: null },
    ]);
  });
});
