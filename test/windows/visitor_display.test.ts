import { describe, expect, it } from 'vitest';
import type { Display, Rectangle } from 'electron';
import { followVisitorDisplay } from '../../main/windows/visitor_display.ts';

const at = (id: number, x: number, width = 1_920): Display => ({ id, bounds: { x, y: 0, width, height: 1_080 } }) as Display;

function bench(...first: readonly Display[]) {
  const listeners = new Map<string, () => void>();
  const placed: (Rectangle | null)[] = [];
  const state = { displays: first, doorX: 100 };
  followVisitorDisplay({
    screen: {
      on: (event, listener) => listeners.set(event, listener),
      getAllDisplays: () => [...state.displays],
      // The window system moves a window of a display that is gone to one that is left.
      getDisplayMatching: ({ x }) => state.displays.find(({ bounds }) => x >= bounds.x && x < bounds.x + bounds.width) ?? (state.displays[0] as Display),
    },
    doorBounds: () => ({ x: state.doorX, y: 0, width: 800, height: 600 }),
    place: (bounds) => placed.push(bounds),
  });
  return {
    placed,
    state,
    now(event: 'display-added' | 'display-removed' | 'display-metrics-changed', ...displays: readonly Display[]) {
      state.displays = displays;
      listeners.get(event)?.();
    },
  };
}

describe('the visitor’s window', () => {
  it('has no place of its own beside the door’s only display', () => {
    expect(bench(at(1, 0)).placed).toEqual([null]);
  });

  it('comes to a display that is plugged in, and goes with it', () => {
    const b = bench(at(1, 0));
    b.now('display-added', at(1, 0), at(2, 1_920));
    b.now('display-removed', at(1, 0));
    expect(b.placed).toEqual([null, at(2, 1_920).bounds, null]);
  });

  it('moves to another display, and to a new size, but is left alone by what does not concern it', () => {
    const b = bench(at(1, 0), at(2, 1_920));
    b.now('display-added', at(1, 0), at(2, 1_920), at(3, 3_840));
    b.now('display-removed', at(1, 0), at(3, 3_840));
    b.now('display-metrics-changed', at(1, 0), at(3, 3_840, 1_280));
    b.now('display-metrics-changed', at(1, 0), at(3, 3_840, 1_280));
    expect(b.placed).toEqual([at(2, 1_920).bounds, at(3, 3_840).bounds, at(3, 3_840, 1_280).bounds]);
  });

  it('never covers the door, though the door stands on the second display, or is moved there', () => {
    const b = bench(at(1, 0), at(2, 1_920));
    b.state.doorX = 2_000;
    b.now('display-metrics-changed', at(1, 0), at(2, 1_920));
    expect(b.placed).toEqual([at(2, 1_920).bounds, at(1, 0).bounds]);
    // The door's display is pulled: both windows are on the one that is left.
    b.state.doorX = 0;
    b.now('display-removed', at(1, 0));
    expect(b.placed.at(-1)).toBeNull();
  });
});
