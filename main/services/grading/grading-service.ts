// Grading the hips of a study, and the models that can.

import { cropOfHip } from '../../cohort/crop-of-hip.ts';
import type { Study } from '../../cohort/study-folder.ts';
import { chosenModelName, chooseModelName } from '../../database/chosen-model.ts';
import { putGrading } from '../../database/gradings.ts';
import { hipById, ungradedHipIds } from '../../database/hips.ts';
import { failed, FailureError, valueOrThrow } from '../../domain/failure.ts';
import type { Environment } from '../environment.ts';
import type { GradableHip, Inference } from '../../inference/inference.ts';
import { hipModels, installedModels, jointOf, type InstalledModel } from '../../learning/grading/installed-models.ts';
import type { JobBoard, JobHandle } from '../jobs/job-board.ts';
import { exclusive, exclusiveOrBusy } from '../exclusive.ts';
import { procedures } from '../procedures.ts';
import type { Recorded } from '../recorded.ts';
import { keepJobIn, type StudySession } from '../study/study-session.ts';

export interface GradingService {
  /** Of every joint. */
  readonly installed: () => Promise<readonly InstalledModel[]>;
  /** Those that grade hips, the default first. */
  readonly models: () => Promise<readonly InstalledModel[]>;
  /** The one that grades in this study: the one chosen there, else the default. */
  readonly modelOf: (study: Study) => Promise<InstalledModel | null>;
  /** Grades the named hips, or every ungraded one when none is named. Failures of the whole are thrown. */
  readonly gradeHips: (study: Study, hipIds: readonly string[], job: JobHandle) => Promise<void>;
}

/** Hips sent to the model together; also how often progress moves and a stop is heard. */
const TOGETHER = 8;

export function openGradingService(environment: Environment, inference: Inference): GradingService {
  const models = () => hipModels(environment);
  const modelOf = async (study: Study): Promise<InstalledModel | null> => {
    const installed = await models();
    const chosen = chosenModelName(study.database);
    return installed.find(({ name }) => name === chosen) ?? installed.at(0) ?? null;
  };
  return {
    installed: () => installedModels(environment),
    models,
    modelOf,
    gradeHips: async (study, hipIds, job) => {
      const model = await modelOf(study);
      if (model === null) {
        throw new FailureError(
          failed('model-not-found', 'No model is installed. Put one into resources/models and start again.').failure,
        );
      }
      const wanted = hipIds.length > 0 ? hipIds : ungradedHipIds(study.database);
      job.step('Grading hips', 0, wanted.length);
      for (let first = 0; first < wanted.length; first += TOGETHER) {
        if (job.signal.aborted) return;
        const together = wanted.slice(first, first + TOGETHER);
        await gradeTogether({ study, model, inference, job, environment }, together);
        job.step('Grading hips', first + together.length, wanted.length);
      }
    },
  };
}

export interface GradingProcedureServices {
  readonly session: StudySession;
  readonly board: JobBoard;
  readonly grading: GradingService;
}

export function gradingProcedures({ session, board, grading }: GradingProcedureServices, recorded: Recorded) {
  return {
    run: procedures.grading.run.handler(
      recorded(
        exclusiveOrBusy(
          () => 'job predict',
          'Hips are being graded in this study already. Wait for the end, or stop it.',
          ({ input: { hipIds }, signal, hold }) => {
            const study = session.required();
            const work = (job: JobHandle) => grading.gradeHips(study, hipIds, job);
            return {
              study,
              target: 'predict',
              detail: { hipIds },
              answer: () => board.startAndFollow({ kind: 'predict', keep: keepJobIn(study), work }, { hold, signal }),
            };
          },
        ),
      ),
    ),
    models: procedures.grading.models.handler(async () => {
      const study = session.current();
      const chosen = study === null ? null : await grading.modelOf(study);
      return (await grading.installed()).map(({ name, version, description, limits, sha256, card }) => {
        return { name, version, description, limits, joint: jointOf(card), chosen: sha256 === chosen?.sha256 };
      });
    }),
    choose: procedures.grading.choose.handler(
      recorded(
        exclusive(
          () => 'model',
          async ({ input: { name } }) => {
            const study = session.required();
            const model = (await grading.models()).find((installed) => installed.name === name);
            if (model === undefined) {
              throw new FailureError(failed('model-not-found', 'This model is no longer installed. Choose another one.').failure);
            }
            return {
              study,
              target: name,
              detail: { sha256: model.sha256 },
              write: () => chooseModelName(study.database, name),
              answer: () => ({ chosen: name }),
            };
          },
        ),
      ),
    ),
  };
}

interface GradingWork {
  readonly study: Study;
  readonly model: InstalledModel;
  readonly inference: Inference;
  readonly job: JobHandle;
  readonly environment: Environment;
}

async function gradeTogether(work: GradingWork, hipIds: readonly string[]): Promise<void> {
  const { study, model, inference, job, environment } = work;
  const crops: (GradableHip & { readonly hipId: string })[] = [];
  for (const hipId of hipIds) {
    const hip = hipById(study.database, hipId);
    const crop = hip === null ? null : await cropOfHip(study, hip);
    if (crop !== null) crops.push({ hipId, ...crop });
    else {
      const missing = failed('hip-not-found', 'This hip is not in the open study any more.').failure;
      job.problem(hip === null ? 'hip' : `${hip.subject} ${hip.visit} ${hip.side}`, hip?.problem ?? missing);
    }
  }
  if (crops.length === 0) return;
  const graded = valueOrThrow(await inference.grade(model.path, crops));
  const gradedAt = environment.now().toISOString();
  study.database.transaction(() => {
    for (const [i, { hipId }] of crops.entries()) {
      const answer = graded[i];
      if (answer === undefined) throw new Error('The model returned fewer gradings than it was given hips.');
      putGrading(study.database, { hipId, model, grading: answer.grading, heatmaps: answer.maps, gradedAt });
    }
  })();
}
