// How one radiograph was taken: positioning, detector, exposure, the vendor's processing. Drawn again for every visit.

import type { Random } from '../domain/random.ts';
import type { PhantomVersion } from '../domain/training/phantom-version.ts';

export interface Acquisition {
  readonly spacingMm: number;
  readonly columns: number;
  readonly rows: number;
  readonly bits: 12 | 14;
  readonly monochrome1: boolean;
  /** Offset of the midpoint between the hip centres from the image centre, in mm. */
  readonly offsetX: number;
  readonly offsetY: number;
  /** Rotation of the pelvis in the image plane, in degrees. */
  readonly obliquity: number;
  /** From -1 to 1. */
  readonly tilt: number;
  readonly turn: number;
  /** Abduction of each leg in degrees, and foreshortening of each neck by rotation (0 is no foreshortening). */
  readonly abduction: { readonly right: number; readonly left: number };
  readonly foreshortening: { readonly right: number; readonly left: number };
  readonly magnification: number;
  readonly exposure: 'good' | 'under' | 'over';
  /** Photons that a pixel of 0.16 mm would count without a patient. */
  readonly photons: number;
  /** Shift of the vendor's grey curve, in its own unit. 0 is correct. */
  readonly brightness: number;
  readonly latitude: number;
  readonly contrast: number;
  /** Share of the slow variation that the vendor's processing removes. */
  readonly equalisation: number;
  /** How slow a variation has to be to be removed, in mm. */
  readonly equalisationMm: number;
  /** Strength of the vendor's edge enhancement. */
  readonly sharpening: number;
  readonly sharpeningMm: number;
  /** Strength of a second edge enhancement, of details below 2 mm. */
  readonly detail: number;
  /** Width of the blur from focus and detector, in mm. */
  readonly blurMm: number;
  readonly scatter: number;
  /** Borders that the collimator leaves blank, in mm: left, right, top, bottom. */
  readonly collimation: readonly [number, number, number, number];
  readonly shutter: 'black' | 'bare';
  /** The side letter and its distance from the image edges in mm. */
  readonly marker: {
    readonly letter: 'R' | 'L';
    readonly x: number;
    readonly y: number;
    readonly height: number;
    readonly angle: number;
  };
  readonly softwareSeed: number;
}

export function drawAcquisition(random: Random, version: PhantomVersion): Acquisition {
  const first = drawFirst(random);
  if (version === 1) return first;
  const processing = random.fork('processing');
  return { ...first, ...(version === 2 ? drawProcessing(processing) : drawDetailed(processing)) };
}

/** What differs in the second version: turned feet, and vendors that flatten and sharpen a picture more or less strongly. */
function drawProcessing(random: Random): Partial<Acquisition> {
  const turned = (): number => Math.abs(0.1 * Math.max(-2.2, Math.min(2.2, random.normal())));
  return {
    foreshortening: { right: turned(), left: turned() },
    contrast: Math.max(3, 4.2 + 0.5 * Math.max(-2.2, Math.min(2.2, random.normal()))),
    equalisation: random.between(0.45, 0.8),
    equalisationMm: random.between(10, 20),
    sharpening: random.next() < 0.85 ? random.between(0.5, 2.2) : 0,
    sharpeningMm: random.between(1.2, 5),
    blurMm: random.between(0.15, 0.3),
  };
}

/** What differs in the third: vendors that flatten, sharpen and bring out details together, from hardly to strongly **(ours)**. */
function drawDetailed(random: Random): Partial<Acquisition> {
  const normal = (): number => Math.max(-2.2, Math.min(2.2, random.normal()));
  const turned = (): number => Math.abs(0.1 * normal());
  const strength = random.next();
  return {
    foreshortening: { right: turned(), left: turned() },
    contrast: Math.max(3, 4.7 + 0.5 * normal()),
    equalisation: 0.56 + 0.4 * strength,
    equalisationMm: random.between(0.7, 1.3) * (24 - 11 * strength),
    sharpening: strength,
    sharpeningMm: random.between(1.3, 3.2),
    detail: 0.6 * strength * random.next(),
    blurMm: random.between(0.1, 0.5),
  };
}

function drawFirst(random: Random): Acquisition {
  const spacingMm = [0.14, 0.143, 0.148, 0.15, 0.16, 0.168, 0.175, 0.194, 0.2][random.below(9)];
  const [widthMm, heightMm] = random.next() < 0.7 ? [425, 345] : [400, 345];
  const clampedNormal = (spread: number): number => spread * Math.max(-2.2, Math.min(2.2, random.normal()));
  const bad = random.next();
  const exposure = bad < 0.06 ? 'under' : bad < 0.11 ? 'over' : 'good';
  const collimated = random.next() < 0.35;
  const border = (): number => (collimated ? random.between(2, 16) : 0);
  const letter = random.next() < 0.6 ? 'R' : 'L';
  return {
    spacingMm,
    columns: 2 * Math.round(widthMm / spacingMm / 2),
    rows: 2 * Math.round(heightMm / spacingMm / 2),
    bits: random.next() < 0.75 ? 12 : 14,
    monochrome1: random.next() < 0.18,
    offsetX: clampedNormal(6),
    offsetY: 26 + clampedNormal(9),
    obliquity: clampedNormal(1.5),
    tilt: clampedNormal(0.5),
    turn: clampedNormal(0.42),
    abduction: { right: clampedNormal(5), left: clampedNormal(5) },
    foreshortening: { right: Math.abs(clampedNormal(0.08)), left: Math.abs(clampedNormal(0.08)) },
    magnification: 1 + clampedNormal(0.018),
    exposure,
    photons: (exposure === 'under' ? 0.22 : exposure === 'over' ? 3 : 1) * 60000 * Math.exp(clampedNormal(0.3)),
    brightness:
      exposure === 'under' ? random.between(0.16, 0.3) : exposure === 'over' ? -random.between(0.16, 0.3) : clampedNormal(0.04),
    latitude: 1 + clampedNormal(0.08),
    contrast: 4.3 + clampedNormal(0.7),
    equalisation: random.between(0.45, 0.7),
    equalisationMm: 30,
    sharpening: random.next() < 0.75 ? random.between(0.2, 0.7) : 0,
    sharpeningMm: random.between(2, 5),
    detail: 0,
    blurMm: random.between(0.22, 0.36),
    scatter: random.between(0.25, 0.6),
    collimation: [border(), border(), border(), border()],
    shutter: random.next() < 0.7 ? 'black' : 'bare',
    marker: {
      letter,
      x: random.between(22, 40),
      y: random.between(40, 150),
      height: random.between(13, 19),
      angle: clampedNormal(0.12),
    },
    softwareSeed: random.below(2 ** 31),
  };
}
