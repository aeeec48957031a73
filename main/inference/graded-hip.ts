// From a network's answer to a hip's grading with its evidence.

import type { CropPoint } from '../domain/geometry.ts';
import type { GradeProbabilities } from '../domain/grade.ts';
import type { HipGrading, QuadrantGrading } from '../domain/grading.ts';
import { CROP_SIZE } from '../domain/hip-crop.ts';
import type { LandmarkTable } from '../domain/landmark-table.ts';
import { perQuadrant, QUADRANTS, type PerQuadrant, type Quadrant } from '../domain/quadrant.ts';
import { zoneMask } from '../imaging/zone-mask.ts';
import { gradCam } from './grad-cam.ts';
import { heatmapPixels, peakOf, shareInZone } from './heatmap.ts';
import type { HeadWeights } from './model-card.ts';
import { AUDIT_SCORE, HEATMAP_SCORES, mostProbable, scoreGradient, scoreOf, softmax, type HeatmapScore } from './score.ts';
import type { Answer } from './session.ts';

/** The Grad-CAM maps of one hip on the feature grid, each with its maximum at one. */
export interface HeatmapSet {
  /** In the order of QUADRANTS and HEATMAP_SCORES. // [quadrant, score, size, size] */
  readonly values: Float32Array;
  readonly size: number;
}

export interface GradedHip {
  readonly grading: HipGrading;
  readonly maps: HeatmapSet;
}

/** Reads grades, probabilities and the attention audit off a network's answer. `landmarks` are the crop's 80 points. */
export function gradedHip(
  answer: Answer,
  heads: PerQuadrant<HeadWeights>,
  place: { readonly landmarks: readonly CropPoint[]; readonly table: LandmarkTable },
): Omit<GradedHip, 'grading'> & { readonly grading: Omit<HipGrading, 'milliseconds'> } {
  const probabilities = perQuadrant((quadrant) => softmax(answer.quadrants[quadrant]));
  const maps = heatmapSet(answer, heads, probabilities);
  const quadrants = perQuadrant((quadrant): QuadrantGrading => {
    const map = heatmapOf(maps, quadrant, AUDIT_SCORE);
    const zone = zoneMask(place.landmarks, place.table, quadrant);
    const peak = peakOf(map, maps.size);
    return {
      grade: mostProbable(probabilities[quadrant]),
      probabilities: probabilities[quadrant],
      attentionInZone: shareInZone(map, maps.size, zone),
      peak,
      peakInZone: zone[Math.round(peak.y) * CROP_SIZE + Math.round(peak.x)] !== 0 && map.some((value) => value > 0),
    };
  });
  return { grading: { quadrants, globalProbability: 1 / (1 + Math.exp(-answer.global)) }, maps };
}

/** One map of a set, on the feature grid. // [size, size] */
export function heatmapOf(maps: HeatmapSet, quadrant: Quadrant, score: HeatmapScore): Float32Array {
  const area = maps.size * maps.size;
  const index = QUADRANTS.indexOf(quadrant) * HEATMAP_SCORES.length + HEATMAP_SCORES.indexOf(score);
  return maps.values.subarray(index * area, (index + 1) * area);
}

/** One map of a set on the canonical crop, 255 at its maximum. // [224, 224] */
export function heatmapPicture(maps: HeatmapSet, quadrant: Quadrant, score: HeatmapScore): Uint8Array {
  return heatmapPixels(heatmapOf(maps, quadrant, score), maps.size);
}

function heatmapSet(answer: Answer, heads: PerQuadrant<HeadWeights>, probabilities: PerQuadrant<GradeProbabilities>): HeatmapSet {
  const { size } = answer.features;
  const values = QUADRANTS.flatMap((quadrant) =>
    HEATMAP_SCORES.flatMap((name) => {
      const gradient = scoreGradient(scoreOf(name, probabilities[quadrant]), probabilities[quadrant]);
      const map = gradCam(answer.features, heads[quadrant], gradient);
      const highest = Math.max(...map);
      return Array.from(map, highest > 0 ? (value) => value / highest : () => 0);
    }),
  );
  return { values: new Float32Array(values), size };
}
