// A total hip replacement: cup, ball, neck and stem, in the hip's own frame.

import type { Solid } from '../attenuation.ts';
import { closedOutline, moveOutline, onCircle } from '../curve.ts';
import type { Knot, Outline, Shell, Spot } from '../curve.ts';
import type { Femur } from './femur.ts';
import type { HipShape } from './shape.ts';

const METAL_GAIN = 9;

export function buildImplant(hip: HipShape, femur: Femur, place: (spot: Spot) => Spot): Solid[] {
  const k = hip.headRadius / 25;
  const random = hip.irregularity.fork('implant');
  const metal = (depth: number, radius: number): Shell => ({ radius, depth, cortex: 40, density: 0 });
  const shape = (spots: readonly Spot[], shell: Shell): Outline =>
    moveOutline(
      closedOutline(
        spots.map(([x, y]): Knot => ({ x, y, shell })),
        0.7,
      ),
      place,
    );
  const ball = (14 + 4 * random.next()) * k;
  const tilt = random.between(38, 50);
  const outer = Array.from({ length: 13 }, (_, i) => onCircle(27 * k, -90 + tilt + i * 15));
  const inner = Array.from({ length: 13 }, (_, i) => onCircle(22.5 * k, 90 + tilt - i * 15));
  const [ax, ay] = femur.neckAxis;
  const top = femur.shaftTop;
  const neck: Spot[] = [
    [-ay * 5 * k, ax * 5 * k],
    [ax * 34 * k - ay * 6 * k, ay * 34 * k + ax * 6 * k],
    [ax * 34 * k + ay * 6 * k, ay * 34 * k - ax * 6 * k],
    [ay * 5 * k, -ax * 5 * k],
  ];
  const down = (t: number, side: number, width: number): Spot => [top[0] + 0.1 * t + side * width * k, top[1] + t * k];
  const stem: Spot[] = [
    down(-14, -1, 5),
    down(10, -1, 9),
    down(40, -1, 8),
    down(90, -1, 6),
    down(128, -1, 4),
    down(136, 0, 0.5),
    down(128, 1, 4),
    down(90, 1, 6),
    down(40, 1, 8.5),
    down(14, 1, 12),
    [ax * 27 * k + ay * 9 * k, ay * 27 * k - ax * 9 * k],
    [ax * 27 * k - ay * 8 * k, ay * 27 * k + ax * 8 * k],
  ];
  return [
    { outline: shape([...outer, ...inner], metal(22, 4)), gain: METAL_GAIN },
    {
      outline: shape(
        Array.from({ length: 24 }, (_, i) => onCircle(ball, i * 15)),
        metal(2 * ball, ball),
      ),
      gain: METAL_GAIN,
    },
    { outline: shape(neck, metal(10, 5)), gain: METAL_GAIN },
    { outline: shape(stem, metal(12, 6)), gain: METAL_GAIN * 0.7 },
  ];
}
