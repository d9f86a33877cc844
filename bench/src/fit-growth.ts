/** A size and the figure measured at it. */
export type SizedFigure = { readonly size: number; readonly value: number };

/**
 * Fits `value = factor x size ^ exponent` by least squares of the logarithms, and gives the exponent: 1 is linear, less
 * is better, 0 does not grow at all. Null with fewer than two sizes, or with a value that is not positive.
 */
export function fitGrowth(figures: readonly SizedFigure[]): number | null {
  if (figures.some(({ size, value }) => size <= 0 || value <= 0)) return null;
  const points = figures.map(({ size, value }) => ({ x: Math.log(size), y: Math.log(value) }));
  const meanX = mean(points.map(({ x }) => x));
  const meanY = mean(points.map(({ y }) => y));
  const spread = sum(points.map(({ x }) => (x - meanX) ** 2));
  if (points.length === 0 || spread === 0) return null;
  return sum(points.map(({ x, y }) => (x - meanX) * (y - meanY))) / spread;
}

function mean(numbers: readonly number[]): number {
  return sum(numbers) / numbers.length;
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
