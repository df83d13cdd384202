/** One code as it came in: always its bytes, and its text where the bytes are text. */
export interface ScannedCode {
  readonly bytes: Uint8Array;
  /** Null where the bytes are not UTF-8. The scanner's own terminator is stripped, nothing else. */
  readonly text: string | null;
}

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** Reads a code that was given as text or as bytes. */
export function readScannedCode(code: string | Uint8Array): ScannedCode {
  if (typeof code === 'string') return new CodeOfText(code);
  try {
    return { bytes: code, text: withoutTerminator(utf8.decode(code)) };
  } catch {
    return { bytes: code, text: null };
  }
}

function withoutTerminator(text: string): string {
  let end = text.length;
  while (end > 0 && (text[end - 1] === '\r' || text[end - 1] === '\n')) end -= 1;
  return text.slice(0, end);
}

/** Only few formats ask for the bytes of a text. */
class CodeOfText implements ScannedCode {
  readonly text: string;
  readonly given: string;

  constructor(given: string) {
    this.given = given;
    this.text = withoutTerminator(given);
  }

  get bytes(): Uint8Array {
    return Buffer.from(this.given);
  }
}
