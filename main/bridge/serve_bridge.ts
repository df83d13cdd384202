import { ipcMain, type IpcMainEvent, type IpcMainInvokeEvent, type WebContents } from 'electron';
import type { z } from 'zod';
import { isPageOf, type WindowName } from '../windows/window_table.ts';
import { channelOf } from './channel.ts';

/** A method that a window may call: what it must send, and what answers. */
export interface BridgeMethod<Request> {
  readonly request: z.ZodType<Request>;
  readonly answer: (request: Request) => unknown;
}

/** Ties a method's schema and its answer together, so that the answer gets what the schema proved. */
export function method<Request>(
  request: z.ZodType<Request>,
  answer: (request: Request) => unknown,
): BridgeMethod<unknown> {
  return { request, answer: (given) => answer(given as Request) };
}

/** The methods of each window, by name. */
export type BridgeTable = Readonly<Partial<Record<WindowName, Readonly<Record<string, BridgeMethod<unknown>>>>>>;

/**
 * Serves the bridges: the only file that touches ipcMain. A call is answered only if it comes from the main
 * frame of the one page whose bridge it is, in the window that the kiosk opened, with arguments of the
 * schema; anything else rejects with `refused` and reaches no handler.
 */
export function serveBridge(table: BridgeTable, contentsOf: (name: WindowName) => WebContents | null): void {
  function admit(name: WindowName, event: IpcMainEvent | IpcMainInvokeEvent): boolean {
    const frame = event.senderFrame;
    return (
      frame !== null && event.sender === contentsOf(name) && frame.parent === null && isPageOf(name, frame.url)
    );
  }

  function dispatch(
    name: WindowName,
    wanted: BridgeMethod<unknown>,
    event: IpcMainEvent | IpcMainInvokeEvent,
    given: unknown,
  ): unknown {
    if (!admit(name, event)) return REFUSED;
    const request = wanted.request.safeParse(given);
    return request.success ? wanted.answer(request.data) : REFUSED;
  }

  for (const name of Object.keys(table) as WindowName[]) {
    for (const [methodName, wanted] of Object.entries(table[name] ?? {})) {
      const channel = channelOf(name, methodName);
      ipcMain.handle(channel, async (event, given: unknown) => {
        const answer = await dispatch(name, wanted, event, given);
        if (answer === REFUSED) throw new Error('refused');
        return answer;
      });
      ipcMain.on(channel, (event, given: unknown) => void dispatch(name, wanted, event, given));
    }
  }
}

const REFUSED = Symbol('refused');
