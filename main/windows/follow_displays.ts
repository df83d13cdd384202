import { isDeepStrictEqual } from 'node:util';
import type { Display, Rectangle, Screen } from 'electron';

/** Where the kiosk's windows belong. */
export interface DisplayPlan {
  /** The whole display of the door. */
  readonly door: Rectangle;
  /** Null: the door has the only one. */
  readonly visitor: Rectangle | null;
  /** Further displays, on which nothing of anybody else's may be seen. */
  readonly covers: readonly Rectangle[];
}

/**
 * Gives each display its window: the door's own, the visitor's the next one from the left, the others a cover. `place` is
 * told at once and whenever displays come, go, turn or change so that a window belongs elsewhere.
 */
export function followDisplays(parts: {
  readonly screen: Pick<Screen, 'getAllDisplays'> & {
    on(event: 'display-added' | 'display-removed' | 'display-metrics-changed', listener: () => void): unknown;
  };
  readonly doorDisplay: () => Pick<Display, 'id' | 'bounds'>;
  readonly place: (plan: DisplayPlan) => void;
}): void {
  const { doorDisplay, place, screen } = parts;
  let placed: DisplayPlan | null = null;

  function follow(): void {
    const door = doorDisplay();
    const others = screen
      .getAllDisplays()
      .filter(({ id }) => id !== door.id)
      .map(({ bounds }) => bounds)
      // One of the same place shows the same picture.
      .filter((bounds, index, all) => !isDeepStrictEqual(bounds, door.bounds) && all.findIndex((one) => isDeepStrictEqual(one, bounds)) === index)
      .sort((one, other) => one.x - other.x || one.y - other.y);
    const [visitor = null, ...covers] = others;
    const plan = { door: door.bounds, visitor, covers };
    if (isDeepStrictEqual(plan, placed)) return;
    placed = plan;
    place(plan);
  }

  screen.on('display-added', follow);
  screen.on('display-removed', follow);
  screen.on('display-metrics-changed', follow);
  follow();
}
