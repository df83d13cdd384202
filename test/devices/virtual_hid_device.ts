import { closeSync, constants, openSync, readSync, writeSync } from 'node:fs';

// Linux uapi, linux/uhid.h: event types and the layout of struct uhid_event.
const UHID_DESTROY = 1;
const UHID_GET_REPORT = 9;
const UHID_GET_REPORT_REPLY = 10;
const UHID_CREATE2 = 11;
const UHID_INPUT2 = 12;
const UHID_SET_REPORT = 13;
const UHID_SET_REPORT_REPLY = 14;
const EVENT_BYTES = 4380;
const BUS_USB = 3;
const EIO = 5;
const ANSWER_EVERY_MS = 5;

/** A device that the kernel believes to be a USB HID device; `send` gives it one input report. */
export interface VirtualHidDevice {
  send(report: Uint8Array): void;
  unplug(): void;
}

/** Plugs a virtual HID device into the kernel. With `isMute` it leaves feature reports unanswered. */
export function plugVirtualHidDevice(device: {
  readonly name: string;
  readonly vendorId: number;
  readonly productId?: number;
  readonly descriptor: Uint8Array;
  readonly isMute?: boolean;
}): VirtualHidDevice {
  const descriptor = openSync('/dev/uhid', constants.O_RDWR | constants.O_NONBLOCK);
  const create = Buffer.alloc(280 + 4096);
  create.writeUInt32LE(UHID_CREATE2, 0);
  create.write(device.name, 4);
  create.writeUInt16LE(device.descriptor.length, 260);
  create.writeUInt16LE(BUS_USB, 262);
  create.writeUInt32LE(device.vendorId, 264);
  create.writeUInt32LE(device.productId ?? 0, 268);
  create.set(device.descriptor, 280);
  writeSync(descriptor, create);

  /** The kernel waits for an answer to each feature report. */
  function answer(): void {
    const event = Buffer.alloc(EVENT_BYTES);
    for (;;) {
      try {
        readSync(descriptor, event);
      } catch {
        return;
      }
      const type = event.readUInt32LE(0);
      if (type !== UHID_SET_REPORT && type !== UHID_GET_REPORT) continue;
      const reply = Buffer.alloc(12);
      reply.writeUInt32LE(type === UHID_SET_REPORT ? UHID_SET_REPORT_REPLY : UHID_GET_REPORT_REPLY, 0);
      reply.writeUInt32LE(event.readUInt32LE(4), 4);
      reply.writeUInt16LE(type === UHID_SET_REPORT ? 0 : EIO, 8);
      writeSync(descriptor, reply);
    }
  }
  const timer = device.isMute === true ? undefined : setInterval(answer, ANSWER_EVERY_MS);

  return {
    send(report) {
      const event = Buffer.alloc(6 + report.length);
      event.writeUInt32LE(UHID_INPUT2, 0);
      event.writeUInt16LE(report.length, 4);
      event.set(report, 6);
      writeSync(descriptor, event);
    },
    unplug() {
      clearInterval(timer);
      const event = Buffer.alloc(4);
      event.writeUInt32LE(UHID_DESTROY, 0);
      writeSync(descriptor, event);
      closeSync(descriptor);
    },
  };
}
