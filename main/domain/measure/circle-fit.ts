// Fits a circle, such as to the femoral head, with Taubin's algebraic fit, which is nearly unbiased on the short arcs that a radiograph shows.
// Taubin G. IEEE Trans. Pattern Anal. Mach. Intell. 1991;13(11):1115-1138; solved by Newton's method as in
// Chernov N. Circular and Linear Regression. CRC Press 2010, section 5.9.

import type { Circle } from '../geometry.ts';

export interface CircleFit extends Circle {
  /** Root mean square distance of the points from the circle, in the points' unit. */
  readonly residual: number;
}

/** Fits a circle to at least three points. Returns undefined if they lie on a line or coincide. */
export function fitCircle(points: readonly { readonly x: number; readonly y: number }[]): CircleFit | undefined {
  if (points.length < 3) return undefined;
  const meanX = mean(points.map((p) => p.x));
  const meanY = mean(points.map((p) => p.y));
  const scale = Math.sqrt(mean(points.map((p) => (p.x - meanX) ** 2 + (p.y - meanY) ** 2)));
  if (!(scale > 0) || !Number.isFinite(scale)) return undefined;
  const u = points.map((p) => (p.x - meanX) / scale);
  const v = points.map((p) => (p.y - meanY) / scale);
  const unit = fitCentred(u, v);
  if (unit === undefined) return undefined;
  const circle = { x: unit.x * scale + meanX, y: unit.y * scale + meanY, radius: unit.radius * scale };
  const residual = Math.sqrt(mean(points.map((p) => (Math.hypot(p.x - circle.x, p.y - circle.y) - circle.radius) ** 2)));
  return Number.isFinite(residual) ? { ...circle, residual } : undefined;
}

/** Fits coordinates of zero mean and unit spread. M.. are the moments of x, y and z = x^2 + y^2. */
function fitCentred(x: readonly number[], y: readonly number[]): Circle | undefined {
  const z = x.map((xi, i) => xi * xi + (y[i] ?? 0) * (y[i] ?? 0));
  const moment = (a: readonly number[], b: readonly number[]): number => mean(a.map((ai, i) => ai * (b[i] ?? 0)));
  const [Mxx, Myy, Mxy] = [moment(x, x), moment(y, y), moment(x, y)];
  const [Mxz, Myz, Mzz] = [moment(x, z), moment(y, z), moment(z, z)];
  const Mz = Mxx + Myy;
  const covariance = Mxx * Myy - Mxy * Mxy;
  const A3 = 4 * Mz;
  const A2 = -3 * Mz * Mz - Mzz;
  const A1 = Mzz * Mz + 4 * covariance * Mz - Mxz * Mxz - Myz * Myz - Mz ** 3;
  const A0 = Mxz * Mxz * Myy + Myz * Myz * Mxx - Mzz * covariance - 2 * Mxz * Myz * Mxy + Mz * Mz * covariance;
  const root = smallestRoot(A3, A2, A1, A0);
  const determinant = root * root - root * Mz + covariance;
  if (Math.abs(determinant) < 1e-12) return undefined;
  const centreX = (Mxz * (Myy - root) - Myz * Mxy) / determinant / 2;
  const centreY = (Myz * (Mxx - root) - Mxz * Mxy) / determinant / 2;
  return { x: centreX, y: centreY, radius: Math.sqrt(centreX ** 2 + centreY ** 2 + Mz) };
}

/** Runs Newton's method from 0. Chernov proves that it climbs to the smallest non-negative root of the characteristic polynomial. */
function smallestRoot(A3: number, A2: number, A1: number, A0: number): number {
  let root = 0;
  let height = A0;
  for (let i = 0; i < 50; i++) {
    const slope = A1 + root * (2 * A2 + 3 * A3 * root);
    const next = root - height / slope;
    if (next === root || !Number.isFinite(next)) break;
    const nextHeight = A0 + next * (A1 + next * (A2 + next * A3));
    if (Math.abs(nextHeight) >= Math.abs(height)) break;
    root = next;
    height = nextHeight;
  }
  return root;
}

function mean(values: readonly number[]): number {
  let sum = 0;
  for (const value of values) sum += value;
  return sum / values.length;
}
