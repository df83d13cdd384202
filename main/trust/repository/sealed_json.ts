import { createHash } from 'node:crypto';
import type { z } from 'zod';
import { parseBoundedJson } from '../../pass/bounded_json.ts';

/** JSON text that carries the SHA-256 of its content, so that a damaged file is noticed. */
export function sealJson(content: unknown): Buffer {
  return Buffer.from(JSON.stringify({ sha256: sealOf(content), content }));
}

/** What was sealed; null where a byte of it changed, or where it does not fit the schema. */
export function openSealedJson<Content>(bytes: Uint8Array, schema: z.ZodType<Content>): Content | null {
  const file = parseBoundedJson(bytes)?.value;
  if (typeof file !== 'object' || file === null || !('content' in file) || !('sha256' in file)) return null;
  if (file.sha256 !== sealOf(file.content)) return null;
  const read = schema.safeParse(file.content);
  return read.success ? read.data : null;
}

function sealOf(content: unknown): string {
  return createHash('sha256').update(JSON.stringify(content)).digest('hex');
}
