// The bundles of trabeculae that close-ups show one by one: the compressive fan from the calcar to the top of the head, the tensile arcs
// from the lateral cortex over the neck, and the rays above the roof. Singh M et al. J Bone Joint Surg Am 1970.

import type { Random } from '../../domain/random.ts';
import type { Ridge } from '../attenuation.ts';
import { onCircle, openCurve, type Spot } from '../curve.ts';
import type { HipShape } from './shape.ts';

const FAN = 16;
const ARCS = 9;
const RAYS = 12;

/** Bundles of the femur, in the femur's frame. */
export function femoralBundles(hip: HipShape, random: Random): Ridge[] {
  const k = hip.headRadius / 25;
  const spot = (x: number, y: number): Spot => [k * x + 0.8 * random.normal(), k * y + 0.8 * random.normal()];
  const fan = Array.from({ length: FAN }, () => {
    const top = onCircle(hip.headRadius * random.between(0.7, 0.97), random.between(-38, 48));
    const foot = spot(random.between(-14, -4), random.between(24, 42));
    return bundle([foot, [0.5 * (foot[0] + top[0]) + 1.2 * k * random.normal(), 0.5 * (foot[1] + top[1])], top], random);
  });
  const arcs = Array.from({ length: ARCS }, () => {
    const rise = random.between(-16, 2);
    return bundle(
      [spot(-38, 26 + rise), spot(-24, 6 + rise), spot(-8, -4 + rise * 0.6), spot(12, random.between(-4, 10))],
      random,
    );
  });
  return [...fan, ...arcs];
}

/** Rays above the roof, in the hip's frame. */
export function roofBundles(hip: HipShape, random: Random): Ridge[] {
  return Array.from({ length: RAYS }, () => {
    const degrees = random.between(-32, 40);
    const [from, to] = [hip.headRadius + random.between(5, 8), hip.headRadius + random.between(12, 32)];
    return bundle(
      [onCircle(from, degrees), onCircle(0.5 * (from + to), degrees + random.between(-3, 3)), onCircle(to, degrees)],
      random,
    );
  });
}

function bundle(spots: readonly Spot[], random: Random): Ridge {
  return { points: openCurve(spots, 2), sigma: random.between(0.3, 0.75), amount: random.between(-0.02, 0.045) };
}
