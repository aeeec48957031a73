// An osteophyte of one bone with its host: the host's margin itself bulges, so that cortex and marrow run on into the spur.

import { openCurve, type Outline, type Spot } from '../curve.ts';
import type { Random } from '../../domain/random.ts';
import type { Margin } from './osteophyte.ts';

export interface Outgrowth {
  /** The host with the osteophyte. */
  readonly host: Outline;
  /** The part beyond the native margin, which is the truth. */
  readonly visible: readonly Spot[];
  /** Its free margin, from the host and back to it. */
  readonly margin: readonly Spot[];
}

export interface Spur {
  readonly margin: Margin;
  /** How far it extends beyond the margin, in mm. */
  readonly size: number;
  /** Its density as a share of the host's. A low one is hard to see. */
  readonly density: number;
  /** From 0, a straight lip, to 1, a beak that curls along the margin. */
  readonly beak: number;
}

/** Grows the spur from its host. `random` draws its form, which is the same at every visit. */
export function growFromHost(host: Outline, { margin, size, density, beak }: Spur, random: Random): Outgrowth {
  const turn = 0.28 * clipped(random.normal());
  const outward = rotate(margin.outward, turn);
  const curl = rotate(margin.curl, turn);
  const broad = (2.2 + 0.62 * size) * Math.exp(0.26 * clipped(random.normal()));
  const hook = 0.12 + 0.14 * clipped(random.normal()) + 0.55 * beak * Math.min(1, size / 6);
  const blunt = 0.64 + 0.12 * clipped(random.normal());
  const thick = Math.exp(0.3 * clipped(random.normal()));
  const spot = (along: number, across: number): Spot => [
    margin.at[0] + outward[0] * along + curl[0] * across,
    margin.at[1] + outward[1] * along + curl[1] * across,
  ];
  const first = nearest(host, spot(0, -broad));
  const last = nearest(host, spot(0, broad));
  const bulge = openCurve(
    [
      at(host, first),
      spot(0.5 * size, -blunt * broad + 0.2 * hook * size),
      spot(0.9 * size, -0.36 * broad + 0.75 * hook * size),
      spot(size, 0.04 * broad + hook * size),
      spot(0.84 * size, 0.4 * broad + 0.85 * hook * size),
      spot(0.38 * size, 0.72 * broad + 0.3 * hook * size),
      at(host, last),
    ],
    0.5,
  );
  return replaceArc(host, { first, last, bulge, tip: { depth: (9 + 1.1 * size) * thick * density, radius: 1.6 + 0.5 * size } });
}

interface Arc {
  readonly first: number;
  readonly last: number;
  readonly bulge: readonly Spot[];
  readonly tip: { readonly depth: number; readonly radius: number };
}

/** Replaces the shorter way along the host from `first` to `last` by the bulge. The bone thins towards the bulge's middle. */
function replaceArc(host: Outline, { first, last, bulge, tip }: Arc): Outgrowth {
  const count = host.points.length / 2;
  const ahead = (last - first + count) % count;
  const forward = ahead <= count / 2;
  const [from, to, spots] = forward ? [first, last, bulge] : [last, first, [...bulge].reverse()];
  const replaced = (to - from + count) % count;
  const points: number[] = [];
  const shells: number[] = [];
  for (let step = 0; step <= count - replaced; step++) {
    const v = (to + step) % count;
    points.push(host.points[2 * v], host.points[2 * v + 1]);
    for (let f = 0; f < 4; f++) shells.push(host.shells[4 * v + f]);
  }
  spots.slice(1, -1).forEach(([x, y], i) => {
    const t = (i + 1) / (spots.length - 1);
    const along = Math.sin(Math.PI * t) ** 0.7;
    const mixed = (f: number): number => host.shells[4 * from + f] * (1 - t) + host.shells[4 * to + f] * t;
    points.push(x, y);
    shells.push(
      mixed(0) + (Math.min(mixed(0), tip.radius) - mixed(0)) * along,
      mixed(1) + (Math.min(mixed(1), tip.depth) - mixed(1)) * along,
      mixed(2) + (Math.min(mixed(2), 0.85) - mixed(2)) * along,
      mixed(3),
    );
  });
  const native = Array.from({ length: replaced + 1 }, (_, step) => at(host, (to - step + count) % count));
  return {
    host: { points: Float64Array.from(points), shells: Float32Array.from(shells) },
    visible: [...spots, ...native],
    margin: spots,
  };
}

function nearest({ points }: Outline, [x, y]: Spot): number {
  let [best, least] = [0, Infinity];
  for (let v = 0; 2 * v < points.length; v++) {
    const distance = (points[2 * v] - x) ** 2 + (points[2 * v + 1] - y) ** 2;
    if (distance < least) [best, least] = [v, distance];
  }
  return best;
}

function at({ points }: Outline, vertex: number): Spot {
  return [points[2 * vertex], points[2 * vertex + 1]];
}

function rotate([x, y]: Spot, angle: number): Spot {
  return [x * Math.cos(angle) - y * Math.sin(angle), x * Math.sin(angle) + y * Math.cos(angle)];
}

function clipped(normal: number): number {
  return Math.max(-2, Math.min(2, normal));
}
