type Point = readonly [x: number, y: number];

/**
 * Parallel straight lines through series of points by least squares, each series with a height of its own: their one slope,
 * and half the width of its 95 % confidence interval. Not a number where the points do not say.
 */
export function slopeOf(series: readonly (readonly Point[])[]): { readonly slope: number; readonly within: number } {
  const centred = series.flatMap((points) => {
    const [meanX, meanY] = [meanOf(points.map(([x]) => x)), meanOf(points.map(([, y]) => y))];
    return points.map(([x, y]): Point => [x - meanX, y - meanY]);
  });
  const spread = centred.reduce((sum, [x]) => sum + x * x, 0);
  const free = centred.length - series.length - 1;
  if (free < 1 || spread === 0) return { slope: Number.NaN, within: Number.NaN };
  const slope = centred.reduce((sum, [x, y]) => sum + x * y, 0) / spread;
  const left = centred.reduce((sum, [x, y]) => sum + (y - slope * x) ** 2, 0);
  return { slope, within: 1.96 * Math.sqrt(left / free / spread) };
}

function meanOf(values: readonly number[]): number {
  return values.reduce((sum, one) => sum + one, 0) / values.length;
}
