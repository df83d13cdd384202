/** The identifiers of QR, Data Matrix, Aztec, Code 128, EAN/UPC, GS1 DataBar and PDF417 (ISO/IEC 15424). */
const AT_START_OF_DATA = /^\](?:Q[0-6]|d[0-6]|z[0-9A-C]|C[0124]|E[0-4]|e[0-3]|L[0-5])/;
const IN_ITS_OWN_FIELD = /^\][A-Za-z][0-9A-Za-z]$/;

export const AIM_IDENTIFIER_BYTES = 3;

/** The bytes of a device's identifier field as text, such as `]Q1`; null where they are no identifier. */
export function readAimIdentifier(field: Uint8Array): string | null {
  const text = Buffer.from(field).toString('latin1');
  return IN_ITS_OWN_FIELD.test(text) ? text : null;
}

/**
 * Takes a leading AIM identifier off a code whose device puts it among the data. Only the symbologies that a
 * pass comes in are known, so that other text beginning with `]` stays whole.
 */
export function splitAimIdentifier(code: Uint8Array): {
  readonly bytes: Uint8Array;
  readonly symbology: string | null;
} {
  const start = Buffer.from(code.subarray(0, AIM_IDENTIFIER_BYTES)).toString('latin1');
  return AT_START_OF_DATA.test(start)
    ? { bytes: code.subarray(AIM_IDENTIFIER_BYTES), symbology: start }
    : { bytes: code, symbology: null };
}
