// The shape of one subject's pelvis and hips, drawn once per subject. Means and spreads are those of adult hips as they
// appear on an AP pelvis radiograph, including magnification. Mast NH et al. Clin Orthop 2011 (angles); Noble 1988 (femur).

import type { Random } from '../../domain/random.ts';
import type { Spot } from '../curve.ts';
import type { PhantomVersion } from '../../domain/training/phantom-version.ts';
import { HIP_MEANS, type NeckKnots } from './forms/hip-means.ts';

export interface HipShape {
  readonly headRadius: number;
  /** Neck-shaft angle in degrees. */
  readonly neckShaft: number;
  /** Distance from the head centre to the shaft axis along the neck. */
  readonly neckLength: number;
  readonly neckHalfWidth: number;
  /** Where the knots of the upper and the lower neck lie along its axis, in mm at scale 1. */
  readonly neckKnots: NeckKnots;
  /** From the lateral cortex over the tip to the neck, relative to the top of the shaft, at scale 1. // [6] */
  readonly trochanter: readonly Spot[];
  readonly shaftHalfWidth: number;
  readonly cortex: number;
  /** Angle in degrees from straight up to the lateral acetabular edge. */
  readonly coverage: number;
  /** How far the head-neck junctions extend beyond the width of the neck. */
  readonly junctionFlare: number;
  /** How far the lower acetabular margin lies below its usual position. */
  readonly marginDrop: number;
  /** How far the acetabular fossa lies behind the articular arc. */
  readonly fossaDepth: number;
  /** A bulge of the lateral head-neck junction (cam shape), not an osteophyte. */
  readonly camBulge: number;
  /** Roundness of the lateral acetabular lip. */
  readonly lip: number;
  /** Where the posterior and anterior rims cross the head, in mm towards the midline. */
  readonly posteriorRim: number;
  readonly anteriorRim: number;
  readonly teardropWidth: number;
  /** Density of the head's cancellous bone. */
  readonly headDensity: number;
  /** The random stream for small irregularities of this hip's margins. */
  readonly irregularity: Random;
}

export interface SubjectShape {
  readonly female: boolean;
  /** Linear size. 1 means a femoral head of 25 mm radius on the detector. */
  readonly scale: number;
  /** Half the distance between the hip centres. */
  readonly halfWidth: number;
  /** Bone mineral, on average 1. Scales cortical and cancellous density. */
  readonly mineral: number;
  readonly iliumHeight: number;
  readonly pubicHeight: number;
  /** Soft tissue. 1 is average build. */
  readonly build: number;
  readonly right: HipShape;
  readonly left: HipShape;
}

interface Person {
  readonly female: boolean;
  readonly age: number;
  readonly version: PhantomVersion;
}

export function drawShape(random: Random, { female, age, version }: Person): SubjectShape {
  const size = random.fork('size');
  const scale = (female ? 0.985 : 1.095) * (1 + 0.05 * clampNormal(size.normal()));
  const mineral = Math.max(0.6, 1 + 0.15 * size.normal() - Math.max(0, age - 50) * (female ? 0.008 : 0.004));
  const shared = random.fork('both hips');
  const common = Array.from({ length: 14 }, () => clampNormal(shared.normal()));
  return {
    female,
    scale,
    halfWidth: scale * (female ? 92.5 : 89) * (1 + 0.03 * clampNormal(size.normal())),
    mineral,
    iliumHeight: (female ? 0.96 : 1.02) * (1 + 0.04 * clampNormal(size.normal())),
    pubicHeight: (female ? 0.92 : 1.04) * (1 + 0.05 * clampNormal(size.normal())),
    build: Math.exp(0.17 * clampNormal(size.normal())),
    right: drawHip(random.fork('right'), { common, scale, mineral, version }),
    left: drawHip(random.fork('left'), { common, scale, mineral, version }),
  };
}

interface Body {
  readonly common: readonly number[];
  readonly scale: number;
  readonly mineral: number;
  readonly version: PhantomVersion;
}

function drawHip(random: Random, { common, scale, mineral, version }: Body): HipShape {
  const mean = HIP_MEANS[version];
  // Both hips of a subject share most of their shape.
  const deviates = common.map((value) => 0.85 * value + 0.53 * clampNormal(random.normal()));
  const [head, angle, length, neck, shaft, cortex, cover, fossa, cam, lip, posterior, anterior, tear, drop] = deviates;
  return {
    headRadius: scale * 25 * (1 + 0.02 * head),
    neckShaft: mean.neckShaft + 5.5 * angle,
    neckLength: scale * (mean.neckLength + 3 * length),
    neckKnots: mean.neckKnots,
    trochanter: mean.trochanter,
    neckHalfWidth: scale * (mean.neckHalfWidth + 1.0 * neck),
    shaftHalfWidth: scale * (15.2 + 0.9 * shaft),
    cortex: Math.max(0.6, (1 + 0.12 * cortex) * (0.6 + 0.4 * mineral)),
    coverage: mean.coverage + 8.5 * cover,
    fossaDepth: scale * Math.max(1.2, mean.fossaDepth + 1.3 * fossa),
    junctionFlare: scale * Math.max(0.4, 2.4 + 0.9 * random.normal()),
    marginDrop: scale * 2.4 * drop,
    camBulge: scale * Math.max(0, 0.6 + 1.1 * cam),
    lip: 2.6 + 0.8 * lip,
    posteriorRim: scale * 3 * posterior,
    anteriorRim: scale * 3 * anterior,
    teardropWidth: scale * Math.max(3, 6.5 + 1.3 * tear),
    headDensity: mean.headDensity,
    irregularity: random.fork('irregularity'),
  };
}

function clampNormal(normal: number): number {
  return Math.max(-2.2, Math.min(2.2, normal));
}
