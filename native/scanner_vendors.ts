import type { HidSignalReport } from './hid_signal.ts';
import type { ScanSignal } from './scan_source.ts';

/** What a programming code of a manual sets a scanner to. */
export type Remedy =
  | 'hid_pos'
  | 'keyboard'
  | 'serial'
  | 'suffix_cr'
  | 'layout_us'
  | 'slower'
  | 'faster'
  | 'defaults'
  | 'enable_qr'
  | 'enable_aztec'
  | 'enable_data_matrix'
  | 'no_prefix'
  | 'normal_case';

/** One setting, to be scanned from the manual (or sent, for a maker who prints no codes). */
export interface ProgrammingCode {
  /** As printed in the manual. */
  readonly title: string;
  /** The text that the code carries, without what precedes or ends it; null where no use of it was found. */
  readonly command: string | null;
  /** Manual and section; where only programs of others were found to send the command, it says so. */
  readonly source: string;
}

/** One maker of scanners: how its devices are known, told to start, and switched. */
export interface ScannerVendor {
  readonly vendorId: number;
  readonly maker: string;
  /** The feature report after which its scanners speak HID POS. */
  readonly startReport: readonly number[] | null;
  /** USB product ids of scanners that are set to a way of speaking which is not read. */
  readonly unreadProducts: readonly number[];
  /** How its HID POS scanners are made to beep, where their report descriptor is hidden; null where not published. */
  readonly signals: Readonly<Record<ScanSignal, HidSignalReport>> | null;
  /** What its manuals print, as far as it is known; none is guessed. */
  readonly remedies: Readonly<Partial<Record<Remedy, ProgrammingCode>>>;
  readonly source: string;
}

/** Tells the scanner which of its USB interfaces speaks: number 1 is HID POS, where a keyboard is number 0. */
const REDIRECT_OUTPUT = [254, 1];

