// The groups of trabeculae of the proximal femur: the principal compressive group (calcar to the top of the head) and the principal
// tensile group (lateral cortex, over the neck, to the fovea), with Ward's triangle between them. Singh M et al. J Bone Joint Surg Am 1970.

/** How strong each group is at a point, from 0 to 1, and where the point lies across its bundles. */
export interface FemoralGroups {
  readonly compressive: number;
  /** Sideways per height, seen from the point below the calcar from which the compressive fan opens. */
  readonly slope: number;
  readonly tensile: number;
  /** Distance in mm from the centre of the tensile arcs, and the way along them. */
  readonly ring: number;
  readonly alongArc: number;
  readonly ward: number;
}

/** Returns the groups at a point of the femur's own frame, scaled to a head of 25 mm. */
export function femoralGroupsAt(x: number, y: number): FemoralGroups {
  const slope = (x + 18) / (88 - y);
  const offAxis = (x + 0.5 + 0.17 * y) / (14.5 - 0.15 * y);
  const compressive = y < 55 ? Math.exp(-offAxis * offAxis) : 0;
  // The tensile arcs are circles about a point medial to the lesser trochanter.
  const dx = x + 11;
  const dy = y - 62;
  const ring = Math.sqrt(dx * dx + dy * dy);
  const offRing = (ring - 55) / 10;
  const tensile = y < 50 ? Math.exp(-offRing * offRing) : 0;
  const wardX = (x + 27) / 9;
  const wardY = (y - 27) / 10;
  const ward = Math.exp(-wardX * wardX - wardY * wardY);
  return { compressive, slope, tensile, ring, alongArc: dx / (Math.abs(dy) + 12), ward };
}
