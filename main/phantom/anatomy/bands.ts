// The dense plates of the pelvis that lie along the beam and so show as bright bands on a film of the third version: sourcil, pelvic
// brim, quadrilateral plate, teardrop, and the horn below the posterior wall. Widths and levels are fitted to real close-ups **(ours)**.

import type { Random } from '../../domain/random.ts';
import { CANCELLOUS_PER_MM } from '../attenuation.ts';
import { closedOutline, evenPoints, onCircle, openCurve, type Knot, type Outline, type Spot } from '../curve.ts';
import type { BandForm } from './forms/pelvic-form.ts';
import { socketRadius, type Hemipelvis, type Joint } from './hemipelvis.ts';
import type { HipShape } from './shape.ts';

interface BandedHip {
  readonly hip: HipShape;
  readonly joint: Joint;
  readonly pelvis: Hemipelvis;
  readonly form: BandForm;
  readonly random: Random;
}

/** Returns the bands of one hemipelvis, and the bone behind its fossa. */
export function pelvicBands({ hip, joint, pelvis, form, random }: BandedHip): Outline[] {
  const scale = hip.headRadius / 25;
  const width = (mm: number): number => mm * form.thickness * scale * Math.exp(0.22 * clipped(random.normal()));
  const level = (amount: number): number => amount * hip.cortex * Math.exp(0.2 * clipped(random.normal()));
  const draw = (line: readonly Spot[], widths: readonly number[], at: Omit<Course, 'widths'>): Outline =>
    bandAlong(line, { ...at, widths }, random);
  const thick = width(WIDTHS_MM.sourcil + WIDTHS_MM.sclerosis * joint.sclerosis);
  const roofLevel = level(form.sourcil) * (1 + 0.5 * joint.sclerosis);
  const roof = roofLine(hip, joint, random);
  return [
    draw(
      roof,
      SOURCIL_TAPER.map((share) => share * thick),
      { towards: -1, level: roofLevel },
    ),
    draw(
      pelvis.iliopectineal,
      BRIM_TAPER.map((share) => width(share * WIDTHS_MM.brim)),
      { towards: 1, level: level(form.brim) },
    ),
    draw(
      pelvis.ilioischial,
      PLATE_TAPER.map((share) => width(share * WIDTHS_MM.plate)),
      {
        towards: 0,
        level: level(form.ilioischial),
      },
    ),
    draw(
      pelvis.teardrop,
      TEARDROP_TAPER.map((share) => width(share * WIDTHS_MM.teardrop)),
      {
        towards: 0,
        level: level(form.teardrop),
      },
    ),
    draw(
      hornLine(pelvis, scale),
      HORN_TAPER.map((share) => width(share * WIDTHS_MM.horn)),
      {
        towards: 0,
        level: level(form.horn),
      },
    ),
    floorOf(scale, form.floor, random),
  ];
}

/** The greatest width of each band, before `thickness`, and what full sclerosis adds to the sourcil. */
const WIDTHS_MM = { sourcil: 3.4, sclerosis: 2.2, brim: 4.55, plate: 3.9, teardrop: 1.5, horn: 3.4 } as const;

/** Widths along each band, as shares of the greatest: the sourcil from the lateral edge, the others from above. */
const SOURCIL_TAPER = [0.37, 0.8, 1, 1, 0.93, 0.8, 0.67, 0.5, 0.27] as const;
const BRIM_TAPER = [0.3, 1, 0.77, 0.63, 0.49, 0.34, 0.23, 0.17, 0.11] as const;
const PLATE_TAPER = [0.25, 0.62, 0.85, 1, 1, 0.92, 0.77, 0.54, 0.31] as const;
const TEARDROP_TAPER = [0.4, 0.67, 0.87, 1, 1, 0.87, 0.67, 0.53, 0.4] as const;
const HORN_TAPER = [0.15, 0.35, 0.65, 1, 0.94, 0.59, 0.24] as const;

/** The margin of the roof, from just inside the lateral edge to where the fossa begins. */
function roofLine(hip: HipShape, joint: Joint, random: Random): Spot[] {
  const from = 1 - hip.coverage;
  const to = random.between(38, 52);
  return Array.from({ length: 9 }, (_, i) => {
    const degrees = from + ((to - from) * i) / 8;
    return onCircle(socketRadius(hip, joint, degrees) + 0.2, degrees);
  });
}

/** From the lower part of the posterior rim around its end, where the lunate surface closes. */
function hornLine({ posteriorRim }: Hemipelvis, scale: number): Spot[] {
  const [x, y] = posteriorRim[posteriorRim.length - 1];
  const at = (share: number): Spot => posteriorRim[Math.floor(posteriorRim.length * share)];
  return openCurve([
    at(0.62),
    at(0.8),
    [x - scale, y - 5 * scale],
    [x + 2 * scale, y - 4 * scale],
    [x + 5.5 * scale, y - 7 * scale],
  ]);
}

/** The bone behind the fossa, from the horn to the quadrilateral plate, in the hip's frame at scale 1. */
const FLOOR: readonly Spot[] = [
  [4, 17],
  [13, 6],
  [21, -8],
  [30, -12],
  [36, 0],
  [37.5, 18],
  [36.5, 38],
  [30, 66],
  [19, 64],
  [10.5, 42],
  [7.5, 30],
];

function floorOf(scale: number, level: number, random: Random): Outline {
  return closedOutline(
    FLOOR.map(([x, y], i) => ({
      x: scale * x + random.normal(),
      y: scale * y + random.normal(),
      shell: { radius: i === 0 || i > 7 ? 6 : 12, depth: level / CANCELLOUS_PER_MM, cortex: 0, density: 1 },
    })),
  );
}

interface Course {
  /** In mm, at even distances along the line. */
  readonly widths: readonly number[];
  /** Which side of the line the band lies on: -1 left of its direction, 1 right, 0 both. */
  readonly towards: -1 | 0 | 1;
  /** Log attenuation at its crest. */
  readonly level: number;
}

function bandAlong(line: readonly Spot[], { widths, towards, level }: Course, random: Random): Outline {
  const spots = evenPoints(line, widths.length);
  const side = (sign: -1 | 1): Knot[] =>
    spots.map(([x, y], i) => {
      const [across, down] = normalAt(spots, i);
      const share = towards === 0 ? 0.5 : towards === sign ? 0.94 : 0.06;
      const off = sign * share * widths[i] * (1 + 0.16 * clipped(random.normal()));
      const radius = Math.max(0.5, (towards === sign ? 0.7 : 0.45) * widths[i]);
      const shell = { radius, depth: level / CANCELLOUS_PER_MM, cortex: 0, density: 1 };
      return { x: x + across * off, y: y + down * off, shell };
    });
  return closedOutline([...side(-1), ...side(1).toReversed()], 0.6);
}

/** The unit vector to the right of the line's direction. */
function normalAt(spots: readonly Spot[], i: number): Spot {
  const [before, after] = [spots[Math.max(0, i - 1)], spots[Math.min(spots.length - 1, i + 1)]];
  const length = Math.hypot(after[0] - before[0], after[1] - before[1]);
  return [(before[1] - after[1]) / length, (after[0] - before[0]) / length];
}

function clipped(normal: number): number {
  return Math.max(-2, Math.min(2, normal));
}
