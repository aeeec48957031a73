// The procedures of grading: grade hips, choose the model of a study.

import { chooseModelName, chosenModelName } from '../../database/settings/chosen-model.ts';
import { putModelInForce } from '../../database/gradings.ts';
import { addChange } from '../../database/settings/undo-log.ts';
import { isWeak } from '../../domain/training/model.ts';
import { kappaOf } from '../../learning/grading/installed-models.ts';
import { failed, FailureError } from '../../domain/failure.ts';
import { THE_READER } from '../../domain/study/reader.ts';
import { exclusive, exclusiveOrBusy, GRADING_KEY } from '../exclusive.ts';
import type { JobHandle } from '../jobs/job-board.ts';
import { inStudy } from '../procedures.ts';
import type { Recorded } from '../recorded.ts';
import type { GradingService } from './grading-service.ts';
import { servicesText } from '../text.ts';

export function gradingProcedures(grading: GradingService, recorded: Recorded) {
  return {
    run: inStudy.grading.run.handler(
      recorded(
        exclusiveOrBusy(
          () => GRADING_KEY,
          servicesText.grading.busy,
          async ({ input: { hipIds }, context: { session }, signal, hold }) => {
            const { study, board } = session;
            const work = (job: JobHandle) => grading.gradeHips(study, hipIds, job);
            const model = await grading.modelOf(study);
            const about = model === null ? '' : `${model.name} ${model.version}`;
            return {
              study,
              target: 'predict',
              detail: { hipIds },
              answer: () => board.startAndFollow({ kind: 'predict', about, work }, { hold, signal }),
            };
          },
        ),
      ),
    ),
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
            const before = chosenModelName(study.database) ?? (await grading.modelOf(study))?.name ?? null;
            return {
              study,
              target: name,
              detail: { before, sha256: model.sha256, kappa },
              write: (at) => {
                if (before !== name) addChange(study.database, { kind: 'model', at, before, after: name });
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
