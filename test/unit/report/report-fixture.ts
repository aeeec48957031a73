// A report of a right and a left hip, with every kind of reading, for the renderers' tests.

import type { Grade, GradeProbabilities, QuadrantLabel } from '../../../main/domain/grade.ts';
import type { Side } from '../../../main/domain/hip.ts';
import { LANDMARK_TABLES } from '../../../main/domain/landmark-table.ts';
import { perQuadrant, type PerQuadrant } from '../../../main/domain/quadrant.ts';
import { seededRandom } from '../../../main/domain/random.ts';
import {
  reportModel,
  reportOfGrades,
  type GradedHipForReport,
  type ReportedModel,
  type ReportHip,
  type ReportModel,
} from '../../../main/report/report-model.ts';

const PROBABILITIES: PerQuadrant<GradeProbabilities> = {
  'femur-superior': [0.04, 0.13, 0.71, 0.12],
  'femur-inferior': [0.91, 0.07, 0.015, 0.005],
  'acetabulum-superior': [0.01, 0.05, 0.16, 0.78],
  'acetabulum-inferior': [0.3, 0.58, 0.1, 0.02],
};

const GRADE: PerQuadrant<Grade> = {
  'femur-superior': 2,
  'femur-inferior': 0,
  'acetabulum-superior': 3,
  'acetabulum-inferior': 1,
};

export const LABELS: PerQuadrant<QuadrantLabel> = {
  'femur-superior': { kind: 'graded', grade: 2 },
  'femur-inferior': { kind: 'graded', grade: 0 },
  'acetabulum-superior': { kind: 'missing' },
  'acetabulum-inferior': { kind: 'not-gradable', reason: 'implant' },
};

export const MODEL: ReportedModel = {
  name: 'phantom-masked',
  version: '1.2.0',
  description: 'Osteophyte grades of the four quadrants of a hip.',
  strategy: 'masked',
  backbone: 'resnet18',
  training: { data: 'Phantom cohort of 100 subjects, seed 123.' },
  figures: [{ name: 'mean kappa', value: 0.79, low: 0.76, high: 0.82, data: '150 unseen phantom subjects' }],
  limits: 'Trained on synthetic radiographs only.',
  sha256: 'ab12cd34ef56'.padEnd(64, '0'),
};

export function gradedHip(side: Side, change: Partial<Pick<GradedHipForReport, 'hip' | 'reading'>> = {}): GradedHipForReport {
  const random = seededRandom(side);
  return {
    hip: { subject: 'PX-00417-é', visit: 'T24', side },
    grading: {
      kind: 'grades',
      quadrants: perQuadrant((quadrant) => ({
        grade: GRADE[quadrant],
        probabilities: PROBABILITIES[quadrant],
        attentionInZone: quadrant === 'acetabulum-inferior' || quadrant === 'femur-inferior' ? 0.18 : 0.64,
        peak: { x: 79.5, y: 47.5 },
        peakInZone: true,
      })),
      globalProbability: 0.973,
      milliseconds: 31,
    },
    frame: { originX: 0, originY: 0, step: 2, size: 224, mirrored: side === 'left', spacingMm: 0.4 },
    landmarks: Array.from({ length: 80 }, () => ({ x: random.between(30, 190), y: random.between(30, 190) })),
    table: LANDMARK_TABLES.original,
    spacing: { mm: 0.148, source: 'ImagerPixelSpacing' },
    picture: { pixels: Uint8Array.from({ length: 64 * 64 }, (_, i) => i % 251), size: 64 },
    heatmaps: perQuadrant(() => Uint8Array.from({ length: 224 * 224 }, (_, i) => i % 256)),
    ...change,
  };
}

/** A report for the printer, whose hips must all be graded. */
export function ofGrades(report: ReportModel): ReportModel<ReportHip> {
  const graded = reportOfGrades(report);
  if (graded === null) throw new Error('A hip of this report has no grades.');
  return graded;
}

export function twoHips(): ReportModel<ReportHip> {
  const reading = { reader: 'A. Müller', labels: LABELS };
  const report = reportModel([gradedHip('right'), gradedHip('left', { reading })], {
    model: MODEL,
    softwareVersion: '0.1.0',
    createdAt: new Date('2026-11-20T10:00:00Z'),
  });
  return ofGrades(report);
}
