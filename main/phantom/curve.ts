// Smooth outlines and lines through a few anatomical knots. Each knot describes the bone under its margin.

/** The bone just under its margin, in millimetres. Density 1 is the cancellous bone of a healthy femoral head. */
export interface Shell {
  /** Distance from the margin at which the bone reaches its full depth. */
  readonly radius: number;
  /** Full depth along the beam. */
  readonly depth: number;
  readonly cortex: number;
  readonly density: number;
}

export interface Knot {
  readonly x: number;
  readonly y: number;
  readonly shell: Shell;
}

export type Spot = readonly [number, number];

/** A closed outline as a dense polygon. */
export interface Outline {
  readonly points: Float64Array; // [n, 2]
  readonly shells: Float32Array; // [n, 4] radius, depth, cortex, density
}

/** Draws a closed centripetal Catmull-Rom curve through the knots, sampled about every `spacingMm`. */
export function closedOutline(knots: readonly Knot[], spacingMm = 0.9): Outline {
  const points: number[] = [];
  const shells: number[] = [];
  const n = knots.length;
  for (let k = 0; k < n; k++) {
    const [before, from, to, after] = [knots[(k + n - 1) % n], knots[k], knots[(k + 1) % n], knots[(k + 2) % n]];
    const steps = Math.max(1, Math.round(Math.hypot(to.x - from.x, to.y - from.y) / spacingMm));
    for (let s = 0; s < steps; s++) {
      const t = s / steps;
      const [x, y] = catmullRom([before.x, before.y], [from.x, from.y], [to.x, to.y], [after.x, after.y], t);
      points.push(x, y);
      shells.push(
        from.shell.radius + (to.shell.radius - from.shell.radius) * t,
        from.shell.depth + (to.shell.depth - from.shell.depth) * t,
        from.shell.cortex + (to.shell.cortex - from.shell.cortex) * t,
        from.shell.density + (to.shell.density - from.shell.density) * t,
      );
    }
  }
  return { points: Float64Array.from(points), shells: Float32Array.from(shells) };
}

/** Draws an open curve through the points, sampled about every `spacingMm`, both ends included. */
export function openCurve(spots: readonly Spot[], spacingMm = 0.9): Spot[] {
  const curve: Spot[] = [];
  for (let k = 0; k + 1 < spots.length; k++) {
    const [from, to] = [spots[k], spots[k + 1]];
    const before = k > 0 ? spots[k - 1] : ([2 * from[0] - to[0], 2 * from[1] - to[1]] as const);
    const after = k + 2 < spots.length ? spots[k + 2] : ([2 * to[0] - from[0], 2 * to[1] - from[1]] as const);
    const steps = Math.max(1, Math.round(Math.hypot(to[0] - from[0], to[1] - from[1]) / spacingMm));
    for (let s = 0; s < steps; s++) curve.push(catmullRom(before, from, to, after, s / steps));
  }
  curve.push(spots[spots.length - 1]);
  return curve;
}

/** Returns `count` points at equal distances along a curve, both ends included. */
export function evenPoints(curve: readonly Spot[], count: number): Spot[] {
  const lengths = [0];
  for (let i = 1; i < curve.length; i++)
    lengths.push(lengths[i - 1] + Math.hypot(curve[i][0] - curve[i - 1][0], curve[i][1] - curve[i - 1][1]));
  const total = lengths[lengths.length - 1];
  let at = 0;
  return Array.from({ length: count }, (_, i): Spot => {
    const target = count === 1 ? 0 : (total * i) / (count - 1);
    while (at + 2 < curve.length && lengths[at + 1] < target) at++;
    const t = Math.min(1, (target - lengths[at]) / Math.max(1e-9, lengths[at + 1] - lengths[at]));
    return [curve[at][0] + (curve[at + 1][0] - curve[at][0]) * t, curve[at][1] + (curve[at + 1][1] - curve[at][1]) * t];
  });
}

/** Returns the outline with each of its points moved. */
export function moveOutline(outline: Outline, move: (spot: Spot) => Spot): Outline {
  const points = new Float64Array(outline.points.length);
  for (let i = 0; i < points.length; i += 2) {
    const [x, y] = move([outline.points[i], outline.points[i + 1]]);
    points[i] = x;
    points[i + 1] = y;
  }
  return { points, shells: outline.shells };
}

/** Returns a point on a circle about the origin. The angle is in degrees from straight up, positive towards +x. */
export function onCircle(radius: number, degrees: number): Spot {
  const angle = (degrees * Math.PI) / 180;
  return [radius * Math.sin(angle), -radius * Math.cos(angle)];
}

/** Barry and Goldman's recursive form with centripetal knots. It has no loops or overshoot between unevenly spaced knots. */
function catmullRom(p0: Spot, p1: Spot, p2: Spot, p3: Spot, t: number): Spot {
  const gap = (a: Spot, b: Spot): number => Math.max(1e-4, Math.sqrt(Math.hypot(b[0] - a[0], b[1] - a[1])));
  const t1 = gap(p0, p1);
  const t2 = t1 + gap(p1, p2);
  const t3 = t2 + gap(p2, p3);
  const u = t1 + (t2 - t1) * t;
  const mix = (a: Spot, b: Spot, from: number, to: number): Spot => {
    const w = (u - from) / (to - from);
    return [a[0] + (b[0] - a[0]) * w, a[1] + (b[1] - a[1]) * w];
  };
  const a1 = mix(p0, p1, 0, t1);
  const a2 = mix(p1, p2, t1, t2);
  const a3 = mix(p2, p3, t2, t3);
  return mix(mix(a1, a2, 0, t2), mix(a2, a3, t1, t3), t1, t2);
}
