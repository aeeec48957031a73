// A report of a right and a left hip, with every kind of reading, for the renderers' tests.

import { perFinding } from '../../../main/domain/finding.ts';
import type { Grade, GradeProbabilities, QuadrantLabel } from '../../../main/domain/grade.ts';
import type { Side } from '../../../main/domain/hip.ts';
import { LANDMARK_TABLES } from '../../../main/domain/landmark-table.ts';
import { perQuadrant, type PerQuadrant } from '../../../main/domain/quadrant.ts';
import { seededRandom } from '../../../main/domain/random.ts';
import {
  reportModel,
  type GradedHipForReport,
  type ReportedModel,
  type ReportHip,
  type ReportModel,
} from '../../../main/report/report-model.ts';
import { FINDINGS_SAID, PRESENCE } from '../database/fixtures.ts';

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

type Change = Partial<Pick<GradedHipForReport, 'hip' | 'reading' | 'measurements'>>;

const HEATMAP = Uint8Array.from({ length: 224 * 224 }, (_, i) => i % 256);

/** Four grades from a System 1 model. */
export function gradedHip(side: Side, change: Change = {}): GradedHipForReport {
  return {
    ...shownHip(side, change),
    kind: 'grades',
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
    heatmaps: perQuadrant(() => HEATMAP),
  };
}

/** The answers of a System 2 model. */
export function presenceHip(side: Side, change: Change = {}): GradedHipForReport {
  const heatmaps = perQuadrant(() => HEATMAP);
  return { ...shownHip(side, change), kind: 'presence', grading: { ...PRESENCE, milliseconds: 9 }, heatmaps };
}

/** The answers of a System 4 model. */
export function findingsHip(side: Side, change: Change = {}): GradedHipForReport {
  const heatmaps = perFinding(() => HEATMAP);
  return { ...shownHip(side, change), kind: 'findings', grading: { ...FINDINGS_SAID, milliseconds: 9 }, heatmaps };
}

function shownHip(side: Side, change: Change): Omit<GradedHipForReport, 'kind' | 'grading' | 'heatmaps'> {
  const random = seededRandom(side);
  return {
    hip: { subject: 'PX-00417-é', visit: 'T24', side },
    frame: { originX: 0, originY: 0, step: 2, size: 224, mirrored: side === 'left', spacingMm: 0.4 },
    landmarks: Array.from({ length: 80 }, () => ({ x: random.between(30, 190), y: random.between(30, 190) })),
    table: LANDMARK_TABLES.original,
    spacing: { mm: 0.148, source: 'ImagerPixelSpacing', patientMm: 0.148, patientSource: 'detector' },
    quality: {
      edgeWidthMm: 1.42,
      clippedShare: 0.001,
      unexposedShare: 0,
      shaftDegrees: -4,
      outlineFit: 0.46,
      networksAsked: false,
    },
    warnings: [],
    picture: { pixels: Uint8Array.from({ length: 64 * 64 }, (_, i) => i % 251), size: 64 },
    ...change,
  };
}

/** The second hip has every kind of reading. */
export function reportOf(makeHip: (side: Side, change?: Change) => GradedHipForReport): ReportModel {
  const reading = { reader: 'A. Müller', labels: LABELS };
  return reportModel([makeHip('right'), makeHip('left', { reading })], {
    model: MODEL,
    softwareVersion: '0.1.0',
    createdAt: new Date('2026-11-20T10:00:00Z'),
  });
}

export function twoHips(): ReportModel {
  return reportOf(gradedHip);
}

/** The hips of a System 1 report. */
export function hipsWithGrades(report: ReportModel): readonly Extract<ReportHip, { kind: 'grades' }>[] {
  return report.hips.filter((hip) => hip.kind === 'grades');
}
