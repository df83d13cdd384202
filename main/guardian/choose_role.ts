/** Marks a process as the kiosk itself, started by its guardian. */
export const KIOSK_PROCESS = '--kiosk-process';
/** Marks a kiosk process that is to prove itself before it takes scans. */
export const ON_TRIAL = '--on-trial';
/** Tells the kiosk process which version is installed on the machine, whatever runs. */
export const INSTALLED = '--installed-version=';
/** Asks an unpackaged program for a guardian. */
export const GUARDED = '--guarded';

/** Whether this process watches over the kiosk or is the kiosk. A packaged program is watched over, others where asked. */
export function chooseRole(start: { readonly packaged: boolean; readonly argv: readonly string[] }): 'guardian' | 'kiosk' {
  if (start.argv.includes(KIOSK_PROCESS)) return 'kiosk';
  return start.packaged || start.argv.includes(GUARDED) ? 'guardian' : 'kiosk';
}
