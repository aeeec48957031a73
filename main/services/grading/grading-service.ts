// Grades the hips of a study, and lists the models that can.

import { setImmediate as yieldToOthers } from 'node:timers/promises';
import { cropOfHip } from '../../cohort/crop-of-hip.ts';
import type { Study } from '../../cohort/study-folder.ts';
import { chosenModelName } from '../../database/settings/chosen-model.ts';
import { hipsOfOtherModels, putGrading, putModelInForce } from '../../database/gradings.ts';
import { hipById, ungradedHipIds } from '../../database/hips.ts';
import { failed, FailureError, valueOrThrow } from '../../domain/failure.ts';
import type { Environment } from '../environment.ts';
import type { GradableHip, Inference } from '../../inference/inference.ts';
import { kneesAmong } from '../../database/knees/knees.ts';
import { hipModels, installedModels, kneeModel, type InstalledModel } from '../../learning/grading/installed-models.ts';
import { gradeKnees } from '../knees/grade-knees.ts';
import { MOST_KNEES } from '../../learning/grading/knee-files.ts';
import type { JobHandle } from '../jobs/job-board.ts';
import { servicesText } from '../text.ts';

export interface GradingService {
  /** The installed models of every joint. */
  readonly installed: () => Promise<readonly InstalledModel[]>;
  /** The models that grade hips, the default first. */
  readonly models: () => Promise<readonly InstalledModel[]>;
  /** The model chosen in this study, else the default. Null if no model is installed. */
  readonly modelOf: (study: Study) => Promise<InstalledModel | null>;
  /** The model that grades knees. Null if none is installed. */
  readonly kneeModel: () => ReturnType<typeof kneeModel>;
  /** Grades the named joints, each with the model of its kind, or every ungraded one if the list is empty. Throws the error that stops the whole job. */
  readonly gradeHips: (study: Study, hipIds: readonly string[], job: JobHandle) => Promise<void>;
}

/** The joints sent to a model at once, unless it wants more. After each batch, progress moves and a stop takes effect. */
const BATCH = 8;

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
    kneeModel: () => kneeModel(environment),
    gradeHips: async (study, hipIds, job) => {
      const all = hipIds.length > 0 ? [...new Set(hipIds)] : ungradedHipIds(study.database);
      const knees = kneesAmong(study.database, all);
      // Hips and knees go to their own models, so a batch holds joints of one kind.
      const pending = [...all.filter((hipId) => !knees.has(hipId)), ...all.filter((hipId) => knees.has(hipId))];
      const hips = pending.length - knees.size;
      const [model, ofKnees] = [hips === 0 ? null : await modelOf(study), knees.size === 0 ? null : await kneeModel(environment)];
      if (model === null && hips > 0) {
        throw new FailureError(failed('model-not-found', servicesText.grading.noModel).failure);
      }
      if (ofKnees === null && knees.size > 0) {
        const failure = failed('model-not-found', servicesText.grading.noKneeModel);
        if (hips === 0) throw new FailureError(failure.failure);
        job.problem(servicesText.grading.knees, failure.failure);
      }
      // Another model may have graded them before it was chosen. The grades of two models never stand in one list.
      if (model !== null && hipsOfOtherModels(study.database, model.name) > 0) putModelInForce(study.database, model.name);
      job.step(servicesText.grading.stage, 0, pending.length);
      let done = 0;
      const { atOnce = BATCH } = inference;
      for (const batch of batchesOf(pending, hips, { ofHips: atOnce, ofKnees: Math.min(atOnce, MOST_KNEES) })) {
        if (job.signal.aborted) return;
        const isKnees = done >= hips;
        if (model !== null && !isKnees) await gradeBatch({ study, model, inference, job, environment }, batch);
        const order = { study, inference, job, now: environment.now };
        if (ofKnees !== null && isKnees) await gradeKnees({ ...order, model: ofKnees }, batch);
        done += batch.length;
        job.step(servicesText.grading.stage, done, pending.length);
        await yieldToOthers(); // a batch without a crop awaits nothing else
      }
    },
  };
}

/** Hips, which come first, and knees in batches of their own size. */
function* batchesOf(
  pending: readonly string[],
  hips: number,
  { ofHips, ofKnees }: Readonly<Record<'ofHips' | 'ofKnees', number>>,
): Generator<readonly string[]> {
  for (let first = 0; first < hips; first += ofHips) yield pending.slice(first, Math.min(first + ofHips, hips));
  for (let first = hips; first < pending.length; first += ofKnees) yield pending.slice(first, first + ofKnees);
}

interface StudyGrading {
  readonly study: Study;
  readonly model: InstalledModel;
  readonly inference: Inference;
  readonly job: JobHandle;
  readonly environment: Environment;
}

async function gradeBatch(grading: StudyGrading, hipIds: readonly string[]): Promise<void> {
  const { study, model, inference, job, environment } = grading;
  const crops: (GradableHip & { readonly hipId: string })[] = [];
  for (const hipId of hipIds) {
    const hip = hipById(study.database, hipId);
    const crop = hip === null ? null : await cropOfHip(study, hip);
    if (crop !== null) crops.push({ hipId, ...crop });
    else {
      const missing = failed('hip-not-found', servicesText.grading.hipRemoved).failure;
      job.problem(
        hip === null ? servicesText.grading.unknownHip : `${hip.subject} ${hip.visit} ${hip.side}`,
        hip?.problem ?? missing,
      );
    }
  }
  if (crops.length === 0) return;
  const graded = valueOrThrow(await inference.grade(model.path, crops, job.signal));
  const gradedAt = environment.now().toISOString();
  study.database.transaction(() => {
    for (const [i, { hipId }] of crops.entries()) {
      const answer = graded[i];
      if (answer === undefined) throw new Error('The model returned fewer gradings than there are hips.');
      putGrading(study.database, { hipId, model, grading: answer.grading, heatmaps: answer.maps, gradedAt });
    }
  })();
}
