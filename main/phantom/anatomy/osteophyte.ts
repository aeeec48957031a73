// An osteophyte: a bony lip that grows from one of the four margins of the hip.

import { closedOutline } from '../curve.ts';
import type { Knot, Outline, Shell, Spot } from '../curve.ts';
import type { Random } from '../../domain/random.ts';

export interface Osteophyte {
  /** Includes its root inside the host bone, for rendering. */
  readonly bone: Outline;
  /** The part beyond the native margin, which is the truth. */
  readonly visible: readonly Spot[];
}

export interface Margin {
  readonly at: Spot;
  /** Unit vector of growth, away from the host bone. */
  readonly outward: Spot;
  /** Direction along the margin in which large osteophytes curl. */
  readonly curl: Spot;
}

/** Builds an osteophyte that extends `size` mm beyond its margin. `random` draws its form, which is the same at every visit. */
export function growOsteophyte(margin: Margin, size: number, random: Random): Osteophyte {
  const turn = 0.32 * clipped(random.normal());
  const outward = rotate(margin.outward, turn);
  const curl = rotate(margin.curl, turn);
  const broad = (2.5 + 0.52 * size) * Math.exp(0.24 * clipped(random.normal()));
  const hook = 0.2 + 0.18 * clipped(random.normal());
  const blunt = 0.66 + 0.1 * clipped(random.normal());
  const thick = Math.exp(0.38 * clipped(random.normal()));
  const root = 2.6 + 0.3 * size;
  const spot = (along: number, across: number): Spot => [
    margin.at[0] + outward[0] * along + curl[0] * across,
    margin.at[1] + outward[1] * along + curl[1] * across,
  ];
  const inside: Shell = { radius: 5, depth: (3.5 + 0.6 * size) * thick, cortex: 0, density: 0.9 };
  const edge: Shell = {
    radius: Math.min(4, 0.8 + 0.45 * size),
    depth: (10 + 1.2 * size) * thick,
    cortex: 0.88 + 0.05 * size,
    density: 0.95,
  };
  const border: readonly Spot[] = [
    spot(0, -broad),
    spot(0.62 * size, -blunt * broad + 0.3 * hook * size),
    spot(0.93 * size, -0.4 * broad + 0.8 * hook * size),
    spot(size, 0.02 * broad + hook * size),
    spot(0.87 * size, 0.42 * broad + 0.85 * hook * size),
    spot(0.45 * size, 0.76 * broad + 0.35 * hook * size),
    spot(0, broad),
  ];
  const base: Shell = { ...edge, depth: 0.75 * edge.depth, cortex: 0.5 * edge.cortex };
  const knots: Knot[] = border.map(([x, y], i) => ({ x, y, shell: i === 0 || i === border.length - 1 ? base : edge }));
  for (const [x, y] of [spot(-root, 0.8 * broad), spot(-root, -0.8 * broad)]) knots.push({ x, y, shell: inside });
  const bone = closedOutline(knots, 0.5);
  const visible: Spot[] = [];
  for (let i = 0; i < bone.points.length; i += 2) {
    const [x, y] = [bone.points[i], bone.points[i + 1]];
    if ((x - margin.at[0]) * outward[0] + (y - margin.at[1]) * outward[1] >= -1e-9) visible.push([x, y]);
  }
  return { bone, visible };
}

function rotate([x, y]: Spot, angle: number): Spot {
  return [x * Math.cos(angle) - y * Math.sin(angle), x * Math.sin(angle) + y * Math.cos(angle)];
}

function clipped(normal: number): number {
  return Math.max(-2, Math.min(2, normal));
}
