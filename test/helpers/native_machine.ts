/** What a native addon runs on. */
export type NativeMachine = `${'linux' | 'win32' | 'darwin'}-${'x64' | 'arm64'}`;

const ELF_MACHINES: Readonly<Record<number, 'x64' | 'arm64'>> = { 62: 'x64', 183: 'arm64' };
const PE_MACHINES: Readonly<Record<number, 'x64' | 'arm64'>> = { 0x8664: 'x64', 0xaa64: 'arm64' };
const MACH_MACHINES: Readonly<Record<number, 'x64' | 'arm64'>> = { 0x01000007: 'x64', 0x0100000c: 'arm64' };
const MACH_64 = 0xfeedfacf;
const MACH_FAT = 0xcafebabe;
const MOST_FAT_PARTS = 10;

/**
 * The machines that a binary was made for, by its own header: ELF (e_machine), PE (COFF Machine) or Mach-O (cputype,
 * several in a fat file). Empty: none that the kiosk is packaged for.
 */
export function machinesOf(binary: Buffer): readonly NativeMachine[] {
  if (binary.length < 64) return [];
  if (binary.readUInt32BE(0) === 0x7f454c46) return named('linux', ELF_MACHINES[binary.readUInt16LE(18)]);
  if (binary.readUInt16LE(0) === 0x5a4d) {
    const header = binary.readUInt32LE(0x3c);
    const isPe = header + 6 <= binary.length && binary.readUInt32BE(header) === 0x50450000;
    return isPe ? named('win32', PE_MACHINES[binary.readUInt16LE(header + 4)]) : [];
  }
  if (binary.readUInt32LE(0) === MACH_64) return named('darwin', MACH_MACHINES[binary.readUInt32LE(4)]);
  if (binary.readUInt32BE(0) !== MACH_FAT) return [];
  const parts = Math.min(binary.readUInt32BE(4), MOST_FAT_PARTS);
  return Array.from({ length: parts }, (_, part) => 8 + part * 20)
    .filter((at) => at + 4 <= binary.length)
    .flatMap((at) => named('darwin', MACH_MACHINES[binary.readUInt32BE(at)]));
}

function named(system: 'linux' | 'win32' | 'darwin', machine: 'x64' | 'arm64' | undefined): readonly NativeMachine[] {
  return machine === undefined ? [] : [`${system}-${machine}`];
}
