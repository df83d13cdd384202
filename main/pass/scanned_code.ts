/** One code as it came in: always its bytes, and its text where the bytes are text. */
export interface ScannedCode {
  readonly bytes: Uint8Array;
  /** Null where the bytes are not UTF-8. The scanner's own terminator is stripped, nothing else. */
  readonly text: string | null;
}

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
const TERMINATOR = /[\r\n]+$/;

/** Reads a code that was given as text or as bytes. */
export function readScannedCode(code: string | Uint8Array): ScannedCode {
  if (typeof code === 'string') return { bytes: Buffer.from(code), text: code.replace(TERMINATOR, '') };
  try {
    return { bytes: code, text: utf8.decode(code).replace(TERMINATOR, '') };
  } catch {
    return { bytes: code, text: null };
  }
}
