// Adds the heatmaps that a report prints to a grading. Each shows where the model looks for an osteophyte or finding.

import { perFinding } from '../../domain/finding.ts';
import type { HeatmapAnswer, HipGrading } from '../../domain/grading.ts';
import { perQuadrant } from '../../domain/quadrant.ts';
import type { HeatmapSet } from '../../domain/grading.ts';
import { heatmapPicture } from '../../inference/graded-hip.ts';
import { AUDIT_SCORE } from '../../inference/score.ts';
import type { GradingWithHeatmaps } from '../../report/report-model.ts';

export function reportEvidence(grading: HipGrading, maps: HeatmapSet): GradingWithHeatmaps {
  const picture = (answer: HeatmapAnswer): Uint8Array => heatmapPicture(maps, answer, AUDIT_SCORE);
  switch (grading.kind) {
    case 'grades':
      return { kind: 'grades', grading, heatmaps: perQuadrant(picture) };
    case 'presence':
      return { kind: 'presence', grading, heatmaps: perQuadrant(picture) };
    case 'findings':
      return { kind: 'findings', grading, heatmaps: perFinding(picture) };
  }
}
