import type { Display, Rectangle, Screen } from 'electron';

/**
 * Keeps the visitor's window on a display other than the door's. `place` is told where, at once and whenever displays
 * come, go or change; null: the door has the only one.
 */
export function followVisitorDisplay(parts: {
  readonly screen: Pick<Screen, 'getAllDisplays' | 'getDisplayMatching'> & {
    on(event: 'display-added' | 'display-removed' | 'display-metrics-changed', listener: () => void): unknown;
  };
  readonly doorBounds: () => Rectangle;
  readonly place: (bounds: Rectangle | null) => void;
}): void {
  const { doorBounds, place, screen } = parts;
  let placed: Display['bounds'] | null | undefined;

  function follow(): void {
    const door = screen.getDisplayMatching(doorBounds());
    const bounds = screen.getAllDisplays().find(({ id }) => id !== door.id)?.bounds ?? null;
    if (placed !== undefined && isSame(placed, bounds)) return;
    placed = bounds;
    place(bounds);
  }

  screen.on('display-added', follow);
  screen.on('display-removed', follow);
  screen.on('display-metrics-changed', follow);
  follow();
}

function isSame(one: Rectangle | null, other: Rectangle | null): boolean {
  if (one === null || other === null) return one === other;
  return one.x === other.x && one.y === other.y && one.width === other.width && one.height === other.height;
}
