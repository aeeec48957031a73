// What can differ between the versions of the phantom in pelvis and femur: where brim and lines run, and how thick the plates are.

import type { Shell, Spot } from '../../curve.ts';

/** A spot in the hip's frame at scale 1, and the spread of its irregularity if it is not the usual one. */
export type Knot = readonly [x: number, y: number, spread?: number];

type Plate =
  | 'lip'
  | 'roof'
  | 'fossa'
  | 'spine'
  | 'crest'
  | 'sacroiliac'
  | 'brim'
  | 'upperRamus'
  | 'ramus'
  | 'pubis'
  | 'ischium'
  | 'foramen'
  | 'none';

export interface PelvicForm {
  readonly plates: Readonly<Record<Plate, Shell>>;
  /** From the sacroiliac joint down the pelvic brim to the upper ramus. */
  readonly sacroiliac: readonly Knot[];
  readonly brim: readonly Knot[];
  readonly upperRamus: readonly Knot[];
  readonly ilioischial: readonly Knot[];
  readonly iliopectineal: readonly Knot[];
  /** The lateral border of the ilium, from its front spine down. */
  readonly ilium: readonly Knot[];
  /** The lateral border of the ischium, from the socket down. */
  readonly ischium: readonly Knot[];
  readonly posteriorRim: readonly Spot[];
  readonly anteriorRim: readonly Spot[];
  /** How many knots of the ischium the posterior wall follows, and where its far corner lies. */
  readonly wallFoot: { readonly knots: number; readonly corner: Spot };
  /** Thickness of a wall at its rim, as a share of its full thickness, and how far it reaches beyond the joint, in mm. */
  readonly wallRim: number;
  readonly wallReach: number;
  /** How far the walls run on behind the floor of the fossa, in mm. */
  readonly wallFar: number;
  readonly posteriorWall: Shell;
  readonly anteriorWall: Shell;
  /** How much wider the joint is at the lateral edge than above the head in healthy hips, in mm. */
  readonly lateralOpening: number;
  readonly femur: FemoralForm;
  /** Plates that lie along the beam. Null where thin lines stand for them. */
  readonly bands: BandForm | null;
  /** The lower end of the joint, from the ischium to the fossa: the second is counted from the fossa's floor. */
  readonly notch: readonly [Spot, Spot];
  /** How far the rims vary between hips, relative to the first version. */
  readonly rimSpread: number;
  /** How thin the roof is away from its middle: depth lost, in mm. */
  readonly roofThinning: number;
  readonly sourcil: { readonly cortex: number; readonly density: number };
  /** Log attenuation of the lines seen edge-on. */
  readonly lines: Readonly<Record<'teardrop' | 'ilioischial' | 'iliopectineal' | 'trochanter' | 'sourcil', number>>;
  readonly osteophytes: OsteophyteForm;
  /** The strength of the trabecular grain, of its fine part and of its patches. */
  readonly grain: Readonly<Record<'pelvis' | 'femur' | 'fine' | 'patch', number>> & { readonly bundled: boolean };
  /** The range of the strength of muscle bundles and folds. */
  readonly mottle: readonly [number, number];
}

export interface OsteophyteForm {
  /** Log attenuation of the cortex around an osteophyte of 5 mm. 0 where the host's own cortex runs on into it. */
  readonly rim: number;
  /** Depth of a grafted osteophyte along the beam, as a share of the usual one. */
  readonly depth: number;
}

export interface FemoralForm {
  /** Thickness of the subchondral plate of the head and how much sclerosis adds, in mm. */
  readonly headPlate: number;
  readonly headSclerosis: number;
  /** Depth of the head along the beam, as a share of its diameter. */
  readonly headDepth: number;
  /** Thickness of the cortex of the neck as a share of the first version's, of the trochanter in mm. */
  readonly neckCortex: number;
  readonly trochanterCortex: number;
  /** Depth of neck and trochanter along the beam, in mm at scale 1. */
  readonly neckDepth: number;
  /** How far the lesser trochanter lies from its usual place, in mm at scale 1. */
  readonly lesser: Spot;
}

/** The log attenuation of each band at its crest, and a factor for their thickness. */
export interface BandForm {
  readonly sourcil: number;
  readonly brim: number;
  readonly ilioischial: number;
  readonly horn: number;
  readonly teardrop: number;
  /** The bone behind the fossa. */
  readonly floor: number;
  /** The strength of the grain in all of them. */
  readonly grain: number;
  readonly thickness: number;
}
