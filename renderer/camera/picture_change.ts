const SAMPLES = 2_048;
/** Sensor noise moves a value by a few steps; a moving code moves many by far more. */
const NOISE_STEPS = 12;
const CHANGED_SAMPLES = 8;

/** Tells whether a picture differs from the one before it by more than noise; the first one always does. */
export function createPictureChange(): (luma: Uint8Array) => boolean {
  let last = new Uint8Array();
  return (luma) => {
    const stride = Math.max(1, Math.floor(luma.length / SAMPLES));
    const count = Math.floor(luma.length / stride);
    const now = new Uint8Array(count);
    let changed = last.length === count ? 0 : CHANGED_SAMPLES;
    for (let i = 0; i < count; i += 1) {
      const value = luma[i * stride] ?? 0;
      now[i] = value;
      if (Math.abs(value - (last[i] ?? 0)) > NOISE_STEPS) changed += 1;
    }
    if (changed < CHANGED_SAMPLES) return false;
    last = now;
    return true;
  };
}