/** The makers of scanners; vendor ids as in the USB ID repository (linux-usb.org/usb.ids). */
export const SCANNER_VENDORS: readonly ScannerVendor[] = [
  {
    vendorId: 0x0c2e,
    maker: 'Honeywell',
    startReport: REDIRECT_OUTPUT,
    unreadProducts: [],
    signals: { good: { kind: 'output', bytes: [4, 0x40] }, bad: { kind: 'output', bytes: [4, 0x20] } },
    remedies: {
      hid_pos: {
        title: 'USB HID',
        command: 'PAP131',
        source: 'Voyager 1200g User’s Guide, "Terminal ID Table" (131: HID POS); the command as published programs send it',
      },
      keyboard: {
        title: 'USB Keyboard (PC)',
        command: 'PAP124',
        source: 'Voyager 1200g User’s Guide, "Terminal ID Table" (124: USB PC Keyboard); the command as published programs send it',
      },
      serial: {
        title: 'USB Serial',
        command: 'TRMUSB130',
        source: 'Voyager 1300g User’s Guide, "Interface / Terminal ID Table" (130: Serial); the command as published programs send it',
      },
      defaults: {
        title: 'Activate Defaults',
        command: 'DEFALT',
        source: 'Honeywell N36XX datasheet, menu commands; the command as published programs send it',
      },
      suffix_cr: {
        title: 'Add CR Suffix All Symbologies',
        command: 'VSUFCR',
        source: 'Honeywell N36XX datasheet, menu commands; the command as published programs send it',
      },
      no_prefix: {
        title: 'Clear All Prefixes',
        command: 'PRECA2',
        source: 'Honeywell user’s guides, "Data Editing"; the command as published programs send it',
      },
      layout_us: {
        title: 'Keyboard Country: U.S.A.',
        command: null,
        source: 'Honeywell user’s guides, "Keyboard Country"',
      },
      slower: {
        title: 'Intercharacter Delay',
        command: null,
        source: 'Honeywell user’s guides, "Intercharacter, Interfunction, and Intermessage Delays"',
      },
      enable_qr: {
        title: 'QR Code On/Off: On',
        command: 'QRCENA1',
        source: 'Honeywell user’s guides, "Symbologies"; the command as published programs send it',
      },
      enable_aztec: {
        title: 'Aztec Code On/Off: On',
        command: 'AZTENA1',
        source: 'Honeywell user’s guides, "Symbologies"; the command as published programs send it',
      },
      enable_data_matrix: {
        title: 'Data Matrix On/Off: On',
        command: 'IDMENA1',
        source: 'Honeywell user’s guides, "Symbologies"; the command as published programs send it',
      },
    },
    source: 'Hand Held Products "USB Interfaces" Application Note, "Redirect Output" and "Trigger the Device"',
  },
  {
    vendorId: 0x23d0,
    maker: 'Youjie',
    startReport: REDIRECT_OUTPUT,
    unreadProducts: [],
    signals: null,
    remedies: {},
    source: 'A brand of Honeywell’s, whose scanners start in the same way',
  },
  {
    vendorId: 0x05e0,
    maker: 'Zebra',
    startReport: null,
    // IBM hand-held (OPOS too), IBM table-top, SNAPI.
    unreadProducts: [0x1300, 0x1400, 0x1900],
    signals: null,
    remedies: {
      hid_pos: {
        title: 'HID POS',
        command: null,
        source: 'Product Reference Guide of the model, "USB Interface"; so called by Microsoft (DS8178)',
      },
      keyboard: {
        title: 'HID Keyboard Emulation',
        command: null,
        source: 'MS4404/MS4407 Integration Guide, section 9-3, "USB Interface"',
      },
      serial: {
        title: 'Simple COM Port Emulation',
        command: null,
        source: 'MS4404/MS4407 Integration Guide, section 9-3, "USB Interface"',
      },
      suffix_cr: {
        title: 'Scan Options, <DATA> <SUFFIX>, Enter: three codes in this order',
        command: null,
        source: 'LS4278 Product Reference Guide, "Scan Data Transmission Format"',
      },
      no_prefix: {
        title: 'Scan Options, Data As Is, Enter: three codes in this order',
        command: null,
        source: 'LS4278 Product Reference Guide, "Scan Data Transmission Format"',
      },
      slower: {
        title: 'USB Keystroke Delay',
        command: null,
        source: 'DS9208 Product Reference Guide, "USB Interface"',
      },
      faster: {
        title: 'Fast HID Keyboard Emulation',
        command: null,
        source: 'DS9208 Product Reference Guide, "USB Interface"',
      },
      normal_case: {
        title: 'Simulated Caps Lock',
        command: null,
        source: 'DS9208 Product Reference Guide, "USB Interface"',
      },
    },
    source: 'Symbol MS4404/MS4407 Integration Guide, section 9-3, "USB Interface"',
  },
  {
    vendorId: 0x05f9,
    maker: 'Datalogic',
    startReport: null,
    unreadProducts: [],
    signals: null,
    remedies: {
      keyboard: {
        title: 'USB Keyboard',
        command: null,
        source: 'Gryphon I GFS4400 Product Reference Guide, "USB Keyboard Settings"',
      },
      normal_case: {
        title: 'Case Conversion: Disable',
        command: null,
        source: 'QuickScan QS2500 Product Reference Guide, page 26',
      },
    },
    source: 'USB ID repository',
  },
  {
    vendorId: 0x1eab,
    maker: 'Newland',
    startReport: null,
    unreadProducts: [],
    signals: null,
    remedies: {
      hid_pos: {
        title: 'HID-POS',
        command: null,
        source: 'NLS-FM420 Integration Guide, "USB Interface", page 47',
      },
      layout_us: {
        title: 'Keyboard Layout',
        command: null,
        source: 'NLS-HR52 User Manual, "Use of Programming Command" (tag KBW, sub-tag CTY)',
      },
    },
    source: 'NLS-FM420 Integration Guide, "HID-POS"',
  },
  {
    vendorId: 0x0db5,
    maker: 'Access-IS',
    startReport: null,
    unreadProducts: [],
    signals: null,
    remedies: {
      hid_pos: { title: 'AISINF: HID POS', command: 'AISINF3', source: 'ATR110 Product Manual, section 5.1, table 2' },
      keyboard: {
        title: 'AISINF: USB keyboard',
        command: 'AISINF2',
        source: 'ATR110 Product Manual, section 5.1, table 2',
      },
      serial: {
        title: 'AISINF: USB serial (CDC)',
        command: 'AISINF1',
        source: 'ATR110 Product Manual, section 5.1, table 2',
      },
      layout_us: {
        title: 'AISKBL: US (United States)',
        command: 'AISKBL0',
        source: 'ATR110 Product Manual, section 5.1, table 2',
      },
      defaults: {
        title: 'AISRDS: change configuration to default values',
        command: null,
        source: 'ATR110 Product Manual, section 6.6.1',
      },
    },
    source: 'LSR118 Product Manual, appendix B',
  },
];

/** The maker of a USB device; null where it is not known as a maker of scanners. */
export function vendorOf(vendorId: number): ScannerVendor | null {
  return SCANNER_VENDORS.find((vendor) => vendor.vendorId === vendorId) ?? null;
}
