// The procedures of grading: grade hips, list models, choose the model of a study.

import { chooseModelName } from '../../database/chosen-model.ts';
import { failed, FailureError } from '../../domain/failure.ts';
import { jointOf } from '../../learning/grading/installed-models.ts';
import { exclusive, exclusiveOrBusy } from '../exclusive.ts';
import type { JobBoard, JobHandle } from '../jobs/job-board.ts';
import { procedures } from '../procedures.ts';
import type { Recorded } from '../recorded.ts';
import { keepJobIn, type StudySession } from '../study/study-session.ts';
import type { GradingService } from './grading-service.ts';
import { servicesText } from '../text.ts';

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
          servicesText.grading.busy,
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
              throw new FailureError(failed('model-not-found', servicesText.grading.chosenModelNotInstalled).failure);
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
