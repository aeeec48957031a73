// The procedures of grading: grade hips, choose the model of a study.

import { chooseModelName, chosenModelName } from '../../database/settings/chosen-model.ts';
import { putModelInForce } from '../../database/gradings.ts';
import { addChange } from '../../database/settings/undo-log.ts';
import { isWeak } from '../../domain/training/model.ts';
import { kappaOf, type InstalledModel } from '../../learning/grading/installed-models.ts';
import type { Study } from '../../cohort/study-folder.ts';
import { failed, FailureError, valueOrThrow } from '../../domain/failure.ts';
import type { Inference } from '../../inference/inference.ts';
import type { Workstations } from '../../remote/client/workstations.ts';
import { THE_READER } from '../../domain/study/reader.ts';
import type { Environment } from '../environment.ts';
import { exclusive, exclusiveOrBusy, GRADING_KEY } from '../exclusive.ts';
import type { JobHandle } from '../jobs/job-board.ts';
import { inStudy } from '../procedures.ts';
import type { Recorded } from '../recorded.ts';
import { gradingSends } from './grading-sends.ts';
import { openGradingService, type GradingService } from './grading-service.ts';
import { servicesText } from '../text.ts';
import { gradingOfJob } from '../workstations/grading-of-job.ts';
import { ableWorkstation } from '../workstations/workstation-calls.ts';

interface GradingServices {
  readonly environment: Environment;
  readonly grading: GradingService;
  readonly inference: Inference;
  readonly workstations: Workstations;
}

export function gradingProcedures(services: GradingServices, recorded: Recorded) {
  const { environment, grading, inference: here, workstations } = services;
  const gradingOn = async (name: string, study: Study, job: JobHandle): Promise<GradingService> => {
    const workstation = await ableWorkstation(workstations, name, 'grade');
    const [ofHips, ofKnees] = [await grading.modelOf(study), await grading.kneeModel()];
    const there = (model: InstalledModel | null): Inference =>
      model === null
        ? here
        : gradingOfJob(here, { action: 'grading.send', workstation, study, model, now: environment.now, job });
    const { gradeKnees, atOnce } = there(ofKnees);
    return openGradingService(environment, { ...(atOnce === undefined ? {} : { atOnce }), ...there(ofHips), gradeKnees });
  };
  return {
    run: inStudy.grading.run.handler(
      recorded(
        exclusiveOrBusy(
          () => GRADING_KEY,
          servicesText.grading.busy,
          async ({ input: { hipIds, workstation }, context: { session }, signal, hold }) => {
            const { study, board } = session;
            if (workstation !== null) valueOrThrow(await workstations.find(workstation));
            const work = async (job: JobHandle): Promise<void> => {
              const service = workstation === null ? grading : await gradingOn(workstation, study, job);
              await service.gradeHips(study, hipIds, job);
            };
            const model = await grading.modelOf(study);
            const about = model === null ? '' : `${model.name} ${model.version}`;
            return {
              study,
              target: 'predict',
              detail: { hipIds, ...(workstation === null ? {} : { workstation }) },
              answer: () => board.startAndFollow({ kind: 'predict', about, work }, { hold, signal }),
            };
          },
        ),
      ),
    ),
    sends: inStudy.grading.sends.handler(async ({ input: { hipIds, workstation: name }, context }) => {
      const { host, port } = valueOrThrow(await workstations.find(name));
      return { workstation: name, host, port, items: await gradingSends(context.session.study, hipIds, grading) };
    }),
    model: inStudy.grading.model.handler(async ({ context }) => {
      const model = await grading.modelOf(context.session.study);
      return { name: model?.name ?? null };
    }),
    choose: inStudy.grading.choose.handler(
      recorded(
        exclusive(
          () => 'model',
          async ({ input: { name, acceptWeak }, context }) => {
            const { study } = context.session;
            const model = (await grading.models()).find((installed) => installed.name === name);
            if (model === undefined) {
              throw new FailureError(failed('model-not-found', servicesText.grading.chosenModelNotInstalled).failure);
            }
            const kappa = kappaOf(model.card);
            if (!acceptWeak && isWeak({ validationKappa: kappa })) {
              throw new FailureError(failed('model-weak', servicesText.grading.weakModel(name, kappa ?? 0)).failure);
            }
            const byDefault = (await grading.modelOf(study))?.name ?? null;
            const before = (): string | null => chosenModelName(study.database) ?? byDefault;
            return {
              study,
              target: name,
              detail: () => ({ before: before(), sha256: model.sha256, kappa }),
              write: (at) => {
                if (before() !== name) addChange(study.database, { kind: 'model', at, before: before(), after: name });
                chooseModelName(study.database, name, { who: THE_READER, at, why: null });
                putModelInForce(study.database, name);
              },
              answer: () => ({ chosen: name }),
            };
          },
        ),
      ),
    ),
  };
}
