// Made-up data for the gallery.

import { NO_FILTER } from '../api/hips.ts';
import { perFinding } from '../../main/domain/finding.ts';
import type { Grade, GradeProbabilities } from '../../main/domain/grade.ts';
import type { FindingGrading, HipGrading, QuadrantGrading } from '../../main/domain/grading.ts';
import { perQuadrant } from '../../main/domain/quadrant.ts';
import type { HipVersion } from '../../main/domain/study/hip-history.ts';
import type { HipPage } from '../../main/domain/study/hip-filter.ts';
import type { HipRow } from '../../main/domain/study/hip-row.ts';
import type { Progress } from '../../main/domain/study/job.ts';
import type { LiveRun } from '../../main/domain/training/live-run.ts';
import type { Preset } from '../../main/domain/training/preflight.ts';
import type { Epoch, Run } from '../../main/domain/training/run.ts';

const PROBABILITIES: Readonly<Record<Grade, GradeProbabilities>> = {
  0: [0.91, 0.06, 0.02, 0.01],
  1: [0.22, 0.61, 0.12, 0.05],
  2: [0.04, 0.18, 0.66, 0.12],
  3: [0, 0.03, 0.12, 0.85],
};

const attention = (attentionInZone: number) => ({ attentionInZone, peak: { x: 90, y: 80 }, peakInZone: attentionInZone > 0.5 });

export function quadrantGrading(grade: Grade, attentionInZone = 0.84): QuadrantGrading {
  return { grade, probabilities: PROBABILITIES[grade], ...attention(attentionInZone) };
}

const GRADES = { 'femur-superior': 2, 'femur-inferior': 0, 'acetabulum-superior': 3, 'acetabulum-inferior': 1 } as const;

export const gradedHip: HipGrading = {
  kind: 'grades',
  quadrants: perQuadrant((quadrant) => quadrantGrading(GRADES[quadrant])),
  globalProbability: 0.97,
  milliseconds: 180,
};

export const presenceHip: HipGrading = {
  kind: 'presence',
  quadrants: perQuadrant((quadrant) => ({
    present: GRADES[quadrant] > 0,
    probability: GRADES[quadrant] > 0 ? 0.88 : 0.07,
    ...attention(0.72),
  })),
  milliseconds: 180,
};

const findingGrading = (grade: Grade, grades: 2 | 4): FindingGrading => ({
  grade,
  probabilities: grades === 2 ? [0.3, 0.7] : PROBABILITIES[grade],
  attention: null,
});

export const findings = perFinding((finding) => {
  if (finding === 'sclerosis' || finding === 'cysts') return findingGrading(1, 2);
  return { ...findingGrading(2, 4), attention: finding === 'joint-space-narrowing' ? null : attention(0.31) };
});

export const noReading = perQuadrant(() => ({ kind: 'missing' }) as const);

function hipRow(row: Partial<HipRow>): HipRow {
  return {
    hipId: 'hip',
    subject: 'PHANTOM-00001',
    name: row.subject ?? 'PHANTOM-00001',
    visit: 'V00',
    side: 'right',
    cohort: '',
    radiographId: 'radiograph',
    thumbnail: null,
    model: null,
    presence: null,
    findings: null,
    globalProbability: null,
    gradedBy: null,
    uncertainty: null,
    labelDisagreement: null,
    attentionFlag: false,
    unlike: false,
    reading: noReading,
    label: noReading,
    globalLabel: null,
    strength: 'none',
    split: null,
    disagreement: null,
    problem: null,
    ...row,
  };
}

export const modelGrades = perQuadrant((quadrant): Grade => GRADES[quadrant]);

export const timelineRows: readonly HipRow[] = [
  hipRow({ hipId: 'a', model: modelGrades }),
  hipRow({ hipId: 'b', side: 'left', model: perQuadrant(() => 0) }),
  hipRow({ hipId: 'c', visit: 'V01', presence: perQuadrant((quadrant) => GRADES[quadrant] > 1) }),
  hipRow({ hipId: 'd', visit: 'V01', side: 'left' }),
  hipRow({ hipId: 'e', visit: 'V02', findings: perFinding(() => 1) }),
];

const counts = ['0', '1', '2', '3'].map((value, index) => ({ value, count: [812, 1240, 36, 0][index] ?? 0 }));

