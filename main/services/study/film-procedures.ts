// The procedure that corrects the pixel spacing of a film.

import { valueOrThrow } from '../../domain/failure.ts';
import { THE_READER } from '../../domain/study/reader.ts';
import { prepareCorrection, writeCorrection } from '../../learning/grading/correct-spacing.ts';
import { locatingNetworks } from '../../learning/grading/installed-models.ts';
import { exclusiveOrBusy, GRADING_KEY } from '../exclusive.ts';
import { inStudy } from '../procedures.ts';
import type { Recorded } from '../recorded.ts';
import { servicesText } from '../text.ts';
import type { StudyServices } from './study-procedures.ts';

export function filmProcedures({ environment, inference }: StudyServices, recorded: Recorded) {
  return {
    correctSpacing: inStudy.films.correctSpacing.handler(
      recorded(
        // A grading that is under way would be of the old crop.
        exclusiveOrBusy(
          () => GRADING_KEY,
          servicesText.grading.busy,
          async ({ input: { radiographId, spacingMm, why }, context }) => {
            const { study } = context.session;
            const order = { radiographId, spacingMm, now: environment.now() };
            const finders = inference.finders(locatingNetworks(environment));
            const correction = valueOrThrow(await prepareCorrection(study, order, finders));
            const { before, after, hips } = correction;
            return {
              study,
              target: radiographId,
              detail: { before, after, hips: hips.map(({ record }) => record.hipId), why },
              write: (at) => writeCorrection(study, correction, { who: THE_READER, at, why }),
              answer: () => ({ hips: hips.length }),
            };
          },
        ),
      ),
    ),
  };
}
