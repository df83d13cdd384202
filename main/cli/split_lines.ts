const LINE_FEED = 0x0a;
const CARRIAGE_RETURN = 0x0d;

/** The lines of a file as bytes, without their ends; an empty last line is no line. */
export function splitLines(content: Uint8Array): readonly Uint8Array[] {
  const lines: Uint8Array[] = [];
  let start = 0;
  while (start < content.length) {
    const found = content.indexOf(LINE_FEED, start);
    const end = found === -1 ? content.length : found;
    const last = content[end - 1] === CARRIAGE_RETURN && end > start ? end - 1 : end;
    lines.push(content.subarray(start, last));
    start = end + 1;
  }
  return lines;
}
