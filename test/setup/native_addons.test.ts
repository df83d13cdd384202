import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { machinesOf, type NativeMachine } from '../helpers/native_machine.ts';

const modules = path.resolve(import.meta.dirname, '../../node_modules');

/** The binaries that each package of the kiosk is made with: SQLite, HID (by hidraw on Linux) and serial ports. */
const ADDONS: Readonly<Record<NativeMachine, readonly string[]>> = {
  'linux-x64': [
    'better-sqlite3/prebuilds/linux-x64.node',
    'node-hid/prebuilds/HID_hidraw-linux-x64/node-napi-v4.node',
    '@serialport/bindings-cpp/prebuilds/linux-x64/@serialport+bindings-cpp.glibc.node',
  ],
  'linux-arm64': [
    'better-sqlite3/prebuilds/linux-arm64.node',
    'node-hid/prebuilds/HID_hidraw-linux-arm64/node-napi-v4.node',
    '@serialport/bindings-cpp/prebuilds/linux-arm64/@serialport+bindings-cpp.armv8.glibc.node',
  ],
  'win32-x64': [
    'better-sqlite3/prebuilds/win32-x64.node',
    'node-hid/prebuilds/HID-win32-x64/node-napi-v4.node',
    '@serialport/bindings-cpp/prebuilds/win32-x64/@serialport+bindings-cpp.node',
  ],
  'win32-arm64': [
    'better-sqlite3/prebuilds/win32-arm64.node',
    'node-hid/prebuilds/HID-win32-arm64/node-napi-v4.node',
    '@serialport/bindings-cpp/prebuilds/win32-arm64/@serialport+bindings-cpp.armv8.node',
  ],
  'darwin-x64': [
    'better-sqlite3/prebuilds/darwin-x64.node',
    'node-hid/prebuilds/HID-darwin-x64/node-napi-v4.node',
    '@serialport/bindings-cpp/prebuilds/darwin-x64+arm64/@serialport+bindings-cpp.node',
  ],
  'darwin-arm64': [
    'better-sqlite3/prebuilds/darwin-arm64.node',
    'node-hid/prebuilds/HID-darwin-arm64/node-napi-v4.node',
    '@serialport/bindings-cpp/prebuilds/darwin-x64+arm64/@serialport+bindings-cpp.node',
  ],
};

describe.each(Object.entries(ADDONS))('a package for %s', (machine, addons) => {
  it.each(addons)('finds %s, made for it', (addon) => {
    const file = path.join(modules, addon);
    expect(existsSync(file)).toBe(true);
    expect(machinesOf(readFileSync(file))).toContain(machine);
  });
});

describe('a binary', () => {
  it('is not taken for one of another machine', () => {
    const content = readFileSync(path.join(modules, 'better-sqlite3/prebuilds/linux-x64.node'));
    content.writeUInt16LE(183, 18);
    expect(machinesOf(content)).toEqual(['linux-arm64']);
    content.writeUInt16LE(3, 18);
    expect(machinesOf(content)).toEqual([]);
    expect(machinesOf(Buffer.from('#!/bin/sh\n'.repeat(20)))).toEqual([]);
    expect(machinesOf(Buffer.alloc(0))).toEqual([]);
  });
});
