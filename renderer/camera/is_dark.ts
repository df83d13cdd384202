/** Of 256: below it nothing of a picture can be told apart from black. */
const DARK = 32;
/** This share of the picture may be brighter: a light that shines past what covers the lens. */
const BRIGHT_SHARE = 0.01;
/** One pixel of so many is looked at; odd, so that no column is looked at alone. */
const STEP = 37;

/** Whether a picture is black, or nearly so: its lens is covered, or there is no light. Brightness, one byte a pixel. */
export function isDark(luma: Uint8Array): boolean {
  let bright = 0;
  let looked = 0;
  for (let at = 0; at < luma.length; at += STEP) {
    looked += 1;
    if ((luma[at] ?? 0) >= DARK) bright += 1;
  }
  return bright <= looked * BRIGHT_SHARE;
}
