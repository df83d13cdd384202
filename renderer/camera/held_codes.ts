import type { DecodedCode } from './decode/decoder.ts';

/** A code that is held there is told again after this time, so that the kiosk knows that it is still there. */
export const AGAIN_EVERY_MS = 500;

/** Gives those of a picture's codes that are to be told now. It forgets a code `AGAIN_EVERY_MS` after telling it. */
export function createHeldCodes(): (codes: readonly DecodedCode[], nowMs: number) => readonly DecodedCode[] {
  let told: readonly { readonly code: DecodedCode; readonly atMs: number }[] = [];
  return (codes, nowMs) => {
    told = told.filter(({ atMs }) => nowMs - atMs < AGAIN_EVERY_MS);
    const due = codes.filter(({ bytes }) => !told.some(({ code }) => isSame(code.bytes, bytes)));
    told = [...told, ...due.map((code) => ({ code, atMs: nowMs }))];
    return due;
  };
}

function isSame(one: Uint8Array, other: Uint8Array): boolean {
  return one.length === other.length && one.every((byte, index) => byte === other[index]);
}
