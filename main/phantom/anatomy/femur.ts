// The proximal femur in the hip's own frame: origin at the head centre, +x towards the midline, +y down, millimetres.

import { closedOutline, onCircle } from '../curve.ts';
import type { Knot, Outline, Shell, Spot } from '../curve.ts';
import { underRoof } from './hemipelvis.ts';
import type { FemoralForm } from './forms/pelvic-form.ts';
import type { HipShape } from './shape.ts';

export interface Femur {
  readonly outline: Outline;
  /** The head-neck junctions, where the head's arc ends, in degrees from straight up, positive towards the midline. */
  readonly superiorJunction: number;
  readonly inferiorJunction: number;
  /** The knots from the lateral shaft over trochanter, neck and head to the medial shaft, for the landmarks. */
  readonly lateralShaft: readonly Spot[];
  readonly trochanter: readonly Spot[];
  readonly trochantericCrest: readonly Spot[];
  readonly superiorNeck: readonly Spot[];
  readonly inferiorNeck: readonly Spot[];
  readonly neckAxis: Spot;
  readonly shaftTop: Spot;
}

/** The number of knots along the head's arc. */
const HEAD_STEPS = 36;

interface Wear {
  /** From 0 to 1. Thickens the subchondral plate. */
  readonly sclerosis: number;
  /** How much of its radius the head loses under the roof, as a share. */
  readonly flattening: number;
  /** Thickening of the cortex below the neck, in mm. */
  readonly buttressMm: number;
  readonly form: FemoralForm;
}

