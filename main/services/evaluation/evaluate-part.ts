// Measures a model on a part of a study, keeps the evaluation in the study, and puts the table of a test part onto the model's card.

import { join, relative } from 'node:path';
import { ownerNames } from '../../cohort/identity/owner-names.ts';
import { openStudy, type Study } from '../../cohort/study-folder.ts';
import type { EvaluationEntry, StudyEvaluation, Subgroup } from '../../domain/evaluation/evaluation.ts';
import type { Truth } from '../../domain/evaluation/truths.ts';
import { valueOrThrow, type Failure } from '../../domain/failure.ts';
import type { SplitPart } from '../../domain/study/split.ts';
import type { Inference } from '../../inference/inference.ts';
import { evaluateStudy } from '../../learning/evaluation/evaluate-study.ts';
import { listEvaluations, writeEvaluation } from '../../learning/evaluation/evaluation-files.ts';
import { sortedRows } from '../../learning/evaluation/measure-rows.ts';
import { putOnCard, testTable } from '../../learning/evaluation/test-table.ts';
import type { InstalledModel } from '../../learning/grading/installed-models.ts';
import { evaluationText } from '../../learning/text/evaluation.ts';
import type { Environment } from '../environment.ts';
import { studySubgroups } from './study-subgroups.ts';

export interface PartOrder {
  readonly model: InstalledModel;
  readonly part: SplitPart;
  readonly splitName?: string | undefined;
  /** If omitted, readings and, where there are none, labels. */
  readonly truth?: Truth | undefined;
  readonly seed: number;
}

export interface PartProgress {
  readonly progress: (done: number, total: number) => void;
  readonly signal?: AbortSignal;
}

export interface EvaluatedPart {
  readonly evaluation: StudyEvaluation;
  /** Other models that were measured on this part before. A model chosen by this part is not tested by it. */
  readonly earlierModels: readonly string[];
  /** Why the evaluation could not be kept. Null if it was. */
  readonly notKept: Failure | null;
  readonly onCard: boolean;
}

/** Throws a `FailureError` if the part cannot be measured. */
export async function evaluatePart(
  environment: Environment,
  { study, inference }: { readonly study: Study; readonly inference: Inference },
  order: PartOrder,
  running: PartProgress,
): Promise<EvaluatedPart> {
  const { model, part, truth = 'merged' } = order;
  const { splitName, rows, measured, meanMaps, agreement, unlabelled, leftOut } = valueOrThrow(
    await evaluateStudy({ study, ...order }, inference, running),
  );
  const measuredAt = environment.now().toISOString();
  const { name, version, sha256, card } = model;
  const evaluation: StudyEvaluation = {
    evaluationId: `${measuredAt.replaceAll(/\D/g, '').slice(0, 17)}-${name}-${part}`,
    measuredAt,
    model: { name, version, sha256, system: card.system },
    split: part,
    splitName,
    truth,
    unlabelled,
    leftOut,
    measured,
    rows: [...rows],
    meanMaps,
    agreement,
  };
  const kept = await writeEvaluation(study.folder, evaluation);
  const entries = await listEvaluations(study.folder);
  const data = evaluationText.measuredOn(measured.hips, measured.subjects, { split: splitName, truth });
  const onCard = part === 'test' && isOwn(environment, model) && (await putOnCard(model.path, testTable(measured, data))).ok;
  return { evaluation, earlierModels: earlierOf(evaluation, entries), notKept: kept.ok ? null : kept.failure, onCard };
}

function earlierOf({ evaluationId }: StudyEvaluation, entries: readonly EvaluationEntry[]): readonly string[] {
  return entries.find((entry) => entry.evaluationId === evaluationId)?.earlierModels ?? [];
}

/** The program's own models are not changed. */
function isOwn({ resources }: Environment, { path }: InstalledModel): boolean {
  return relative(join(resources, 'models'), path).startsWith('..');
}

/**
 * Evaluates for the command line. Subjects and visits bear the names that the owner knows, unless pseudonyms are asked for. A study that
 * is open elsewhere is measured all the same. Throws a `FailureError`.
 */
export async function evaluateStudyFolder(
  environment: Environment,
  { folder, pseudonyms, ...order }: PartOrder & { readonly folder: string; readonly pseudonyms: boolean },
  inferenceFor: (study: Study) => Inference,
  running: PartProgress,
): Promise<EvaluatedPart & { readonly subgroups: readonly Subgroup[] }> {
  const opened = await openStudy(folder);
  const study = valueOrThrow(
    !opened.ok && opened.failure.code === 'study-busy' ? await openStudy(folder, { readOnly: true }) : opened,
  );
  try {
    const done = await evaluatePart(environment, { study, inference: inferenceFor(study) }, order, running);
    if (pseudonyms) return { ...done, subgroups: studySubgroups(study, done.evaluation, null) };
    const names = ownerNames(study);
    const subgroups = studySubgroups(study, done.evaluation, names);
    const rows = done.evaluation.rows.map((row) => ({
      ...row,
      subject: names.subject(row.subject),
      visit: names.visit(row.visit),
    }));
    return { ...done, subgroups, evaluation: { ...done.evaluation, rows: sortedRows(rows) } };
  } finally {
    study.close();
  }
}
