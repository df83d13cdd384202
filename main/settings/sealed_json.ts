import { readFileSync } from 'node:fs';
import { isDeepStrictEqual } from 'node:util';
import { z } from 'zod';
import type { SecretsState } from '../bridge/contract.ts';
import type { KeyStore } from './key_store.ts';
import { type StoredJson, storedJson } from './stored_json.ts';

const MAX_SEALED_CHARACTERS = 128 * 1024;

/** A small secret as it lies on the disk: sealed, and beside it in plain text what others have to read of it. */
export const sealedRecord = z.object({
  sealed: z.base64().min(1).max(MAX_SEALED_CHARACTERS),
  beside: z.string().max(400).nullable(),
});

export type SealedRecord = z.infer<typeof sealedRecord>;

/** A stored secret that the system's key store seals where there is one. */
export interface SealedJson<Content> extends StoredJson<Content> {
  /**
   * How the secret lies on the disk, or will once there is one, as far as was seen: `locked` is sealed, and the key store does not open it. Then it
   * is neither read nor written over, until the key store is back.
   */
  state(): SecretsState;
  /** What lies in plain text beside a sealed secret; null: nothing was read. */
  beside(): string | null;
}

/**
 * Keeps `content` of a schema in a file, sealed by the key store. Without one it is kept in plain text, as an older
 * version did; plain text is sealed as soon as a key store is there, and its last copy goes only after the sealed one
 * was read back. What was sealed once is never written in plain text again.
 */
export function sealedJson<Content>(
  file: string,
  schema: z.ZodType<Content>,
  parts: { readonly keyStore: KeyStore; readonly beside?: (content: Content) => string },
): SealedJson<Content> {
  const { keyStore } = parts;
  const stored = storedJson<Content | SealedRecord>(file, z.union([sealedRecord, schema]));
  let state: SecretsState = 'plain';
  let beside: string | null = null;

  function opened({ sealed }: SealedRecord): Content | null {
    const text = keyStore.open(Buffer.from(sealed, 'base64'));
    if (text === null) return null;
    try {
      const parsed = schema.safeParse(JSON.parse(text));
      return parsed.success ? parsed.data : null;
    } catch {
      return null;
    }
  }

  /** Null: there is no key store that gives back what it was given. */
  function seal(content: Content): SealedRecord | null {
    const sealed = keyStore.seal(JSON.stringify(content));
    if (sealed === null) return null;
    const record = { sealed: Buffer.from(sealed).toString('base64'), beside: parts.beside?.(content) ?? null };
    return isDeepStrictEqual(opened(record), content) ? record : null;
  }

  /** Twice, so that the copy of the previous content is a sealed one too; the second time only if the first can be read. */
  function writeSealed(record: SealedRecord): boolean {
    if (!stored.write(record)) return false;
    state = 'sealed';
    return isDeepStrictEqual(stored.read(), record) && stored.write(record);
  }

  return {
    state: () => state,
    beside: () => beside,
    isLost: stored.isLost,
    read() {
      const record = stored.read();
      if (record === null) {
        state = keyStore.seal('') === null ? 'plain' : 'sealed';
        return null;
      }
      if (!isSealed(record)) {
        const sealed = seal(record);
        if (sealed !== null) writeSealed(sealed);
        return record;
      }
      beside = record.beside;
      const content = opened(record);
      state = content === null ? 'locked' : 'sealed';
      // A power cut may have come between the sealed copy and the end of the plain one.
      if (content !== null && isPlainAt(`${file}.previous`)) stored.write(record);
      return content;
    },
    write(content) {
      if (state === 'locked') return false;
      const sealed = seal(content);
      if (sealed !== null) return writeSealed(sealed);
      return state === 'plain' && stored.write(content);
    },
  };
}

/** Of several secrets that which is worst to say: one that is locked, else one in plain text. */
export function worstSecrets(states: readonly SecretsState[]): SecretsState {
  return states.includes('locked') ? 'locked' : states.includes('plain') ? 'plain' : 'sealed';
}

function isSealed(record: unknown): record is SealedRecord {
  return sealedRecord.safeParse(record).success;
}

function isPlainAt(name: string): boolean {
  try {
    return !isSealed(JSON.parse(readFileSync(name, 'utf8')));
  } catch {
    return false;
  }
}
