/** Modules whose colour every QR code of a size shares. ISO/IEC 18004, clauses 6.3.3 to 6.3.6. */
export interface QrLayout {
  /** Modules along one side. */
  readonly side: number;
  /** 1 dark, -1 light, 0 not known; row by row. */
  readonly known: Int8Array;
  /** The middles of the known light and of the known dark modules: column, row, column, row, … in modules. */
  readonly lights: Float32Array;
  readonly darks: Float32Array;
}

const FINDER_MODULES = 7;
const TIMING_LINE = 6;
const layouts = new Map<number, QrLayout>();

/** The finders with their separators, the timing lines and the alignment patterns of 21, 25, … 177 modules. */
export function qrLayoutOf(side: number): QrLayout {
  const kept = layouts.get(side);
  if (kept !== undefined) return kept;
  const known = new Int8Array(side * side);
  const put = (x: number, y: number, isDark: boolean) => {
    if (x >= 0 && y >= 0 && x < side && y < side) known[y * side + x] = isDark ? 1 : -1;
  };
  const rings = (middleX: number, middleY: number, reach: number, darkRing: number, darkHeart: number) => {
    for (let dy = -reach; dy <= reach; dy += 1) {
      for (let dx = -reach; dx <= reach; dx += 1) {
        const ring = Math.max(Math.abs(dx), Math.abs(dy));
        put(middleX + dx, middleY + dy, ring === darkRing || ring <= darkHeart);
      }
    }
  };
  for (let along = 0; along < side; along += 1) {
    put(along, TIMING_LINE, along % 2 === 0);
    put(TIMING_LINE, along, along % 2 === 0);
  }
  const middles = alignmentMiddles(side);
  const last = middles.length - 1;
  middles.forEach((x, column) => {
    middles.forEach((y, row) => {
      const isFinder = (column === 0 && (row === 0 || row === last)) || (column === last && row === 0);
      if (!isFinder) rings(x, y, 2, 2, 0);
    });
  });
  const far = side - (FINDER_MODULES + 1) / 2;
  for (const [x, y] of [
    [3, 3],
    [far, 3],
    [3, far],
  ] as const)
    rings(x, y, 4, 3, 1);
  const middlesOf = (colour: number) =>
    Float32Array.from(
      [...known.keys()]
        .filter((index) => known[index] === colour)
        .flatMap((index) => [(index % side) + 0.5, Math.floor(index / side) + 0.5]),
    );
  const layout = { side, known, lights: middlesOf(-1), darks: middlesOf(1) };
  layouts.set(side, layout);
  return layout;
}

/** Where alignment patterns have their middles, along either axis. */
function alignmentMiddles(side: number): readonly number[] {
  const version = (side - 17) / 4;
  if (version < 2) return [];
  const count = Math.floor(version / 7) + 2;
  const step = Math.floor((version * 8 + count * 3 + 5) / (count * 4 - 4)) * 2;
  return [
    TIMING_LINE,
    ...Array.from({ length: count - 1 }, (_, index) => side - 7 - step * (count - 2 - index)),
  ];
}
