import { BrowserWindow, type Session } from 'electron';
import type { Result } from '../bridge/contract.ts';
import { printContents } from './print_contents.ts';

/** A page's HTML as a PDF file, one sheet after the other, as it would be printed. */
export function pageToPdf(html: string, session: Session): Promise<Uint8Array> {
  return withPage(html, session, ({ webContents }) =>
    webContents.printToPDF({ printBackground: true, preferCSSPageSize: true, landscape: true }),
  );
}

/** Prints a page's HTML, as `printContents` does. */
export function printPage(html: string, session: Session): Promise<Result<null, 'no_printer' | 'not_printed'>> {
  return withPage(html, session, ({ webContents }) => printContents(webContents, { landscape: true, printBackground: true }));
}

/** Shows the page to nobody, and to no script. */
async function withPage<Answer>(html: string, session: Session, use: (window: BrowserWindow) => Promise<Answer>): Promise<Answer> {
  const window = new BrowserWindow({
    show: false,
    webPreferences: { session, sandbox: true, contextIsolation: true, nodeIntegration: false, javascript: false },
  });
  try {
    await window.loadURL(`data:text/html;charset=utf-8;base64,${Buffer.from(html).toString('base64')}`);
    return await use(window);
  } finally {
    window.destroy();
  }
}
