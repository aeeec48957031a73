// A grading with the heatmaps that a report of its kind prints.

import type { HipGrading } from '../domain/grading.ts';
import { perQuadrant } from '../domain/quadrant.ts';
import { heatmapPicture, type HeatmapSet } from '../inference/graded-hip.ts';
import { AUDIT_SCORE } from '../inference/score.ts';
import type { GradedHipForReport } from '../report/report-model.ts';

type Evidence = Pick<Extract<GradedHipForReport, { heatmaps: null }>, 'grading' | 'heatmaps'> | GradesEvidence;
type GradesEvidence = Pick<Exclude<GradedHipForReport, { heatmaps: null }>, 'grading' | 'heatmaps'>;

export function reportEvidence(grading: HipGrading, maps: HeatmapSet): Evidence {
  if (grading.kind !== 'grades') return { grading, heatmaps: null };
  return { grading, heatmaps: perQuadrant((quadrant) => heatmapPicture(maps, quadrant, AUDIT_SCORE)) };
}
