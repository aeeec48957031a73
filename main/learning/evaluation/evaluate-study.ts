// Measures a model on one part of a study's split: the hips as the study holds them, with its labels and readings as the truth.

import { hipsBySubject } from '../../database/count-hips.ts';
import type { HipRecord } from '../../database/hips.ts';
import { labelsOfJoint } from '../../database/labels.ts';
import { splitByName, splitInForce } from '../../database/splits.ts';
import { hipsWithCrops, newestReadings } from '../../database/training-hips.ts';
import { auditForTraining } from '../../cohort/audit/audit-study.ts';
import { cropOfHip, type CachedCrop } from '../../cohort/crop-of-hip.ts';
import type { Study } from '../../cohort/study-folder.ts';
import type { EvaluationRow, MeanMap, MeasuredRows } from '../../domain/evaluation/evaluation.ts';
import { failed, success, type Result } from '../../domain/failure.ts';
import { QUADRANTS } from '../../domain/quadrant.ts';
import type { SplitPart } from '../../domain/study/split.ts';
import type { Inference } from '../../inference/inference.ts';
import { leakBetween } from '../../training/refusals.ts';
import { hipFindings, hipLabels } from '../data/study-hip-set.ts';
import type { InstalledModel } from '../grading/installed-models.ts';
import { dataText } from '../text/data.ts';
import { evaluationText } from '../text/evaluation.ts';
import { answersOfKind, evaluationRow, type KnownTruth } from './evaluation-rows.ts';
import { meanMapsOf, type MappedRow } from './mean-maps.ts';
import { measureRows, sortedRows } from './measure-rows.ts';
import { seenByModel, subjectHash } from './seen-subjects.ts';

export interface StudyEvaluationOrder {
  readonly study: Study;
  readonly model: InstalledModel;
  readonly part: SplitPart;
  /** The name of the split. If omitted, the split in force. */
  readonly splitName?: string | undefined;
  /** Draws the intervals. */
  readonly seed: number;
}

export interface MeasuredPart {
  readonly splitName: string;
  readonly rows: readonly EvaluationRow[];
  readonly measured: MeasuredRows;
  /** Where the evidence lies on average, by answer. */
  readonly meanMaps: Readonly<Record<string, MeanMap>>;
  /** Graded hips without a known truth. They are not among the rows. */
  readonly unlabelled: number;
  /** Hips of the part without a crop, such as those with an implant. */
  readonly leftOut: number;
}

/** The hips sent to the model at once, unless it wants more. */
const BATCH = 8;

/**
 * Grades and measures the part. Fails with `split-leak` if the test part holds a subject of the model's training or validation, or if a
 * subject is in two parts.
 */
