/** Brightness values of a picture, one byte each, row by row without padding. */
export interface Picture {
  readonly luma: Uint8Array;
  readonly width: number;
  readonly height: number;
}
