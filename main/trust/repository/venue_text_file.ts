import { z } from 'zod';
import { parseBoundedJson } from '../../pass/bounded_json.ts';
import { fail, ok, type Result } from '../../pass/result.ts';

export const MAX_TEXT_FILE_BYTES = 16 * 1024;

/** Something that people read: no controls, no bidirectional tricks. */
const line = z
  .string()
  .trim()
  .min(1)
  .max(500)
  .regex(/^[^\p{Cc}\p{Cf}\p{Co}\p{Cs}\p{Zl}\p{Zp}]+$/u);
const venueText = z.strictObject({
  version: z.literal(1),
  lines: z.strictObject({ en: line, 'zh-Hant': line, 'zh-Hans': line }),
});

/** What the authority wants the venue's people to read, in each language of the kiosk. */
export type VenueText = z.output<typeof venueText>;

/** Reads one of a repository's `texts/*.json`. */
export function readVenueText(content: Uint8Array): Result<VenueText, 'not_a_text'> {
  if (content.length > MAX_TEXT_FILE_BYTES) return fail('not_a_text');
  const read = venueText.safeParse(parseBoundedJson(content)?.value);
  return read.success ? ok(read.data) : fail('not_a_text');
}
