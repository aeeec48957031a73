// Measures a model on one part of a study's split: the hips as the study holds them, with its readings, its labels or both as the truth.

import { hipsBySubject } from '../../database/count-hips.ts';
import { trueOutlinesOf } from '../../database/films/true-outlines.ts';
import type { HipRecord } from '../../database/hips.ts';
import { splitByName, splitInForce } from '../../database/splits.ts';
import { hipsWithCrops } from '../../database/training-hips.ts';
import { auditForTraining } from '../../cohort/audit/audit-study.ts';
import { cropOfHip, type CachedCrop } from '../../cohort/crop-of-hip.ts';
import type { Study } from '../../cohort/study-folder.ts';
import type { Agreement, EvaluationRow, MeanMap, MeasuredRows } from '../../domain/evaluation/evaluation.ts';
import type { Truth } from '../../domain/evaluation/truths.ts';
import { failed, success, type Result } from '../../domain/failure.ts';
import type { SplitPart } from '../../domain/study/split.ts';
import type { Inference } from '../../inference/inference.ts';
import { outlineShares } from '../evidence/outline-shares.ts';
import type { InstalledModel } from '../grading/installed-models.ts';
import { dataText } from '../text/data.ts';
import { evaluationText } from '../text/evaluation.ts';
import { agreementOf, type JudgedRow } from './agreement.ts';
import { answersOfKind, evaluationRow, knownGrades } from './evaluation-rows.ts';
import { meanMapsOf, type MappedRow } from './mean-maps.ts';
import { measureRows, sortedRows } from './measure-rows.ts';
import { leakOf } from './seen-subjects.ts';
import { judgedHips, type JudgedHip } from './study-truth.ts';

export interface StudyEvaluationOrder {
  readonly study: Study;
  readonly model: InstalledModel;
  readonly part: SplitPart;
  /** The name of the split. If omitted, the split in force. */
  readonly splitName?: string | undefined;
  /** If omitted, readings and, where there are none, labels. */
  readonly truth?: Truth | undefined;
  /** Draws the intervals. */
  readonly seed: number;
}

export interface MeasuredPart {
  readonly splitName: string;
  readonly rows: readonly EvaluationRow[];
  readonly measured: MeasuredRows;
  /** Where the evidence lies on average, by answer. */
  readonly meanMaps: Readonly<Record<string, MeanMap>>;
  /** How well readings, labels and the model agree with one another, on all hips of the part whatever the truth is. */
  readonly agreement: readonly Agreement[];
  /** Hips without a known truth. They are not among the rows. */
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
  const { study, model, part, seed, truth = 'merged' } = order;
  const chosen = chosenSplit(order);
  if (!chosen.ok) return chosen;
  const { splitName, subjects, hips, leftOut } = chosen.value;
  const leak = part === 'test' ? leakOf(model, subjects) : undefined;
  if (leak !== undefined) return leak;
  const judged = judgedHips(study.database, hips, model.card.system);
  if (!judged.ok) return judged;
  const noHip = () => failed('labels-malformed', evaluationText.noLabelledHipInPart({ part, split: splitName, truth }));
  if (judged.value.every(({ truths }) => truths[truth] === null)) return noHip();
  const mapped: MappedRow[] = [];
  const compared: JudgedRow[] = [];
  const { atOnce = BATCH } = inference;
  for (let first = 0; first < judged.value.length; first += atOnce) {
    if (signal?.aborted === true) return failed('stopped', evaluationText.stopped);
    const batch: (JudgedHip & { readonly crop: CachedCrop })[] = [];
    for (const hip of judged.value.slice(first, first + atOnce)) {
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
      const { record, truths, crop } = own;
      const { hipId, prepared } = record;
      const inOutline = prepared === null ? {} : outlineShares(maps, trueOutlinesOf(study.database, hipId), prepared.frame);
      const row = evaluationRow(record, truths[truth], { grading, place: { maps, ...crop, inOutline } });
      mapped.push({ row, maps });
      const [readings, labels] = [knownGrades(grading.kind, truths.readings), knownGrades(grading.kind, truths.labels)];
      compared.push({ subject: row.subject, readings, labels, model: row.grade });
    }
    progress(mapped.length, judged.value.length);
  }
  const known = mapped.filter(({ row }) => Object.values(row.truth).some((grade) => grade !== null));
  const [first] = known;
  if (first === undefined) return noHip();
  const rows = sortedRows(known.map(({ row }) => row));
  const answers = answersOfKind(first.maps.kind);
  return success({
    splitName,
    rows,
    measured: measureRows(rows, answers, { seed }),
    meanMaps: meanMapsOf(known),
    agreement: agreementOf(compared, answers, { seed }),
    unlabelled: hips.length - rows.length,
    leftOut,
  });
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
