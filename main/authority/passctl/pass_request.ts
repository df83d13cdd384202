import { randomBytes } from 'node:crypto';
import { z } from 'zod';
import { readIsoInstant } from '../../pass/iso_instant.ts';
import { fail, ok, type Result } from '../../pass/result.ts';
import type { IssueError, VenuePassContent } from '../issue_venue_pass.ts';

const PASS_ID_BYTES = 16;
const DAY_S = 86_400;
const KINDS = ['member', 'staff', 'guest', 'ticket', 'vaccination', 'exemption'] as const;

const text = z.string().min(1).max(100);
const date = z.string().regex(/^\d{4}-\d{2}-\d{2}$/);
/** Seconds since 1970. */
const instant = z
  .string()
  .max(40)
  .transform((value, context) => {
    const milliseconds = readIsoInstant(value);
    if (milliseconds !== null) return Math.floor(milliseconds / 1000);
    context.addIssue('needs a date or time such as 2026-03-01T12:00:00Z');
    return z.NEVER;
  });
const optionalName = text.nullish().transform((value) => value ?? null);
const optionalDate = date.nullish().transform((value) => value ?? null);
const passRequest = z.strictObject({
  kind: z.enum(KINDS),
  passId: z
    .string()
    .regex(/^[0-9a-f]{32}$/)
    .exactOptional(),
  issuedAt: instant.exactOptional(),
  validFrom: instant.exactOptional(),
  validUntil: instant.exactOptional(),
  windows: z
    .array(z.strictObject({ from: instant, until: instant }))
    .max(64)
    .exactOptional(),
  audience: z.array(text).max(16).exactOptional(),
  gates: z.array(text).max(16).exactOptional(),
  singleUse: z.boolean().exactOptional(),
  label: z.string().min(1).max(60).exactOptional(),
  holder: z
    .strictObject({
      familyName: text,
      givenName: text.exactOptional(),
      dateOfBirth: z.string().max(10).exactOptional(),
    })
    .exactOptional(),
  group: text.exactOptional(),
  ticket: z
    .strictObject({ event: text, product: text, variation: optionalName, subevent: optionalName })
    .exactOptional(),
  vaccinations: z
    .array(
      z.strictObject({
        disease: text,
        product: text,
        doseNumber: z.int(),
        dosesInSeries: z.int(),
        date,
        country: text,
        validFrom: optionalDate,
        validUntil: optionalDate,
      }),
    )
    .max(8)
    .exactOptional(),
  exemption: z
    .strictObject({ kind: text, validFrom: optionalDate, validUntil: optionalDate })
    .exactOptional(),
});

/** Each refusal to issue, in words that go on from "the pass". */
export const ISSUE_ERROR_WORDS: Readonly<Record<IssueError, string>> = {
  bad_algorithm: 'cannot be signed with a key of this kind',
  bad_cbor: 'cannot be written',
  bad_claims: 'has a name, date, dose or country that is none',
  bad_time_claim: 'must end after it begins and after it is issued, and its windows must follow one another',
  content_not_supported: 'is of an unknown kind',
  too_large: 'does not fit into a QR code',
};

/**
 * Turns a request, the JSON of `issue --content`, into what is signed; the pass ends `validDays` after it is
 * issued where it does not say when. The error is a sentence that names the field.
 */
export function contentOfRequest(
  request: unknown,
  given: { readonly issuer: string; readonly nowMs: number; readonly validDays: number },
): Result<VenuePassContent, string> {
  const read = passRequest.safeParse(request);
  if (!read.success) {
    const [issue] = read.error.issues;
    const field = issue?.path.join('.');
    return fail(`${field ? `${field}: ` : ''}${issue?.message ?? 'it cannot be read'}`);
  }
  const {
    audience,
    gates,
    group,
    holder,
    issuedAt,
    kind,
    label,
    passId,
    singleUse,
    validFrom,
    validUntil,
    windows,
  } = read.data;
  const content = contentOf(read.data);
  if (content === null)
    return fail(`kind: ${kind} needs its own content and no other: ${CONTENT_WORDS[kind]}`);
  const issued = issuedAt ?? Math.floor(given.nowMs / 1000);
  return ok({
    issuer: given.issuer,
    passId: passId === undefined ? randomBytes(PASS_ID_BYTES) : Buffer.from(passId, 'hex'),
    issuedAt: issued,
    ...(validFrom !== undefined && { notBefore: validFrom }),
    expiresAt: validUntil ?? Math.max(issued, validFrom ?? 0) + given.validDays * DAY_S,
    content,
    ...(windows !== undefined && { windows }),
    ...(audience !== undefined && { audience }),
    ...(gates !== undefined && { gates }),
    ...(singleUse !== undefined && { singleUse }),
    ...(label !== undefined && { label }),
    ...(holder !== undefined && { holder }),
    ...(group !== undefined && { group }),
  });
}

const CONTENT_WORDS: Readonly<Record<(typeof KINDS)[number], string>> = {
  member: 'none',
  staff: 'none',
  guest: 'none',
  ticket: 'ticket (event and product)',
  vaccination: 'vaccinations',
  exemption: 'exemption',
};

function contentOf({
  exemption,
  kind,
  ticket,
  vaccinations,
}: z.output<typeof passRequest>): VenuePassContent['content'] | null {
  const count = [ticket, vaccinations, exemption].filter((one) => one !== undefined).length;
  if (kind === 'ticket') return ticket === undefined || count > 1 ? null : { kind, ...ticket };
  if (kind === 'vaccination') return vaccinations === undefined || count > 1 ? null : { kind, vaccinations };
  if (kind === 'exemption') return exemption === undefined || count > 1 ? null : { kind, exemption };
  return count > 0 ? null : { kind };
}
