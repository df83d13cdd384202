/** One element of a DER encoding (ITU-T X.690). */
export interface DerElement {
  readonly tag: number;
  readonly content: Uint8Array;
  /** The element with its tag and length. */
  readonly whole: Uint8Array;
}

export const TAG_INTEGER = 0x02;
export const TAG_OCTET_STRING = 0x04;
export const TAG_OBJECT_IDENTIFIER = 0x06;
export const TAG_SEQUENCE = 0x30;
export const TAG_SET = 0x31;

const MAX_ELEMENTS = 10_000;
const HIGH_TAG_NUMBER = 0x1f;
const LONG_LENGTH = 0x80;
const MAX_LENGTH_BYTES = 4;

/**
 * The elements that fill the bytes one after another, not taken apart further. Null for anything but DER:
 * lengths are definite and as short as can be.
 */
export function readDer(bytes: Uint8Array): readonly DerElement[] | null {
  const elements: DerElement[] = [];
  for (let at = 0; at < bytes.length;) {
    const element = readElement(bytes.subarray(at));
    if (element === null || elements.length === MAX_ELEMENTS) return null;
    elements.push(element);
    at += element.whole.length;
  }
  return elements;
}

/** The elements within the one element of that tag that fills the bytes; null for anything else. */
export function readDerInside(tag: number, bytes: Uint8Array): readonly DerElement[] | null {
  const element = readElement(bytes);
  return element?.tag === tag && element.whole.length === bytes.length ? readDer(element.content) : null;
}

function readElement(bytes: Uint8Array): DerElement | null {
  const [tag, first] = bytes;
  if (tag === undefined || first === undefined || (tag & HIGH_TAG_NUMBER) === HIGH_TAG_NUMBER) return null;
  const size = first < LONG_LENGTH ? 0 : first - LONG_LENGTH;
  const start = 2 + size;
  if ((first >= LONG_LENGTH && size === 0) || size > MAX_LENGTH_BYTES || start > bytes.length) return null;
  const length = size === 0 ? first : bytes.subarray(2, start).reduce((sum, byte) => sum * 0x100 + byte, 0);
  const isShortest = size === 0 || (length >= LONG_LENGTH && bytes[2] !== 0);
  if (!isShortest || start + length > bytes.length) return null;
  return { tag, content: bytes.subarray(start, start + length), whole: bytes.subarray(0, start + length) };
}
