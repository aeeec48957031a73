// Compares models on a part of a study. A model that was measured on the part before is not graded again.

import { openStudy, type Study } from '../../cohort/study-folder.ts';
import { splitInForce } from '../../database/splits.ts';
import type { Comparison } from '../../domain/evaluation/comparison.ts';
import type { Truth } from '../../domain/evaluation/truths.ts';
import type { StudyEvaluation } from '../../domain/evaluation/evaluation.ts';
import { failed, FailureError, valueOrThrow } from '../../domain/failure.ts';
import type { SplitPart } from '../../domain/study/split.ts';
import type { Inference } from '../../inference/inference.ts';
import { compareRows } from '../../learning/evaluation/compare-rows.ts';
import { listEvaluations, readEvaluation } from '../../learning/evaluation/evaluation-files.ts';
import { answersOfKind, KIND_OF_SYSTEM } from '../../learning/evaluation/evaluation-rows.ts';
import { sameModel, type InstalledModel } from '../../learning/grading/installed-models.ts';
import { evaluationText } from '../../learning/text/evaluation.ts';
import type { Environment } from '../environment.ts';
import { evaluatePart, type PartProgress } from './evaluate-part.ts';

export interface PartComparison {
  readonly models: readonly InstalledModel[];
  readonly part: SplitPart;
  readonly splitName?: string | undefined;
  /** If omitted, readings and, where there are none, labels. */
  readonly truth?: Truth | undefined;
  readonly seed: number;
}

/** Throws a `FailureError` if a model cannot be measured, or if the models answer different questions. */
async function comparePart(
  environment: Environment,
  { study, inference }: { readonly study: Study; readonly inference: Inference },
  { models, part, splitName, truth = 'merged', seed }: PartComparison,
  running: PartProgress,
): Promise<Comparison> {
  if (models.length < 2) throw new FailureError(failed('bad-request', evaluationText.twoModels).failure);
  const kinds = new Set(models.map(({ card }) => KIND_OF_SYSTEM[card.system]));
  const [kind] = kinds;
  if (kind === undefined || kinds.size > 1)
    throw new FailureError(failed('bad-request', evaluationText.differentAnswers).failure);
  const split = splitName ?? splitInForce(study.database) ?? undefined;
  const evaluations: StudyEvaluation[] = [];
  for (const model of models) {
    const measured = await newestEvaluation(study, { model, part, split, truth });
    evaluations.push(
      measured ??
        (await evaluatePart(environment, { study, inference }, { model, part, splitName: split, truth, seed }, running))
          .evaluation,
    );
  }
  const compared = evaluations.map(({ evaluationId, rows }, at) => ({
    name: models[at]?.name ?? '',
    evaluationId,
    rows,
    recipe: models[at]?.card.training['recipe'] ?? null,
  }));
  return valueOrThrow(compareRows(compared, { split: part, splitName: split ?? '', truth, answers: answersOfKind(kind), seed }));
}

interface Measured {
  readonly model: InstalledModel;
  readonly part: SplitPart;
  readonly split: string | undefined;
  readonly truth: Truth;
}

async function newestEvaluation(study: Study, { model, part, split, truth }: Measured): Promise<StudyEvaluation | null> {
  const entries = await listEvaluations(study.folder);
  const found = entries.find(
    (entry) => sameModel(entry.model, model) && entry.split === part && entry.splitName === split && entry.truth === truth,
  );
  if (found === undefined) return null;
  const evaluation = await readEvaluation(study.folder, found.evaluationId);
  return evaluation.ok ? evaluation.value : null;
}

/** Compares for the command line. Throws a `FailureError`. */
export async function compareStudyFolder(
  environment: Environment,
  { folder, ...order }: PartComparison & { readonly folder: string },
  inference: Inference,
  running: PartProgress,
): Promise<Comparison> {
  const study = valueOrThrow(await openForMeasuring(folder));
  try {
    return await comparePart(environment, { study, inference }, order, running);
  } finally {
    study.close();
  }
}

/** A study that is open elsewhere is only read. */
export async function openForMeasuring(folder: string): ReturnType<typeof openStudy> {
  const opened = await openStudy(folder);
  return !opened.ok && opened.failure.code === 'study-busy' ? openStudy(folder, { readOnly: true }) : opened;
}
