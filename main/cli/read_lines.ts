const LINE_FEED = 0x0a;
const CARRIAGE_RETURN = 0x0d;

/**
 * The lines of a stream as bytes, without their ends; an empty last line is no line. No more than `maxBytes` + 1
 * bytes of a line are kept, so that a longer one is seen to be too long, whatever its length.
 */
export async function* readLines(
  chunks: AsyncIterable<Uint8Array>,
  maxBytes: number,
): AsyncGenerator<Uint8Array> {
  let parts: Uint8Array[] = [];
  let kept = 0;
  let started = false;

  function keep(part: Uint8Array): void {
    const room = part.subarray(0, Math.max(0, maxBytes + 1 - kept));
    if (room.length > 0) parts.push(room);
    kept += room.length;
    started = true;
  }

  function line(): Uint8Array {
    const whole = Buffer.concat(parts);
    parts = [];
    kept = 0;
    started = false;
    return whole.at(-1) === CARRIAGE_RETURN ? whole.subarray(0, -1) : whole;
  }

  for await (const chunk of chunks) {
    let start = 0;
    for (let end = chunk.indexOf(LINE_FEED); end !== -1; end = chunk.indexOf(LINE_FEED, start)) {
      keep(chunk.subarray(start, end));
      yield line();
      start = end + 1;
    }
    if (start < chunk.length) keep(chunk.subarray(start));
  }
  if (started) yield line();
}
