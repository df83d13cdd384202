/** ICAO 9303-13 and BSI TR-03137: a magic byte, and the version byte of version 3 or 4. */
const BINARY_SEAL = /^\u00dc[\u0002\u0003]/;
/** ICAO's data structure for barcodes, by its name and the draft's, before a flag and Base32. */
const BARCODE_SEAL = /^[RN]DB1[A-Z2-7]/;
/** France's 2D-Doc: version, certification authority, its certificate, and two dates in hexadecimal days. */
const FRENCH_SEAL = /^DC0[1-4][A-Z0-9]{8}[0-9A-F]{8}/;

/** Tells a visible digital seal of a document. `text` holds a character a byte. */
export function isVisibleSeal(text: string): boolean {
  return BINARY_SEAL.test(text) || BARCODE_SEAL.test(text) || FRENCH_SEAL.test(text);
}
