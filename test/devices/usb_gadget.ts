import { execFileSync } from 'node:child_process';
import { closeSync, constants, existsSync, mkdirSync, openSync, readFileSync, symlinkSync, writeFileSync, writeSync } from 'node:fs';
import path from 'node:path';

const GADGETS = '/sys/kernel/config/usb_gadget';
const ENGLISH = 'strings/0x409';

/** A USB device that this kernel plays (configfs, dummy_hcd) and enumerates by its own host driver. */
export interface UsbGadget {
  plug(): void;
  unplug(): void;
  /** Sends bytes as the device; only while plugged in. */
  send(bytes: Uint8Array): void;
}

/**
 * A scanner of a maker with a USB-CDC serial port (`acm`) or a HID interface, on the dummy controller of that number
 * (linux/Documentation/usb/gadget_configfs.rst, ABI/testing/configfs-usb-gadget-acm and -hid).
 */
export function makeUsbGadget(device: {
  readonly controller: number;
  readonly vendorId: number;
  readonly productId: number;
  readonly name: string;
  readonly speaks: 'acm' | { readonly descriptor: Uint8Array; readonly reportBytes: number };
}): UsbGadget {
  const gadget = path.join(GADGETS, `scanner${device.controller}`);
  const put = (file: string, content: string | Uint8Array) => writeFileSync(path.join(gadget, file), content);
  mkdirSync(gadget);
  put('idVendor', String(device.vendorId));
  put('idProduct', String(device.productId));
  mkdirSync(path.join(gadget, ENGLISH));
  put(`${ENGLISH}/product`, device.name);
  mkdirSync(path.join(gadget, 'configs/c.1'));
  const isSerial = device.speaks === 'acm';
  const name = `${isSerial ? 'acm' : 'hid'}.scanner${device.controller}`;
  mkdirSync(path.join(gadget, 'functions', name));
  if (device.speaks !== 'acm') {
    put(`functions/${name}/report_length`, String(device.speaks.reportBytes));
    put(`functions/${name}/report_desc`, device.speaks.descriptor);
  }
  symlinkSync(path.join(gadget, 'functions', name), path.join(gadget, 'configs/c.1', name));
  const node = isSerial
    ? `/dev/ttyGS${readFileSync(path.join(gadget, 'functions', name, 'port_num'), 'utf8').trim()}`
    : hidNode(readFileSync(path.join(gadget, 'functions', name, 'dev'), 'utf8').trim());
  let port: number | null = null;
  let isPlugged = false;
  let isRaw = !isSerial;

  function openPort(): number {
    const opened = openSync(node, constants.O_RDWR | constants.O_NOCTTY);
    // Else the device's own end would turn CR into LF and echo. The kernel remembers it.
    if (!isRaw) execFileSync('stty', ['-F', node, 'raw', '-echo']);
    isRaw = true;
    return opened;
  }

  return {
    plug() {
      put('UDC', `dummy_udc.${device.controller}`);
      isPlugged = true;
    },
    unplug() {
      if (!isPlugged) return;
      isPlugged = false;
      if (port !== null) closeSync(port);
      port = null;
      put('UDC', '\n');
    },
    send(bytes) {
      port ??= openPort();
      try {
        writeSync(port, bytes);
      } catch {
        // The sleep of a machine ends the connection, as it does to a device that loses its power.
        closeSync(port);
        port = openPort();
        writeSync(port, bytes);
      }
    },
  };
}

/** The device file of a HID function, by its major and minor numbers. */
function hidNode(numbers: string): string {
  const name = [0, 1, 2, 3].map((index) => `hidg${index}`).find((one) => {
    const file = `/sys/class/hidg/${one}/dev`;
    return existsSync(file) && readFileSync(file, 'utf8').trim() === numbers;
  });
  return `/dev/${name ?? 'hidg0'}`;
}
