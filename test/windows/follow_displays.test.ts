import { describe, expect, it } from 'vitest';
import type { Display } from 'electron';
import { type DisplayPlan, followDisplays } from '../../main/windows/follow_displays.ts';

const at = (id: number, x: number, width = 1_920): Display => ({ id, bounds: { x, y: 0, width, height: 1_080 } }) as Display;

const plan = (door: Display, visitor: Display | null, ...covers: readonly Display[]): DisplayPlan => ({
  door: door.bounds,
  visitor: visitor?.bounds ?? null,
  covers: covers.map(({ bounds }) => bounds),
});

function bench(...first: readonly Display[]) {
  const listeners = new Map<string, () => void>();
  const placed: DisplayPlan[] = [];
  const state = { displays: first, door: 1 };
  followDisplays({
    screen: {
      on: (event, listener) => listeners.set(event, listener),
      getAllDisplays: () => [...state.displays],
    },
    doorDisplay: () => state.displays.find(({ id }) => id === state.door) ?? (state.displays[0] as Display),
    place: (given) => placed.push(given),
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

describe('the windows’ displays', () => {
  it('are the door’s alone where there is one', () => {
    expect(bench(at(1, 0)).placed).toEqual([plan(at(1, 0), null)]);
  });

  it('come and go with what is plugged in', () => {
    const b = bench(at(1, 0));
    b.now('display-added', at(1, 0), at(2, 1_920));
    b.now('display-added', at(1, 0), at(3, 3_840), at(2, 1_920));
    b.now('display-removed', at(1, 0), at(3, 3_840));
    b.now('display-removed', at(1, 0));
    expect(b.placed).toEqual([
      plan(at(1, 0), null),
      plan(at(1, 0), at(2, 1_920)),
      plan(at(1, 0), at(2, 1_920), at(3, 3_840)),
      plan(at(1, 0), at(3, 3_840)),
      plan(at(1, 0), null),
    ]);
  });

  it('are told anew when one changes, and not for what changes nothing', () => {
    const b = bench(at(1, 0), at(2, 1_920));
    b.now('display-metrics-changed', at(1, 0), at(2, 1_920));
    b.now('display-metrics-changed', at(1, 0), at(2, 1_920, 1_280));
    b.now('display-metrics-changed', at(1, 0, 1_080), at(2, 1_920, 1_280));
    expect(b.placed).toEqual([
      plan(at(1, 0), at(2, 1_920)),
      plan(at(1, 0), at(2, 1_920, 1_280)),
      plan(at(1, 0, 1_080), at(2, 1_920, 1_280)),
    ]);
  });

  it('never give the visitor the door’s, though the door stands on the second one, or both show the same', () => {
    const b = bench(at(1, 0), at(2, 1_920));
    b.state.door = 2;
    b.now('display-metrics-changed', at(1, 0), at(2, 1_920));
    expect(b.placed.at(-1)).toEqual(plan(at(2, 1_920), at(1, 0)));
    b.now('display-metrics-changed', at(1, 0), at(2, 0));
    expect(b.placed.at(-1)).toEqual(plan(at(2, 0), null));
    b.now('display-metrics-changed', at(1, 1_920), at(2, 0), at(3, 1_920));
    expect(b.placed.at(-1)).toEqual(plan(at(2, 0), at(1, 1_920)));
  });
});
