import type { CameraHint } from '../../../main/bridge/contract.ts';

/** One code as it was read from a picture. */
export interface DecodedCode {
  readonly bytes: Uint8Array;
  /** AIM symbology identifier, such as `]Q1`. */
  readonly symbology: string | null;
}

/** What one picture shows. A hint is given only where something like a code was seen and none was read. */
export interface Sight {
  readonly codes: readonly DecodedCode[];
  readonly hint: CameraHint | null;
}

/** Looks at a camera's pictures in their order, and may learn from one what to try on the next. */
export interface Decoder {
  /** Reads a picture of `width` by `height` brightness values, one byte each, without padding. */
  look(luma: Uint8Array, width: number, height: number): Promise<Sight>;
}
