/** One block of a PEM file (RFC 7468). */
export interface PemBlock {
  readonly label: string;
  readonly der: Uint8Array;
}

const BLOCK = /-----BEGIN ([A-Z0-9 ]{1,40})-----([A-Za-z0-9+/=\s]*)-----END \1-----/g;

/** The blocks of a PEM file, whatever stands between them; none for a file of another kind. */
export function readPem(content: Uint8Array): readonly PemBlock[] {
  const blocks = Buffer.from(content).toString('latin1').matchAll(BLOCK);
  return [...blocks].map(([, label = '', body = '']) => ({ label, der: Buffer.from(body, 'base64') }));
}
