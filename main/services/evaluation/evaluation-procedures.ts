// The procedures of evaluations: measure a model on a part of the study, show what was measured, compare, and write tables and figures.

import { ownerNames } from '../../cohort/identity/owner-names.ts';
import type { Study } from '../../cohort/study-folder.ts';
import type { Comparison } from '../../domain/evaluation/comparison.ts';
import type { EvaluationEntry, GradeSets, ShownEvaluation, StudyEvaluation } from '../../domain/evaluation/evaluation.ts';
import { failed, FailureError, valueOrThrow } from '../../domain/failure.ts';
import { hipId } from '../../domain/hip.ts';
import type { Inference } from '../../inference/inference.ts';
import { compareRows } from '../../learning/evaluation/compare-rows.ts';
import { listEvaluations, readEvaluation } from '../../learning/evaluation/evaluation-files.ts';
import { gradeSetsOf } from '../../learning/evaluation/grade-sets.ts';
import { answersMeasured } from '../../learning/evaluation/subgroups.ts';
import { chosenModel, installedModels, sameModel } from '../../learning/grading/installed-models.ts';
import { evaluationText } from '../../learning/text/evaluation.ts';
import type { Workstations } from '../../remote/client/workstations.ts';
import type { Environment } from '../environment.ts';
import { exclusive, exclusiveOrBusy, GRADING_KEY } from '../exclusive.ts';
import type { JobHandle } from '../jobs/job-board.ts';
import { inStudy } from '../procedures.ts';
import type { Recorded } from '../recorded.ts';
import { servicesText } from '../text.ts';
import { gradingOfJob } from '../workstations/grading-of-job.ts';
import { ableWorkstation } from '../workstations/workstation-calls.ts';
import { evaluatePart } from './evaluate-part.ts';
import { exportComparison, exportEvaluation } from './export-evaluation.ts';
import { studySubgroups } from './study-subgroups.ts';

/** Draws the intervals of every evaluation that a page asks for. */
const SEED = 9001;

export function evaluationProcedures(
  services: {
    readonly environment: Environment;
    readonly inference: Inference;
    readonly workstations: Workstations;
  },
  recorded: Recorded,
) {
  const { environment, inference: here, workstations } = services;
  return {
    run: inStudy.evaluation.run.handler(
      recorded(
        exclusiveOrBusy(
          () => GRADING_KEY,
          servicesText.grading.busy,
          async ({ input, context: { session }, signal, hold }) => {
            const { study, board } = session;
            const model = valueOrThrow(await chosenModel(environment, input.model));
            const workstation =
              input.workstation === null ? null : await ableWorkstation(workstations, input.workstation, 'grade');
            const work = async (job: JobHandle): Promise<void> => {
              const progress = (done: number, total: number): void => job.step(servicesText.grading.stage, done, total);
              const order = { model, part: input.split, truth: input.truth, seed: SEED };
              const elsewhere = { action: 'evaluation.send' as const, study, model, now: environment.now, job };
              const inference = workstation === null ? here : gradingOfJob(here, { ...elsewhere, workstation });
              const { notKept } = await evaluatePart(environment, { study, inference }, order, { progress, signal: job.signal });
              if (notKept !== null) throw new FailureError(notKept);
            };
            return {
              study,
              target: model.name,
              detail: { split: input.split, truth: input.truth, sha256: model.sha256, workstation: input.workstation },
              answer: () =>
                board.startAndFollow({ kind: 'evaluate', about: `${model.name} ${model.version}`, work }, { hold, signal }),
            };
          },
        ),
      ),
    ),
    list: inStudy.evaluation.list.handler(async ({ context }) => [...(await listEvaluations(context.session.study.folder))]),
    get: inStudy.evaluation.get.handler(({ input, context }) => shown(context.session.study, input.evaluationId)),
    compare: inStudy.evaluation.compare.handler(({ input, context }) =>
      compareKept(environment, context.session.study, input.evaluationIds),
    ),
    export: inStudy.evaluation.export.handler(
      recorded(
        exclusive(
          () => 'evaluation files',
          async ({ input: { evaluationId }, context: { session } }) => {
            const evaluation = valueOrThrow(await readEvaluation(session.study.folder, evaluationId));
            return {
              study: session.study,
              target: evaluationId,
              detail: {},
              answer: () => exportEvaluation(session.study, evaluation),
            };
          },
        ),
      ),
    ),
    exportComparison: inStudy.evaluation.exportComparison.handler(
      recorded(
        exclusive(
          () => 'evaluation files',
          async ({ input: { evaluationIds }, context: { session } }) => {
            const comparison = await compareKept(environment, session.study, evaluationIds);
            return {
              study: session.study,
              target: evaluationIds.join(' '),
              detail: {},
              answer: () => exportComparison(session.study.folder, { comparison, createdAt: environment.now() }),
            };
          },
        ),
      ),
    ),
  };
}

async function shown(study: Study, evaluationId: string): Promise<ShownEvaluation> {
  const evaluation = valueOrThrow(await readEvaluation(study.folder, evaluationId));
  const entries = await listEvaluations(study.folder);
  const entry = entries.find((one) => one.evaluationId === evaluationId);
  const names = ownerNames(study);
  const rows = evaluation.rows.map((row) => ({
    ...row,
    hipId: hipId(row),
    name: names.subject(row.subject),
    visit: names.visit(row.visit),
  }));
  return {
    ...evaluation,
    rows,
    gradeSets: await gradeSetsIn(study, evaluation, entries),
    subgroups: studySubgroups(study, evaluation, names),
    earlierModels: [...(entry?.earlierModels ?? [])],
  };
}

/** Null if the model has not been measured on the validation part of the same split. */
async function gradeSetsIn(
  study: Study,
  evaluation: StudyEvaluation,
  entries: readonly EvaluationEntry[],
): Promise<GradeSets | null> {
  const { model, split, splitName, truth, rows } = evaluation;
  const fits = (entry: EvaluationEntry): boolean =>
    entry.split === 'val' && entry.splitName === splitName && entry.truth === truth && sameModel(entry.model, model);
  const found = split === 'test' ? entries.find(fits) : undefined;
  if (found === undefined) return null;
  const calibration = await readEvaluation(study.folder, found.evaluationId);
  return calibration.ok ? gradeSetsOf(rows, calibration.value.rows, answersMeasured(evaluation.measured)) : null;
}

async function compareKept(environment: Environment, study: Study, evaluationIds: readonly string[]): Promise<Comparison> {
  const evaluations: StudyEvaluation[] = [];
  for (const id of evaluationIds) evaluations.push(valueOrThrow(await readEvaluation(study.folder, id)));
  const [first] = evaluations;
  if (first === undefined) throw new FailureError(failed('bad-request', evaluationText.twoModels).failure);
  if (new Set(evaluations.map(({ model }) => model.system)).size > 1)
    throw new FailureError(failed('bad-request', evaluationText.differentAnswers).failure);
  if (new Set(evaluations.map(({ truth }) => truth)).size > 1)
    throw new FailureError(failed('bad-request', evaluationText.differentTruths).failure);
  const models = await installedModels(environment);
  const compared = evaluations.map(({ evaluationId, model, rows }) => ({
    name: model.name,
    evaluationId,
    rows,
    recipe: models.find((installed) => sameModel(installed, model))?.card.training['recipe'] ?? null,
  }));
  const { split, splitName, truth, measured } = first;
  return valueOrThrow(
    compareRows(compared, { split, splitName, truth, answers: answersMeasured(measured), seed: measured.seed, draws: 1000 }),
  );
}
