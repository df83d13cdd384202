import { parseBoundedJson } from '../../pass/bounded_json.ts';
import { fail, ok, type Result } from '../../pass/result.ts';
import { MAX_IMPORT_BYTES } from './importer.ts';

/** The most items that are looked at in one file. */
export const MAX_ITEMS = 50_000;

/** The JSON of a file that is not too large. */
export function readJson(content: Uint8Array): Result<unknown, 'too_large' | 'not_json'> {
  if (content.length > MAX_IMPORT_BYTES) return fail('too_large');
  const json = parseBoundedJson(content);
  return json === null ? fail('not_json') : ok(json.value);
}

/** The bytes of standard base64, or null unless an encoder would have written exactly this text. */
export function decodeBase64(text: unknown): Buffer | null {
  if (typeof text !== 'string') return null;
  const bytes = Buffer.from(text, 'base64');
  return bytes.length > 0 && bytes.toString('base64') === text ? bytes : null;
}

/** Whether a value is a JSON object, not an array or null. */
export function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
