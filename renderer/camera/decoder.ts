/** One code as it was read from a picture. */
export interface DecodedCode {
  readonly bytes: Uint8Array;
  /** AIM symbology identifier, such as `]Q1`. */
  readonly symbology: string | null;
}

/** Reads codes from a picture of `width` by `height` brightness values, one byte each, without padding. */
export interface Decoder {
  decode(luma: Uint8Array, width: number, height: number): Promise<readonly DecodedCode[]>;
}
