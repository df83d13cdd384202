/** Blocks across a picture: a small code held far away covers several. */
const BLOCKS_ACROSS = 64;
/** Pixels that are looked at in each block, along each side. */
const LOOKS = 6;
/** Pixels between two that are compared for texture. */
const LAG = 2;
/** What a block may change by, in steps of brightness: at least, at most, and in units of the picture's own noise. */
const LEAST_CHANGE = 4;
const MOST_CHANGE = 14;
const NOISES = 6;
const CHANGED_BLOCKS = 3;
/** Parts of a step of brightness in which changes are counted. */
const PARTS = 16;

/**
 * Tells whether a picture differs by more than noise from the last that did; the first one always does. Blocks are
 * compared by their mean, which noise hardly moves, and by their texture, which alone changes when a lens finds focus.
 */
export function createPictureChange(): (luma: Uint8Array, width: number) => boolean {
  let last: Float32Array = new Float32Array();
  return (luma, width) => {
    const now = featuresOf(luma, width);
    if (now.length === last.length) {
      // The median needs no sorting where a sixteenth of a step is fine enough.
      const counts = new Uint32Array(256 * PARTS);
      for (let index = 0; index < now.length; index += 1) {
        const part = (Math.abs((now[index] ?? 0) - (last[index] ?? 0)) * PARTS) | 0;
        counts[part] = (counts[part] ?? 0) + 1;
      }
      let below = 0;
      const noise = counts.findIndex((count) => {
        below += count;
        return below > now.length >> 1;
      });
      const most = Math.min(MOST_CHANGE, Math.max(LEAST_CHANGE, (NOISES * noise) / PARTS));
      let changed = 0;
      for (let part = Math.ceil(most * PARTS); part < counts.length; part += 1) changed += counts[part] ?? 0;
      if (changed < CHANGED_BLOCKS) return false;
    }
    last = now;
    return true;
  };
}

/** The mean of each block, and then its texture: the mean difference of neighbours. */
function featuresOf(luma: Uint8Array, width: number): Float32Array {
  const height = Math.floor(luma.length / width);
  const block = Math.max(LOOKS, Math.floor(width / BLOCKS_ACROSS));
  const columns = Math.floor(width / block);
  const rows = Math.floor(height / block);
  const step = Math.floor(block / LOOKS);
  const blocks = columns * rows;
  const features = new Float32Array(2 * blocks);
  for (let index = 0; index < blocks; index += 1) {
    const column = index % columns;
    const from = ((index - column) / columns) * block * width + column * block;
    let sum = 0;
    let texture = 0;
    for (let row = 0; row < LOOKS; row += 1) {
      let at = from + row * step * width;
      for (let look = 0; look < LOOKS; look += 1) {
        const value = luma[at] ?? 0;
        sum += value;
        texture += Math.abs(value - (luma[at + LAG] ?? value));
        at += step;
      }
    }
    features[index] = sum / (LOOKS * LOOKS);
    features[blocks + index] = texture / (LOOKS * LOOKS);
  }
  return features;
}
