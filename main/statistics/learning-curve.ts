// A learning curve and where it ends: value(n) = plateau - b n^-c (Figueroa RL et al. Predicting sample size required for classification
// performance. BMC Med Inform Decis Mak 2012), by weighted least squares over a grid of c.

interface CurvePoint {
  /** The number of graded hips. */
  readonly budget: number;
  readonly value: number;
  /** The 95% interval, by whose width the point is weighted. */
  readonly low?: number;
  readonly high?: number;
}

interface LearningCurve {
  readonly plateau: number;
  readonly b: number;
  readonly c: number;
}

/** Null with fewer than three budgets, or if the values do not rise. */
export function fitLearningCurve(points: readonly CurvePoint[]): LearningCurve | null {
  if (new Set(points.map(({ budget }) => budget)).size < 3) return null;
  const fits = Array.from({ length: 196 }, (_, at) => fitFor(points, 0.05 + at * 0.01)).filter(({ b }) => b > 0);
  const best = fits.toSorted((one, other) => one.loss - other.loss).at(0);
  return best === undefined ? null : { plateau: best.plateau, b: best.b, c: best.c };
}

/** What the curve says at a budget. */
export function valueAt({ plateau, b, c }: LearningCurve, budget: number): number {
  return plateau - b * budget ** -c;
}

/** Stop when doubling the budget is expected to gain less than `leastGain`. */
export function stopAdvice(
  points: readonly CurvePoint[],
  leastGain: number,
): { readonly advice: 'stop' | 'go-on'; readonly plateau: number; readonly gainOfDoubling: number } | null {
  const curve = fitLearningCurve(points);
  if (curve === null) return null;
  const reached = Math.max(...points.map(({ budget }) => budget));
  const gainOfDoubling = valueAt(curve, 2 * reached) - valueAt(curve, reached);
  return { advice: gainOfDoubling < leastGain ? 'stop' : 'go-on', plateau: curve.plateau, gainOfDoubling };
}

/** The line of values over x = n^-c, and its weighted loss. */
function fitFor(points: readonly CurvePoint[], c: number): LearningCurve & { readonly loss: number } {
  const items = points.map(({ budget, value, low, high }) => {
    const width = low !== undefined && high !== undefined && high > low ? high - low : 1;
    return { x: budget ** -c, value, weight: 1 / width ** 2 };
  });
  const total = items.reduce((sum, { weight }) => sum + weight, 0);
  const meanX = items.reduce((sum, { x, weight }) => sum + weight * x, 0) / total;
  const mean = items.reduce((sum, { value, weight }) => sum + weight * value, 0) / total;
  const covariance = items.reduce((sum, { x, value, weight }) => sum + weight * (x - meanX) * (value - mean), 0);
  const variance = items.reduce((sum, { x, weight }) => sum + weight * (x - meanX) ** 2, 0);
  const slope = covariance / variance;
  const plateau = mean - slope * meanX;
  const loss = items.reduce((sum, { x, value, weight }) => sum + weight * (value - plateau - slope * x) ** 2, 0);
  return { plateau, b: -slope, c, loss };
}