export async function evaluateStudy(
  order: StudyEvaluationOrder,
  inference: Inference,
  { progress, signal }: { readonly progress: (done: number, total: number) => void; readonly signal?: AbortSignal },
): Promise<Result<MeasuredPart>> {
  const { study, model, part, seed } = order;
  const chosen = chosenSplit(order);
  if (!chosen.ok) return chosen;
  const { splitName, subjects, hips, leftOut } = chosen.value;
  const leak = part === 'test' ? leakOf(model, subjects) : undefined;
  if (leak !== undefined) return leak;
  const readings = newestReadings(study.database);
  const labelled: { readonly record: HipRecord; readonly truth: KnownTruth }[] = [];
  for (const record of hips) {
    const known = {
      labels: labelsOfJoint(study.database, record),
      readings: readings.get(record.hipId) ?? new Map<never, never>(),
    };
    const truth = model.card.system === 4 ? findingTruth(record, known) : quadrantTruth(record, known);
    if (!truth.ok) return truth;
    if (truth.value !== null) labelled.push({ record, truth: truth.value });
  }
  if (labelled.length === 0) return failed('labels-malformed', evaluationText.noLabelledHipInPart(part, splitName));
  const mapped: MappedRow[] = [];
  const { atOnce = BATCH } = inference;
  for (let first = 0; first < labelled.length; first += atOnce) {
    if (signal?.aborted === true) return failed('stopped', evaluationText.stopped);
    const batch: { readonly record: HipRecord; readonly truth: KnownTruth; readonly crop: CachedCrop }[] = [];
    for (const hip of labelled.slice(first, first + atOnce)) {
      const crop = await cropOfHip(study, hip.record);
      if (crop !== null) batch.push({ ...hip, crop });
    }
    const graded = await inference.grade(
      model.path,
      batch.map(({ crop }) => crop),
      signal,
    );
    if (!graded.ok) return graded;
    for (const [at, { grading, maps }] of graded.value.entries()) {
      const own = batch[at];
      if (own === undefined) throw new Error('The model returned more gradings than there are hips.');
      const row = evaluationRow(own.record, own.truth, { grading, place: { maps, ...own.crop } });
      mapped.push({ row, maps });
    }
    progress(mapped.length, labelled.length);
  }
  const known = mapped.filter(({ row }) => Object.values(row.truth).some((grade) => grade !== null));
  const [first] = known;
  if (first === undefined) return failed('labels-malformed', evaluationText.noLabelledHipInPart(part, splitName));
  const rows = sortedRows(known.map(({ row }) => row));
  const measured = measureRows(rows, answersOfKind(first.maps.kind), { seed });
  const unlabelled = hips.length - rows.length;
  return success({ splitName, rows, measured, meanMaps: meanMapsOf(known), unlabelled, leftOut });
}

interface ChosenPart {
  readonly splitName: string;
  readonly subjects: readonly string[];
  readonly hips: readonly HipRecord[];
  readonly leftOut: number;
}

function chosenSplit({ study: { database }, part, splitName }: StudyEvaluationOrder): Result<ChosenPart> {
  const split = splitName ?? splitInForce(database);
  if (split === null) return failed('bad-request', dataText.study.noSplit);
  const assignment = splitByName(database, split);
  if (assignment.size === 0) return failed('bad-request', dataText.study.unknownSplit(split));
  const audited = auditForTraining(
    database,
    [...assignment].map(([subject, own]) => ({ subject, part: own })),
  );
  if (!audited.ok) return audited;
  const subjects = [...assignment].flatMap(([subject, own]) => (own === part ? [subject] : []));
  const inPart = new Set(subjects);
  const hips = hipsWithCrops(database).filter(({ subject }) => inPart.has(subject));
  const counts = hipsBySubject(database);
  const all = subjects.reduce((sum, subject) => sum + (counts.get(subject) ?? 0), 0);
  return success({ splitName: split, subjects, hips, leftOut: all - hips.length });
}

function leakOf({ card, name }: InstalledModel, subjects: readonly string[]): Result<never> | undefined {
  const seen = seenByModel(card.training);
  return leakBetween(
    evaluationText.trainingAndTest(name),
    subjects.filter((subject) => seen.has(subjectHash(subject))),
  );
}

type Known = Parameters<typeof hipLabels>[1];

/** Null for a hip of which no quadrant is known. */
function quadrantTruth(record: HipRecord, known: Known): Result<KnownTruth | null> {
  const labels = hipLabels(record, known);
  if (!labels.ok) return labels;
  if (labels.value?.kind !== 'strong') return success(null);
  const { quadrants } = labels.value;
  const grades = QUADRANTS.map((quadrant) => {
    const label = quadrants[quadrant];
    return [quadrant, label.kind === 'graded' ? label.grade : null] as const;
  });
  const present = QUADRANTS.flatMap((quadrant) => {
    const label = quadrants[quadrant];
    return label.kind === 'binary' ? [[quadrant, label.present] as const] : [];
  });
  return success({ grades: Object.fromEntries(grades), present: Object.fromEntries(present) });
}

function findingTruth(record: HipRecord, known: Known): Result<KnownTruth | null> {
  const findings = hipFindings(record, known);
  if (!findings.ok) return findings;
  return success(findings.value === null ? null : { grades: findings.value });
}
