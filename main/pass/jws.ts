import { parseBoundedJson } from './bounded_json.ts';
import { fail, ok, type Result } from './result.ts';

/** A compact JWS whose signature has not been looked at: nothing in it may be believed yet. */
export interface UnverifiedJws {
  /** As the header says it: the caller decides from its own closed list. */
  readonly algorithm: string;
  readonly header: Readonly<Record<string, unknown>>;
  readonly payload: Uint8Array;
  readonly signature: Uint8Array;
  readonly signedBytes: Uint8Array;
}

export type JwsError = 'bad_encoding' | 'bad_envelope' | 'bad_algorithm' | 'unknown_critical_header';

/** Opens a compact JWS (RFC 7515 section 7.1): canonical base64url only, and no critical header is understood. */
export function openJws(text: string): Result<UnverifiedJws, JwsError> {
  const parts = text.split('.');
  const [headerBytes, payload, signature] = parts.map(decodeBase64Url);
  if (parts.length !== 3 || !headerBytes || !payload || !signature) return fail('bad_encoding');
  const header = parseObject(headerBytes);
  if (header === null) return fail('bad_envelope');
  if ('crit' in header) return fail('unknown_critical_header');
  if (typeof header.alg !== 'string') return fail('bad_algorithm');
  const signedBytes = Buffer.from(text.slice(0, text.lastIndexOf('.')), 'latin1');
  return ok({ algorithm: header.alg, header, payload, signature, signedBytes });
}

/** Null unless an encoder would have written exactly this text. */
function decodeBase64Url(text: string): Uint8Array | null {
  const bytes = Buffer.from(text, 'base64url');
  return bytes.toString('base64url') === text ? bytes : null;
}

function parseObject(bytes: Uint8Array): Readonly<Record<string, unknown>> | null {
  const value = parseBoundedJson(bytes)?.value;
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as Readonly<Record<string, unknown>>)
    : null;
}
