/**
 * The straight line through points that has the least squares.
 * @param {readonly (readonly [number, number])[]} points at least two, at different x
 * @returns {{ slope: number, error: number, mean: number }} `error` is the slope's standard error
 *   (none from two points), `mean` that of the y
 */
export function fitLine(points) {
  const count = points.length;
  const x0 = points.reduce((sum, [x]) => sum + x, 0) / count;
  const mean = points.reduce((sum, [, y]) => sum + y, 0) / count;
  const spread = points.reduce((sum, [x]) => sum + (x - x0) ** 2, 0);
  const slope = points.reduce((sum, [x, y]) => sum + (x - x0) * (y - mean), 0) / spread;
  const left = points.reduce((sum, [x, y]) => sum + (y - mean - slope * (x - x0)) ** 2, 0);
  const error = count > 2 ? Math.sqrt(left / (count - 2) / spread) : 0;
  return { slope, error, mean };
}
