import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright';
import { readPageFile } from '../../main/windows/page_file.ts';

/** Methods of a window's bridge that take a listener; every other one takes a request. */
const LISTENERS = ['onState', 'onPreview', 'onUse'] as const;

/**
 * The kiosk's pages in a Chromium of its own instead of Electron's: what a page asks of its bridge is asked by
 * Electron's page of the same window, so that the main process, the preload and the check of the sender are the real ones.
 */
export interface ChromiumPages {
  /** The page that stands for one of Electron's, made when it is first asked for; it closes with it. */
  twinOf(electronPage: Page): Promise<Page>;
  /** What a page wrote to its console as an error, threw, or was refused by its content security policy. */
  readonly complaints: readonly string[];
  close(): Promise<void>;
}

/** Starts a Chromium that serves itself the built pages under `rootDir` with the headers that Electron serves them with. */
export async function openChromiumPages(options: {
  readonly program: string;
  readonly rootDir: string;
  readonly args: readonly string[];
}): Promise<ChromiumPages> {
  const server = await servePages(options.rootDir);
  const { port } = server.address() as AddressInfo;
  const browser: Browser = await chromium.launch({
    executablePath: options.program,
    chromiumSandbox: process.getuid?.() !== 0,
    args: ['--autoplay-policy=no-user-gesture-required', ...options.args],
  });
  const context: BrowserContext = await browser.newContext({ permissions: ['camera'] });
  const twins = new Map<Page, Promise<Page>>();
  const complaints: string[] = [];

  async function makeTwin(electronPage: Page): Promise<Page> {
    const { pathname } = new URL(electronPage.url());
    const twin = await context.newPage();
    twin.on('console', (message) => message.type() === 'error' && complaints.push(`${pathname}: ${message.text()}`));
    twin.on('pageerror', (error) => complaints.push(`${pathname}: ${error.stack ?? error.message}`));
    electronPage.on('close', () => void twin.close());
    const names = await electronPage.evaluate<readonly string[]>('Object.keys(kiosk)');
    // One after the other: a later state must not overtake an earlier one.
    let told: Promise<unknown> = Promise.resolve();
    await electronPage.exposeFunction('tellTwin', (name: string, message: unknown) => {
      told = told.then(() => twin.evaluate(hearIn, { name, message })).catch((error: unknown) => {
        // A page that was closed in the meantime hears nothing more.
        if (!twin.isClosed()) complaints.push(`${pathname}: ${String(error)}`);
      });
    });
    await twin.exposeFunction('askKiosk', (name: string, request: unknown) =>
      electronPage.evaluate(askIn, { name, request, listens: LISTENERS.some((one) => one === name) }),
    );
    await twin.addInitScript(makeBridgeIn, { names, listeners: [...LISTENERS] });
    await twin.goto(`http://127.0.0.1:${port}${pathname}`);
    return twin;
  }

  return {
    complaints,
    twinOf(electronPage) {
      const made = twins.get(electronPage) ?? makeTwin(electronPage);
      twins.set(electronPage, made);
      return made;
    },
    async close() {
      await browser.close();
      server.close();
    },
  };
}

async function servePages(rootDir: string): Promise<Server> {
  const server = createServer((request, response) => {
    const { pathname } = new URL(request.url ?? '/', 'http://127.0.0.1');
    void readPageFile(rootDir, pathname).then((file) => {
      // A browser looks for an icon, which Electron's pages have none of.
      response.writeHead(file !== null ? 200 : pathname === '/favicon.ico' ? 204 : 404, { ...file?.headers });
      response.end(file?.body);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return server;
}

interface TwinWindow {
  readonly askKiosk: (name: string, request?: unknown) => Promise<unknown>;
  kiosk: Record<string, (given?: unknown) => unknown>;
  kioskListeners: Record<string, (message: unknown) => void>;
}

/** Runs in the twin before its page: its bridge has the methods of Electron's. */
function makeBridgeIn({ listeners, names }: { readonly names: readonly string[]; readonly listeners: readonly string[] }): void {
  const page = globalThis as unknown as TwinWindow;
  page.kioskListeners = {};
  page.kiosk = Object.fromEntries(
    names.map((name) => [
      name,
      (given?: unknown) => {
        if (!listeners.includes(name)) return page.askKiosk(name, structuredClone(given));
        page.kioskListeners[name] = given as (message: unknown) => void;
        void page.askKiosk(name);
        return undefined;
      },
    ]),
  );
  (globalThis as unknown as EventTarget).addEventListener('securitypolicyviolation', (event) => {
    const { blockedURI, violatedDirective } = event as Event & { readonly blockedURI: string; readonly violatedDirective: string };
    (globalThis as unknown as { readonly console: Console }).console.error(`refused by ${violatedDirective}: ${blockedURI}`);
  });
}

/** Runs in the twin: what Electron's page was told. */
function hearIn({ message, name }: { readonly name: string; readonly message: unknown }): void {
  (globalThis as unknown as TwinWindow).kioskListeners[name]?.(message);
}

/** Runs in Electron's page: the twin's call, through the real bridge. */
function askIn({ listens, name, request }: { readonly name: string; readonly request: unknown; readonly listens: boolean }): unknown {
  const page = globalThis as unknown as {
    readonly kiosk: Record<string, (given?: unknown) => unknown>;
    readonly tellTwin: (name: string, message: unknown) => void;
  };
  if (!listens) return request === undefined ? page.kiosk[name]?.() : page.kiosk[name]?.(request);
  page.kiosk[name]?.((message: unknown) => page.tellTwin(name, message));
  return undefined;
}
