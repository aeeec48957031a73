// Where the four osteophytes of a hip grow, and how they join the bone: laid over it (version 1) or of one bone with it (version 2).

import { perQuadrant, type PerQuadrant, type Quadrant } from '../../domain/quadrant.ts';
import type { Ridge } from '../attenuation.ts';
import { onCircle, openCurve, type Outline, type Spot } from '../curve.ts';
import type { Deformity, HipPathology } from '../pathology.ts';
import type { PhantomVersion } from '../../domain/training/phantom-version.ts';
import type { Femur } from './femur.ts';
import type { Hemipelvis } from './hemipelvis.ts';
import { growOsteophyte, type Margin } from './osteophyte.ts';
import { growFromHost } from './outgrowth.ts';
import type { OsteophyteForm } from './forms/pelvic-form.ts';
import type { HipShape } from './shape.ts';

export interface HipBones {
  readonly pathology: HipPathology;
  readonly femur: Femur;
  readonly pelvis: Hemipelvis;
  readonly hip: HipShape;
  readonly implant: boolean;
  readonly form: OsteophyteForm;
}

/** The bones with their osteophytes. Femoral outlines are in the femur's own frame. */
export interface HipOsteophytes {
  readonly femur: Outline;
  readonly pelvis: Outline;
  /** Osteophytes that are bodies of their own. */
  readonly laidOver: readonly { readonly outline: Outline; readonly femoral: boolean }[];
  /** A ring of bone around the neck, seen across it. */
  readonly collar: Ridge | null;
  /** The cortex of the osteophytes, where it lies along the beam. */
  readonly rims: readonly { readonly ridge: Ridge; readonly femoral: boolean }[];
  /** The parts beyond the native margins. Null where nothing grows. */
  readonly visible: PerQuadrant<readonly Spot[] | null>;
}

/** Sizes below this many mm are not drawn. */
const LEAST_MM = 0.35;

export function growHipOsteophytes({ version, ...bones }: HipBones & { readonly version: PhantomVersion }): HipOsteophytes {
  const { deformity } = bones.pathology;
  return version === 1 || deformity === null ? layOver(bones) : graft(bones, deformity);
}

function layOver({ pathology, femur, pelvis, hip, implant }: HipBones): HipOsteophytes {
  const laidOver: { outline: Outline; femoral: boolean }[] = [];
  const visible = perQuadrant((quadrant) => {
    const size = pathology.sizes[quadrant];
    if (implant || size < LEAST_MM) return null;
    const grown = growOsteophyte(marginOf(quadrant, femur, pelvis, hip), size, hip.irregularity.fork(quadrant));
    laidOver.push({ outline: grown.bone, femoral: quadrant.startsWith('femur') });
    return grown.visible;
  });
  return { femur: femur.outline, pelvis: pelvis.bone, laidOver, collar: null, rims: [], visible };
}

/** How far each osteophyte curls along its margin, from 0 to 1. Acetabular ones form beaks. */
const BEAK: PerQuadrant<number> = {
  'femur-superior': 0.25,
  'femur-inferior': 0.3,
  'acetabulum-superior': 0.75,
  'acetabulum-inferior': 0.4,
};

function graft({ pathology, femur, pelvis, hip, implant, form }: HipBones, { densities }: Deformity): HipOsteophytes {
  const hosts = { femur: femur.outline, pelvis: pelvis.bone };
  if (implant) return { ...hosts, laidOver: [], collar: null, rims: [], visible: perQuadrant(() => null) };
  const rims: { ridge: Ridge; femoral: boolean }[] = [];
  const visible = perQuadrant((quadrant): readonly Spot[] | null => {
    const size = pathology.sizes[quadrant];
    if (size < LEAST_MM) return null;
    const random = hip.irregularity.fork(quadrant);
    const host = quadrant.startsWith('femur') ? 'femur' : 'pelvis';
    const beak = BEAK[quadrant] * random.fork('beak').next();
    const margin = marginOf(quadrant, femur, pelvis, hip);
    const grown = growFromHost(hosts[host], { margin, size, density: form.depth * densities[quadrant], beak }, random);
    hosts[host] = grown.host;
    if (form.rim > 0)
      rims.push({
        ridge: rimOf(grown.margin, form.rim * (0.5 + 0.1 * size) * Math.sqrt(densities[quadrant])),
        femoral: host === 'femur',
      });
    return grown.visible;
  });
  return { ...hosts, laidOver: [], collar: collarOf(pathology, femur, hip), rims, visible };
}

function rimOf(points: readonly Spot[], amount: number): Ridge {
  return { points, sigma: RIM_SIGMA_MM, amount };
}

/** Half the thickness of an osteophyte's cortex (ours). */
const RIM_SIGMA_MM = 0.55;

/** Returns the collar of a hip with definite femoral osteophytes. Two hips in three have one. */
function collarOf({ grades, sizes }: HipPathology, femur: Femur, hip: HipShape): Ridge | null {
  const random = hip.irregularity.fork('collar');
  const worst = Math.max(grades['femur-superior'], grades['femur-inferior']);
  if (worst < 2 || random.next() < 1 / 3) return null;
  const size = Math.max(sizes['femur-superior'], sizes['femur-inferior']);
  const [above, below] = [femur.superiorJunction + 3, femur.inferiorJunction - 3];
  const [ax, ay] = femur.neckAxis;
  const bow = hip.headRadius * random.between(0.5, 0.72);
  const ends = [onCircle(hip.headRadius, above), onCircle(hip.headRadius, below)] as const;
  const wobble = (): number => random.between(-1.5, 1.5);
  const points = openCurve([
    ends[0],
    [ax * bow + 0.3 * ends[0][0] + wobble(), ay * bow + 0.3 * ends[0][1] + wobble()],
    [ax * bow + 0.3 * ends[1][0] + wobble(), ay * bow + 0.3 * ends[1][1] + wobble()],
    ends[1],
  ]);
  return { points, sigma: random.between(0.8, 1.5), amount: (0.03 + 0.012 * size) * random.between(0.6, 1.4) };
}

/** Returns where a quadrant's osteophyte grows. The position along the margin differs slightly between hips. */
function marginOf(quadrant: Quadrant, femur: Femur, pelvis: Hemipelvis, hip: HipShape): Margin {
  const shift = Math.max(-1.6, Math.min(1.6, hip.irregularity.fork(`margin ${quadrant}`).normal()));
  const unit = ([x, y]: Spot): Spot => [x / Math.hypot(x, y), y / Math.hypot(x, y)];
  if (quadrant === 'femur-superior') {
    const degrees = femur.superiorJunction + 11 + 7 * shift;
    const [x, y] = onCircle(1, degrees);
    const [ox, oy] = unit([x, y - 0.35]);
    return { at: onCircle(hip.headRadius - 0.2, degrees), outward: [ox, oy], curl: [-oy, ox] };
  }
  if (quadrant === 'femur-inferior') {
    const degrees = femur.inferiorJunction - 10 + 7 * shift;
    const [x, y] = onCircle(1, degrees);
    return { at: onCircle(hip.headRadius - 0.4, degrees), outward: [x, y], curl: [-y, x] };
  }
  if (quadrant === 'acetabulum-superior') {
    const [x, y] = pelvis.lateralEdge;
    return { at: [x - 0.3, y - 1.9 + 1.2 * shift], outward: unit([-0.88, 0.34]), curl: unit([0.34, 0.88]) };
  }
  const [x, y] = pelvis.inferiorMargin;
  return { at: [x - 0.9, y + 1 + 2 * shift], outward: unit([-0.88, -0.3]), curl: unit([0.3, -0.88]) };
}
