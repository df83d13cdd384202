/** One JSON object of a file of conformance cases, before anything in it was looked at. */
export type Json = Readonly<Record<string, unknown>>;

/** What a judge says of one case; the command adds the case's id and the time it took. */
export interface Judgement {
  readonly verdict: 'pass' | 'fail' | 'unknown-key' | 'unsigned' | 'warn' | 'unsupported' | 'value' | 'counts';
  readonly reason: string;
  readonly value?: unknown;
  readonly valueHex?: string;
  /** How many rules passed, failed or stayed open, where a case counts them. */
  readonly pass?: number;
  readonly fail?: number;
  readonly open?: number;
}

/** A case that does not have the fields its format needs. */
export class BadCase extends Error {}

/** Whether a value is a JSON object. */
export function isJson(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The objects of a list; none where it is no list. */
export function listOf(value: unknown): readonly Json[] {
  return Array.isArray(value) ? value.filter(isJson) : [];
}

/** A text, or BadCase. */
export function textOf(value: unknown): string {
  if (typeof value !== 'string') throw new BadCase();
  return value;
}

/** The payload's bytes, by its encoding. */
export function payloadOf(given: Json): Uint8Array {
  const encoding = given.payloadEncoding ?? 'utf8';
  if (encoding !== 'utf8' && encoding !== 'hex' && encoding !== 'base64') throw new BadCase();
  return Buffer.from(textOf(given.payload), encoding);
}

/** The case's clock in milliseconds since 1970: ISO 8601, or seconds since 1970. */
export function clockOf({ clock }: Json): number {
  const now = typeof clock === 'number' ? clock * 1000 : Date.parse(textOf(clock));
  if (Number.isNaN(now)) throw new BadCase();
  return now;
}

/** The bytes within a PEM block. */
export function pemBytes(pem: string): Uint8Array {
  return Buffer.from(pem.replace(/-----[^-]+-----/g, ''), 'base64');
}

/** The judgement of a bare signature. */
export function signatureJudgement(isGood: boolean): Judgement {
  return isGood ? { verdict: 'pass', reason: 'valid' } : { verdict: 'fail', reason: 'bad_signature' };
}
