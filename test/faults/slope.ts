/** A straight line through points by least squares: its slope, and half the width of its 95 % confidence interval. */
export function slopeOf(points: readonly (readonly [x: number, y: number])[]): { readonly slope: number; readonly within: number } {
  const n = points.length;
  const meanX = points.reduce((sum, [x]) => sum + x, 0) / n;
  const meanY = points.reduce((sum, [, y]) => sum + y, 0) / n;
  const spread = points.reduce((sum, [x]) => sum + (x - meanX) ** 2, 0);
  if (n < 3 || spread === 0) return { slope: Number.NaN, within: Number.NaN };
  const slope = points.reduce((sum, [x, y]) => sum + (x - meanX) * (y - meanY), 0) / spread;
  const left = points.reduce((sum, [x, y]) => sum + (y - meanY - slope * (x - meanX)) ** 2, 0);
  // Neighbouring samples hang together, which makes the true interval wider: judged is whether zero lies near it.
  return { slope, within: 1.96 * Math.sqrt(left / (n - 2) / spread) };
}
