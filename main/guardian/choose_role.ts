/** Marks a process as the kiosk itself, started by its guardian. */
export const KIOSK_PROCESS = '--kiosk-process';
/** Asks an unpackaged program for a guardian. */
export const GUARDED = '--guarded';

/** Whether this process watches over the kiosk or is the kiosk. A packaged program is watched over, others where asked. */
export function chooseRole(start: { readonly packaged: boolean; readonly argv: readonly string[] }): 'guardian' | 'kiosk' {
  if (start.argv.includes(KIOSK_PROCESS)) return 'kiosk';
  return start.packaged || start.argv.includes(GUARDED) ? 'guardian' : 'kiosk';
}
