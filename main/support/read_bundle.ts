import { fail, ok, type Result } from '../pass/result.ts';
import { readOnlyZipEntry } from '../pass/zip_entry.ts';
import { BUNDLE_ENTRY, MAX_BUNDLE_BYTES } from './support_bundle.ts';

export type BundleError = 'too_large' | 'not_a_bundle';

/** The text of a bundle, `support.json`, out of its zip: whole, or an error. */
export function readBundle(zip: Uint8Array): Result<string, BundleError> {
  if (zip.length > MAX_BUNDLE_BYTES) return fail('too_large');
  const content = readOnlyZipEntry(zip, BUNDLE_ENTRY);
  if (content === null) return fail('not_a_bundle');
  const text = Buffer.from(content).toString('utf8');
  try {
    return (JSON.parse(text) as { bundle?: unknown } | null)?.bundle === 1 ? ok(text) : fail('not_a_bundle');
  } catch {
    return fail('not_a_bundle');
  }
}
