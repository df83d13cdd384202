import { createServer } from 'node:http';

/** A web server of this machine. */
export interface FileServer {
  readonly address: string;
  close(): void;
}

/** Serves files by their names without a leading slash; null: there is none of that name. */
export async function serveFiles(read: (name: string) => Uint8Array | null): Promise<FileServer> {
  const server = createServer((request, response) => {
    const bytes = read(decodeURIComponent((request.url ?? '').slice(1)));
    response.writeHead(bytes === null ? 404 : 200).end(bytes ?? undefined);
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  return {
    address: `http://127.0.0.1:${port}`,
    close() {
      server.closeAllConnections();
      server.close();
    },
  };
}
