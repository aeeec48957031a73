// What a model says of one hip, with its evidence.

import type { Grade, GradeProbabilities } from './grade.ts';
import type { CropPoint } from './geometry.ts';
import type { PerQuadrant } from './quadrant.ts';

export interface QuadrantGrading {
  readonly grade: Grade;
  readonly probabilities: GradeProbabilities;
  /** The share of the Grad-CAM mass inside the quadrant's target zone, 0 to 1; the attention audit. */
  readonly attentionInZone: number;
  /** The Grad-CAM maximum, and whether it lies inside the zone. */
  readonly peak: CropPoint;
  readonly peakInZone: boolean;
}

export interface HipGrading {
  readonly quadrants: PerQuadrant<QuadrantGrading>;
  /** P(any grade > 0) of the global head. */
  readonly globalProbability: number;
  /** Time from the crop's request to the grades, without loading the model. */
  readonly milliseconds: number;
}

/** Under this share of Grad-CAM mass inside the zone, a positive grade is flagged: a right grade for the wrong reason. **(ours)** */
export const LOW_ATTENTION = 0.25;
