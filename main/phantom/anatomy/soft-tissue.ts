// Muscle, fat, bowel gas, bladder and vessels around the bones, in the midline frame: millimetres, +y down.

import type { Random } from '../../domain/random.ts';
import { tileAt } from '../texture/noise-tile.ts';
import type { Blob, Ridge } from '../attenuation.ts';
import { openCurve } from '../curve.ts';
import type { Spot } from '../curve.ts';
import type { SubjectShape } from './shape.ts';

const FAT_PER_MM = 0.0172;
const MUSCLE_OVER_FAT_PER_MM = 0.0032;

/** Returns the log attenuation of the body without bone at a point. */
export function bodyAttenuation(subject: SubjectShape, x: number, y: number): number {
  const b = subject.build;
  const k = subject.scale;
  const level = y / k;
  const narrowing = Math.max(0, -level - 20) / 150;
  const halfWidth = k * (subject.halfWidth / k + 112 * b ** 0.9 - 34 * narrowing * narrowing);
  const depth = k * b * (205 - 0.12 * Math.max(0, level) + 12 * narrowing);
  const trunk = slab(x / halfWidth, depth, 3);
  const trunkMuscle = slab(x / (halfWidth - 20 * b), depth - 46 * b, 3);
  const legs = smooth((level - 62) / 55);
  if (legs === 0) return FAT_PER_MM * trunk + MUSCLE_OVER_FAT_PER_MM * trunkMuscle;
  const centre = k * (98 + 2 * b);
  const off = Math.abs(x) - centre;
  const legWidth = k * (96 * b ** 0.5);
  const leg = slab(off / legWidth, k * b * 168, 2.4);
  const legMuscle = slab(off / (legWidth - 13 * b), k * b * 168 - 32 * b, 2.4);
  return FAT_PER_MM * (trunk * (1 - legs) + leg * legs) + MUSCLE_OVER_FAT_PER_MM * (trunkMuscle * (1 - legs) + legMuscle * legs);
}

/** Slow noise for muscle bundles, fat between them, folds and bowel contents. `strength` is one standard deviation in log attenuation. */
export function mottle(x: number, y: number, strength: number, offset: number): number {
  // Bundles run down and outwards on both sides. Folds and contents have no direction.
  const out = Math.abs(x);
  const bundles = tileAt(out * 0.19 - y * 0.09 + offset, y * 0.11 + out * 0.04 - offset);
  const knots = tileAt(x * 0.17 - offset, y * 0.17 + 2 * offset);
  const folds = tileAt(x * 0.06 + y * 0.02 + 3 * offset, y * 0.07 - offset);
  return strength * (0.55 * bundles + 0.6 * knots + 0.55 * folds);
}

/** Builds the fat planes beside one hip, in the hip's own frame. */
export function fatPlanes(scale: number, random: Random): Ridge[] {
  const line = (spots: readonly Spot[], sigma: number, amount: number): Ridge => ({
    points: openCurve(
      spots.map(([x, y]): Spot => [scale * x + 1.5 * random.normal(), scale * y + 1.5 * random.normal()]),
      2,
    ),
    sigma,
    amount: -amount * (0.7 + 0.6 * random.next()),
  });
  return [
    line(
      [
        [-24, -40],
        [-36, -30],
        [-50, -18],
        [-62, -6],
      ],
      1.3,
      0.06,
    ),
    line(
      [
        [-34, -74],
        [-50, -50],
        [-64, -28],
        [-76, -8],
      ],
      1.8,
      0.06,
    ),
    line(
      [
        [26, -62],
        [12, -22],
        [-2, 24],
        [-12, 62],
      ],
      2.2,
      0.035,
    ),
    line(
      [
        [52, -48],
        [49, -26],
        [49, -4],
        [54, 6],
      ],
      1.1,
      0.05,
    ),
    line(
      [
        [-80, 10],
        [-79, 60],
        [-74, 120],
      ],
      2,
      0.07,
    ),
  ];
}

/** Builds bowel gas and contents, bladder and phleboliths, which differ between visits. */
export function viscera(subject: SubjectShape, random: Random): Blob[] {
  const k = subject.scale;
  const blobs: Blob[] = [];
  const loops = 5 + random.below(6);
  for (let loop = 0; loop < loops; loop++) {
    const x = k * random.between(-80, 80);
    const y = k * random.between(-165, -45);
    const gas = random.between(0.05, 0.22);
    const pieces = 4 + random.below(9);
    for (let p = 0; p < pieces; p++) {
      blobs.push({
        x: x + k * 14 * random.normal(),
        y: y + k * 9 * random.normal(),
        radiusX: k * random.between(5, 17),
        radiusY: k * random.between(4, 12),
        angle: random.between(0, Math.PI),
        amount: -gas * random.between(0.2, 0.8),
        softness: random.between(0.7, 1),
      });
    }
  }
  if (random.next() < 0.6) {
    for (let p = 0; p < 3; p++)
      blobs.push({
        x: k * 10 * random.normal(),
        y: k * (-22 + 9 * random.normal()),
        radiusX: k * random.between(8, 17),
        radiusY: k * random.between(6, 12),
        angle: random.between(0, 3),
        amount: -random.between(0.04, 0.16),
        softness: 0.6,
      });
  }
  blobs.push({
    x: k * 6 * random.normal(),
    y: k * random.between(-20, 0),
    radiusX: k * random.between(34, 52),
    radiusY: k * random.between(22, 40),
    angle: 0.2 * random.normal(),
    amount: random.between(0, 0.07),
    softness: 0.5,
  });
  const stones = random.next() < 0.45 ? 1 + random.below(4) : 0;
  for (let p = 0; p < stones; p++) {
    const radius = random.between(1.2, 2.6);
    const side = random.next() < 0.5 ? -1 : 1;
    blobs.push({
      x: side * k * random.between(24, 50),
      y: k * random.between(-26, 16),
      radiusX: radius,
      radiusY: radius,
      angle: 0,
      amount: random.between(0.1, 0.25),
      softness: 0.6,
    });
  }
  // Overlying soft tissue folds and stool shade each image slowly.
  for (let p = 0; p < 14; p++) {
    blobs.push({
      x: k * random.between(-170, 170),
      y: k * random.between(-170, 130),
      radiusX: k * random.between(20, 60),
      radiusY: k * random.between(15, 45),
      angle: random.between(0, Math.PI),
      amount: 0.06 * random.normal(),
      softness: 1,
    });
  }
  return blobs;
}

function slab(position: number, depth: number, power: number): number {
  const inside = 1 - Math.abs(position) ** power;
  return inside <= 0 ? 0 : depth * Math.sqrt(inside);
}

function smooth(t: number): number {
  const s = Math.min(1, Math.max(0, t));
  return s * s * (3 - 2 * s);
}
