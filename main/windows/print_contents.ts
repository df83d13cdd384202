import type { WebContents } from 'electron';
import type { Result } from '../bridge/contract.ts';

/**
 * Prints what a page shows at once, on the system's default printer or on the only one. The system's own dialogue is
 * never shown, since it leads out of a kiosk that is locked down.
 */
export async function printContents(
  contents: WebContents,
  look: { readonly landscape: boolean; readonly printBackground: boolean },
): Promise<Result<null, 'no_printer' | 'not_printed'>> {
  const printers = await contents.getPrintersAsync();
  if (printers.length === 0) return { ok: false, error: 'no_printer' };
  // Without a size of paper newer Electron refuses to print, and the types of older ones do not know this one.
  const settings = { silent: true, usePrinterDefaultPageSize: true, ...look };
  return new Promise((resolve) => {
    contents.print(settings, (isPrinted) =>
      resolve(isPrinted ? { ok: true, value: null } : { ok: false, error: 'not_printed' }),
    );
  });
}
