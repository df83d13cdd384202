/** What JSON can say (RFC 8259). Objects have no prototype. */
export type JsonValue = string | number | boolean | null | readonly JsonValue[] | JsonObject;

export interface JsonObject {
  readonly [name: string]: JsonValue;
}

const MAX_CHARACTERS = 65_536;
const MAX_DEPTH = 32;
/** A hundred times what a pass has; squeezed, many more would fit into a code, each of them an object. */
const MAX_VALUES = 10_000;
const SPACE = /[ \t\n\r]*/y;
const STRING = /"[^"\\\u0000-\u001f]*(?:\\(?:["\\/bfnrt]|u[0-9A-Fa-f]{4})[^"\\\u0000-\u001f]*)*"/y;
const NUMBER = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
const LITERAL = /true|false|null/y;
const LONE_SURROGATE = /\p{Surrogate}/u;

class JsonError extends Error {}

/**
 * Parses one JSON text as I-JSON (RFC 7493 section 2), so that no two readers can differ about it: equal
 * names in an object, lone surrogates and numbers beyond a double are refused, and so is what is larger than
 * 65,536 characters, has more than 10,000 values or is nested more than 32 deep. Null where it is refused.
 */
export function parseStrictJson(text: string): { readonly value: JsonValue } | null {
  if (text.length > MAX_CHARACTERS) return null;
  const reader = { text, at: 0, valuesLeft: MAX_VALUES };
  try {
    const value = readValue(reader, 0);
    return reader.at === text.length ? { value } : null;
  } catch (error) {
    if (error instanceof JsonError) return null;
    throw error;
  }
}

/** Whether a value is a JSON object, not an array or null. */
export function isJsonObject(value: JsonValue | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

interface Reader {
  readonly text: string;
  at: number;
  valuesLeft: number;
}

/** The value with the space around it. */
function readValue(reader: Reader, depth: number): JsonValue {
  reader.valuesLeft -= 1;
  if (depth > MAX_DEPTH || reader.valuesLeft < 0) throw new JsonError();
  take(reader, SPACE);
  const value = readBareValue(reader, depth);
  take(reader, SPACE);
  return value;
}

function readBareValue(reader: Reader, depth: number): JsonValue {
  switch (reader.text[reader.at]) {
    case '{':
      return readObject(reader, depth);
    case '[':
      return readArray(reader, depth);
    case '"':
      return readString(reader);
    case 't':
    case 'f':
    case 'n':
      return JSON.parse(take(reader, LITERAL));
    default: {
      const number = Number(take(reader, NUMBER));
      if (!Number.isFinite(number)) throw new JsonError();
      return number;
    }
  }
}

function readObject(reader: Reader, depth: number): JsonObject {
  const object: Record<string, JsonValue> = Object.create(null);
  reader.at += 1;
  take(reader, SPACE);
  if (takeIf(reader, '}')) return object;
  do {
    take(reader, SPACE);
    const name = readString(reader);
    if (name in object) throw new JsonError();
    take(reader, SPACE);
    if (!takeIf(reader, ':')) throw new JsonError();
    object[name] = readValue(reader, depth + 1);
  } while (takeIf(reader, ','));
  if (!takeIf(reader, '}')) throw new JsonError();
  return object;
}

function readArray(reader: Reader, depth: number): readonly JsonValue[] {
  const items: JsonValue[] = [];
  reader.at += 1;
  take(reader, SPACE);
  if (takeIf(reader, ']')) return items;
  do items.push(readValue(reader, depth + 1));
  while (takeIf(reader, ','));
  if (!takeIf(reader, ']')) throw new JsonError();
  return items;
}

function readString(reader: Reader): string {
  const text: string = JSON.parse(take(reader, STRING));
  if (LONE_SURROGATE.test(text)) throw new JsonError();
  return text;
}

function take(reader: Reader, token: RegExp): string {
  token.lastIndex = reader.at;
  const found = token.exec(reader.text)?.[0];
  if (found === undefined) throw new JsonError();
  reader.at += found.length;
  return found;
}

function takeIf(reader: Reader, character: string): boolean {
  if (reader.text[reader.at] !== character) return false;
  reader.at += 1;
  return true;
}