export const facets: HipPage['facets'] = {
  cohort: [],
  visit: [],
  side: [],
  split: [],
  strength: [],
  highestGrade: [],
  disagreement: [],
  labelDisagreement: [],
  kneeReading: [],
  kneeLabel: [],
  kneeModel: [],
  gradedBy: [],
  problem: [],
  state: [],
  label: perQuadrant(() => counts),
  reader: perQuadrant(() => [...counts, { value: 'not-gradable', count: 4 }]),
  model: perQuadrant(() => counts),
};

export const quadrantFilter = { ...NO_FILTER, reader: { ...NO_FILTER.reader, 'femur-superior': ['1' as const] } };

export function progress(step: Partial<Progress>): Progress {
  return { jobId: 'job', state: 'running', stage: 'Reading files', done: 13, total: 24, problems: 0, failure: null, ...step };
}

const recipe = {
  name: 'masked-resnet18',
  system: 1,
  strategy: 'masked',
  architecture: 'resnet18',
  start: null,
  data: 'study',
  epochs: 40,
  sizes: [112, 224],
  batch: 32,
  precision: 'bf16',
};

export const preset: Preset = {
  presetId: 'masked',
  recipe,
  problem: null,
  settings: { learningRate: 0.0001, seed: 123, emptyGrades: false },
  startModels: ['masked-resnet18-phantom'],
};

export const epochs: readonly Epoch[] = Array.from({ length: 12 }, (_, index) => ({
  epoch: index + 1,
  trainLoss: 1.4 / (index + 1) + 0.1,
  loss: 1.5 / (index + 1) + 0.2 + 0.015 * Math.abs(index - 8),
  size: index < 6 ? 112 : 224,
  figures: {
    meanKappa: 0.8 - 0.6 / (index + 1),
    'kappa.femur-superior': 0.85 - 0.6 / (index + 1),
    'kappa.femur-inferior': 0.7 - 0.6 / (index + 1),
    'kappa.acetabulum-superior': 0.78 - 0.6 / (index + 1),
    'kappa.acetabulum-inferior': 0.6 - 0.6 / (index + 1),
  },
  best: [],
}));

export function run(values: Partial<Run>): Run {
  const last = epochs.at(-1) ?? null;
  const best = epochs.at(8);
  return {
    runId: 'masked-resnet18-1',
    workstation: null,
    recipe,
    settings: { name: 'masked-resnet18', seed: '1', 'optimizer.learningRate': '0.001' },
    state: 'finished',
    startedAt: '2026-11-26T09:00:00.000Z',
    endedAt: null,
    failure: null,
    jobId: null,
    epochs: 40,
    last,
    best: best === undefined ? {} : { 'best-kappa': best, 'best-loss': best },
    checkpoints: ['last', 'best-kappa', 'best-loss'],
    models: [],
    ...values,
  };
}

export const liveRun: LiveRun = {
  runId: 'masked-resnet18-1',
  state: 'running',
  stage: 'training',
  prepared: null,
  epoch: 13,
  epochs: 40,
  step: 210,
  steps: 640,
  loss: 0.4173,
  picturesPerSecond: 142,
  remainingMs: 5_400_000,
  elapsedMs: 1_260_000,
  memory: { usedBytes: 3.2e9, totalBytes: 16e9 },
  engine: 'libtorch, 8 threads',
  epochsDone: 12,
  log: [],
};

export const hipVersions: readonly HipVersion[] = [
  {
    kind: 'reading',
    quadrant: 'femur-superior',
    before: { kind: 'graded', grade: 1 },
    after: { kind: 'graded', grade: 2 },
    who: 'reader-1',
    at: '2026-03-04T10:12:00.000Z',
    why: null,
  },
  {
    kind: 'reading',
    quadrant: 'femur-superior',
    before: null,
    after: { kind: 'graded', grade: 1 },
    who: 'reader-1',
    at: '2026-03-03T09:00:00.000Z',
    why: null,
  },
  {
    kind: 'label',
    name: 'kl',
    before: { kind: 'graded', value: 3 },
    after: { kind: 'graded', value: 2 },
    who: 'reader-1',
    at: '2026-03-02T08:00:00.000Z',
    why: 'Second edition of the table',
  },
];
