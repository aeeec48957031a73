// A graded hip as a row of an evaluation: its truth and its answers by name, and where the evidence for each answer lies.

import type { EvaluationRow } from '../../domain/evaluation/evaluation.ts';
import { FINDING_GRADES, FINDINGS, quadrantsOf } from '../../domain/finding.ts';
import type { CropPoint } from '../../domain/geometry.ts';
import {
  HEATMAPS,
  keptScores,
  type Attention,
  type GradingKind,
  type HeatmapSet,
  type HipGrading,
} from '../../domain/grading.ts';
import type { Hip } from '../../domain/hip.ts';
import { CROP_SIZE } from '../../domain/hip-crop.ts';
import { LANDMARK_TABLES, zonePoints, type Numbering } from '../../domain/landmark-table.ts';
import { QUADRANTS, type Quadrant } from '../../domain/quadrant.ts';
import { enlarge } from '../../inference/heatmap.ts';
import { evidencePlace } from '../../training/tasks/evidence-place.ts';
import type { GradedAnswer } from './measure-rows.ts';

/** The answers of a kind of model, with their numbers of grades. */
export function answersOfKind(kind: GradingKind): readonly GradedAnswer[] {
  if (kind === 'findings') return FINDINGS.map((name) => ({ name, grades: FINDING_GRADES[name] }));
  return QUADRANTS.map((name) => ({ name, grades: kind === 'grades' ? 4 : 2 }));
}

/** What a model of each system answers; knees are not measured here. */
export const KIND_OF_SYSTEM: Readonly<Record<number, GradingKind>> = { 1: 'grades', 2: 'presence', 4: 'findings' };

/** True grades by quadrant or finding; null or absent if not known. Of a quadrant, `present` may be known without its grade. */
export interface KnownTruth {
  readonly grades: Readonly<Partial<Record<string, number | null>>>;
  readonly present?: Readonly<Partial<Record<Quadrant, boolean>>>;
}

/** Where the maps of evidence are measured. */
export interface EvidenceGround {
  readonly maps: HeatmapSet;
  readonly landmarks: readonly CropPoint[];
  readonly numbering: Numbering;
  /** The share of the evidence inside the true outline, by each answer that has one. */
  readonly inOutline?: Readonly<Partial<Record<string, number>>>;
}

interface GradedCrop {
  readonly grading: HipGrading;
  /** Absent if only the attention audit counts. */
  readonly place?: EvidenceGround | undefined;
}

/** `truth` is null if nothing is known of the hip. */
export function evaluationRow(
  { subject, visit, side }: Hip,
  truth: KnownTruth | null,
  { grading, place }: GradedCrop,
): EvaluationRow {
  const answers = answersOfKind(grading.kind).map(({ name }) => ({ name, ...answerOf(grading, name) }));
  const evidence = answers.flatMap(({ name, attention }) => {
    if (attention === null) return [];
    const { attentionInZone, peakInZone } = attention;
    return [[name, { attentionInZone, peakInZone, ...placeOf(name, place) }] as const];
  });
  return {
    subject,
    visit,
    side,
    truth: knownGrades(grading.kind, truth),
    grade: Object.fromEntries(answers.map(({ name, grade }) => [name, grade])),
    probabilities: Object.fromEntries(answers.map(({ name, probabilities }) => [name, probabilities])),
    ...(grading.kind === 'grades' ? { globalProbability: grading.globalProbability } : {}),
    evidence: Object.fromEntries(evidence),
  };
}

/** What is known, by each answer of such a model. */
export function knownGrades(kind: GradingKind, truth: KnownTruth | null): Readonly<Record<string, number | null>> {
  return Object.fromEntries(answersOfKind(kind).map(({ name }) => [name, truth === null ? null : trueGrade(kind, name, truth)]));
}

/** A model of presence is compared with grades above 0. */
function trueGrade(kind: GradingKind, name: string, { grades, present }: KnownTruth): number | null {
  const grade = grades[name] ?? null;
  if (kind !== 'presence') return grade;
  if (grade !== null) return Number(grade > 0);
  const known = QUADRANTS.find((quadrant) => quadrant === name);
  const isPresent = known === undefined ? undefined : present?.[known];
  return isPresent === undefined ? null : Number(isPresent);
}

interface Answer {
  readonly grade: number;
  readonly probabilities: readonly number[];
  readonly attention: Attention | null;
}

function answerOf(grading: HipGrading, name: string): Answer {
  if (grading.kind === 'findings') {
    const finding = FINDINGS.find((each) => each === name);
    if (finding === undefined) throw new Error(`A model of findings does not answer ${name}.`);
    return grading.findings[finding];
  }
  const quadrant = QUADRANTS.find((each) => each === name);
  if (quadrant === undefined) throw new Error(`A model of quadrants does not answer ${name}.`);
  if (grading.kind === 'grades') {
    const { grade, probabilities, ...attention } = grading.quadrants[quadrant];
    return { grade, probabilities, attention };
  }
  const { present, probability, ...attention } = grading.quadrants[quadrant];
  return { grade: Number(present), probabilities: [1 - probability, probability], attention };
}

/** The map of P(grade >= 1). // [size, size] */
export function presenceMap(name: string, maps: HeatmapSet): Float32Array {
  const { kind, size, values } = maps;
  const scores = keptScores(maps);
  const index = HEATMAPS[kind].answers.findIndex((answer) => answer === name) * scores.length + scores.indexOf('at-least-1');
  return values.subarray(index * size * size, (index + 1) * size * size);
}

/** Distances, spread and share in the outline of the map of P(grade >= 1), on the crop. NaN for an empty map. */
function placeOf(name: string, place: EvidenceGround | undefined) {
  if (place === undefined) return {};
  const { size } = place.maps;
  const map = presenceMap(name, place.maps);
  const isEmpty = !map.some((value) => value > 0);
  const share = place.inOutline?.[name];
  const inOutline = share === undefined ? {} : { inOutline: isEmpty ? Number.NaN : share };
  if (place.landmarks.length === 0) return inOutline;
  if (isEmpty) return { centreDistance: Number.NaN, peakDistance: Number.NaN, spread: Number.NaN, ...inOutline };
  const quadrants = QUADRANTS.filter((quadrant) => quadrant === name);
  const finding = FINDINGS.find((each) => each === name);
  const targets = finding === undefined ? quadrants : quadrantsOf(finding);
  const landmarks = targets.flatMap((quadrant) => zonePoints(place.landmarks, LANDMARK_TABLES[place.numbering], quadrant));
  const { centreDistance, peakDistance, spread } = evidencePlace(enlarge(map, size), CROP_SIZE, { landmarks, outline: null });
  return { centreDistance, peakDistance, spread, ...inOutline };
}
