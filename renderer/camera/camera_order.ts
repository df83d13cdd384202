import type { NamedCamera } from './camera_name.ts';

/**
 * The cameras in the order in which they are tried: the wanted one, then the one that was used last, then the others
 * as the system lists them, so that reading goes on with whatever camera there is. `wanted` null is no wish.
 */
export function orderCameras(
  cameras: readonly NamedCamera[],
  wanted: string | null,
  lastDeviceId: string | null,
): readonly NamedCamera[] {
  const rank = ({ deviceId, name }: NamedCamera) => (name === wanted ? 0 : deviceId === lastDeviceId ? 1 : 2);
  // Sorting keeps the order of equals (ECMAScript 2019).
  return [...cameras].sort((one, other) => rank(one) - rank(other));
}
