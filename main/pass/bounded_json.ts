const MAX_DEPTH = 64;
const QUOTE = 0x22;
const OPEN_BRACKET = 0x5b;
const BACKSLASH = 0x5c;
const CLOSE_BRACKET = 0x5d;
const OPEN_BRACE = 0x7b;
const CLOSE_BRACE = 0x7d;
const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/**
 * One JSON value (RFC 8259) and nothing else but white space, nested at most 64 deep, so that whoever walks
 * it cannot run out of stack. Null for anything else. Of a repeated name the last one counts (RFC 7519
 * section 4).
 */
export function parseBoundedJson(json: Uint8Array | string): { readonly value: unknown } | null {
  try {
    const text = typeof json === 'string' ? json : utf8.decode(json);
    return isShallow(text) ? { value: JSON.parse(text) } : null;
  } catch {
    return null;
  }
}

function isShallow(text: string): boolean {
  let depth = 0;
  let inString = false;
  for (let i = 0; i < text.length; i += 1) {
    const char = text.charCodeAt(i);
    if (inString) {
      if (char === BACKSLASH) i += 1;
      else if (char === QUOTE) inString = false;
    } else if (char === QUOTE) inString = true;
    else if (char === OPEN_BRACE || char === OPEN_BRACKET) depth += 1;
    else if (char === CLOSE_BRACE || char === CLOSE_BRACKET) depth -= 1;
    if (depth > MAX_DEPTH) return false;
  }
  return true;
}
