/** A camera that is plugged in, under the name by which the venue knows it. */
export interface NamedCamera {
  readonly name: string;
  /** Chromium's own id. It is another one after each start, so it is never kept. */
  readonly deviceId: string;
}

/** In characters; with its number a name stays below what the settings and the status hold. */
const MAX_LABEL_LENGTH = 90;
const MAX_CAMERAS = 20;

/**
 * Names the cameras among the media devices so that each name is the same after every start and no two are equal:
 * the label, numbered where several cameras bear the same. Labels are empty where the camera is not permitted.
 */
export function nameCameras(
  devices: readonly { readonly kind: string; readonly label: string; readonly deviceId: string }[],
): readonly NamedCamera[] {
  const taken = new Set<string>();
  return devices
    .filter(({ kind }) => kind === 'videoinput')
    .slice(0, MAX_CAMERAS)
    .map(({ deviceId, label }) => {
      const name = freeName(plainLine(label), taken);
      taken.add(name);
      return { name, deviceId };
    });
}

function freeName(label: string, taken: ReadonlySet<string>): string {
  for (let number = 1; ; number += 1) {
    const name = number === 1 ? label : `${label} (${number})`;
    if (!taken.has(name)) return name;
  }
}

/** A device's own name comes from the device: no controls and no bidirectional tricks on the manager's screen. */
function plainLine(label: string): string {
  const plain = label.replace(/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu, '').trim();
  return Array.from(plain === '' ? 'Camera' : plain).slice(0, MAX_LABEL_LENGTH).join('');
}