/** Builds the femur. A resected femur ends at the base of the neck. */
export function buildFemur(hip: HipShape, { sclerosis, flattening, buttressMm, form }: Wear, resected = false): Femur {
  const k = hip.headRadius / 25;
  const r = hip.headRadius;
  const lean = ((180 - hip.neckShaft) * Math.PI) / 180;
  const axis: Spot = [-Math.sin(lean), Math.cos(lean)];
  const up: Spot = [-Math.cos(lean), -Math.sin(lean)];
  const neckAt = (along: number, across: number): Spot => [axis[0] * along + up[0] * across, axis[1] * along + up[1] * across];
  const top: Spot = [axis[0] * hip.neckLength, axis[1] * hip.neckLength];
  const random = hip.irregularity.fork('femur');
  const near = (x: number, y: number, spread = 0.8): Spot => [
    top[0] + x * k + spread * random.normal(),
    top[1] + y * k + spread * random.normal(),
  ];
  const w = hip.shaftHalfWidth;
  const shaft = (side: -1 | 1, down: number, extra = 0): Spot => [top[0] + down * 0.1 + side * (w + extra), top[1] + down];

  const junctionWidth = Math.min(0.93 * r, hip.neckHalfWidth + hip.junctionFlare);
  const along = Math.sqrt(r * r - junctionWidth * junctionWidth);
  const degreesOf = ([x, y]: Spot): number => (Math.atan2(x, -y) * 180) / Math.PI;
  const superiorJunction = degreesOf(neckAt(along, junctionWidth));
  let inferiorJunction = degreesOf(neckAt(along, -junctionWidth));
  if (inferiorJunction < 0) inferiorJunction += 360;

  const lateralShaft = [
    shaft(-1, 190),
    shaft(-1, 150),
    shaft(-1, 110),
    shaft(-1, 75),
    shaft(-1, 48, 0.8 * k),
    near(-18.5, 27),
    near(-21.5, 13),
  ];
  const trochanter = hip.trochanter.map(([x, y], i) => near(x, y, i === 3 ? 1.2 : undefined));
  const trochantericCrest = [near(-23, -14), near(-15, -9), near(-8, 0), near(-1, 10), near(6, 19)];
  const { superior: above, inferior: below } = hip.neckKnots;
  const superiorNeck = [
    neckAt(above[0] * k, hip.neckHalfWidth + 0.5 * k),
    neckAt(above[1] * k, hip.neckHalfWidth - 0.2 * k),
    neckAt(above[2] * k, hip.neckHalfWidth + 0.5 * hip.camBulge),
  ];
  const camKnot = neckAt(along + 4 * k, junctionWidth - 1.2 * k + hip.camBulge);
  const inferiorNeck = [
    neckAt(along + 4 * k, -junctionWidth + 1.4 * k),
    neckAt(below[0] * k, -hip.neckHalfWidth),
    neckAt(below[1] * k, -hip.neckHalfWidth - 2 * k),
  ];
  const [inward, lower] = form.lesser;
  const lesser = [
    near(23.5 + inward, 18 + lower),
    near(26 + inward, 27 + lower, 1.4),
    near(27.5 + inward, 34 + lower, 1.4),
    near(23 + 0.2 * inward, 43 + 0.3 * lower),
  ];
  const medialShaft = [shaft(1, 58, 0.6), shaft(1, 78), shaft(1, 110), shaft(1, 150), shaft(1, 190)];

  const tube = (cortex: number, density: number): Shell => ({
    radius: w - 0.6,
    depth: 2 * w,
    cortex: cortex * hip.cortex,
    density,
  });
  const neck = (cortex: number, density: number): Shell => ({
    radius: 14.5 * k,
    depth: form.neckDepth * k,
    cortex: form.neckCortex * cortex * hip.cortex,
    density,
  });
  const troch: Shell = { radius: 13 * k, depth: form.neckDepth * k, cortex: form.trochanterCortex * hip.cortex, density: 0.72 };
  const knots: Knot[] = [];
  const add = (spots: readonly Spot[], shells: readonly Shell[]): void => {
    spots.forEach(([x, y], i) => knots.push({ x, y, shell: shells[Math.min(i, shells.length - 1)] }));
  };
  add(lateralShaft, [tube(7, 0.08), tube(7, 0.08), tube(6.8, 0.1), tube(6, 0.14), tube(4.6, 0.25), tube(2.8, 0.4), troch]);
  add(trochanter, [troch]);
  add(superiorNeck.slice(0, resected ? 1 : 3), [neck(1.4, 0.8), neck(1.8, 0.85), neck(1.6, 0.95)]);
  if (!resected) add([camKnot], [neck(1.2, 0.98)]);
  for (let step = 0; step <= (resected ? -1 : HEAD_STEPS); step++) {
    const degrees = superiorJunction + ((inferiorJunction - superiorJunction) * step) / HEAD_STEPS;
    const [x, y] = onCircle(r, degrees);
    const loaded = Math.exp(-(((degrees + 5) / 32) ** 2));
    const fovea = 1.1 * k * Math.exp(-(((degrees - 108) / 9) ** 2));
    const shrink = 1 - fovea / r - flattening * underRoof(degrees);
    knots.push({
      x: x * shrink,
      y: y * shrink,
      shell: {
        radius: r,
        depth: 2 * form.headDepth * r,
        cortex: form.headPlate + form.headSclerosis * sclerosis * loaded,
        density: hip.headDensity + 0.12 * loaded,
      },
    });
  }
  if (!resected) add(inferiorNeck.slice(0, 2), [neck(1.6 + buttressMm, 0.98), neck(3.4 + buttressMm, 0.95)]);
  add(inferiorNeck.slice(2), [neck(4.4 + 0.7 * buttressMm, 0.8)]);
  add(lesser, [
    tube(4.2, 0.5),
    { radius: 9 * k, depth: 26 * k, cortex: 1.6, density: 0.55 },
    { radius: 8 * k, depth: 24 * k, cortex: 1.6, density: 0.5 },
    tube(4.2, 0.3),
  ]);
  add(medialShaft, [tube(5.8, 0.16), tube(6.6, 0.1), tube(7, 0.08)]);
  return {
    outline: closedOutline(knots),
    superiorJunction,
    inferiorJunction,
    lateralShaft,
    trochanter,
    trochantericCrest,
    superiorNeck,
    inferiorNeck: [...inferiorNeck, ...lesser, ...medialShaft],
    neckAxis: axis,
    shaftTop: top,
  };
}
