// The procedures of readings, which are a reader's own grades.

import { hipById } from '../../database/hips.ts';
import { putReading } from '../../database/readings.ts';
import { failed, FailureError } from '../../domain/failure.ts';
import { exclusive } from '../exclusive.ts';
import { inStudy } from '../procedures.ts';
import { THE_READER } from '../../domain/study/reader.ts';
import { type Recorded } from '../recorded.ts';
import { servicesText } from '../text.ts';

export function readingProcedures(recorded: Recorded) {
  return {
    save: inStudy.reading.save.handler(
      recorded(
        exclusive(
          ({ hipId }) => `hip ${hipId}`,
          ({ input, context }) => {
            const { study } = context.session;
            const { hipId, quadrant, label } = input;
            if (hipById(study.database, hipId) === null) {
              throw new FailureError(failed('hip-not-found', servicesText.study.hipNotFound).failure);
            }
            return {
              study,
              target: hipId,
              detail: { quadrant, label },
              write: (at) => putReading(study.database, { hipId, quadrant, label, reader: THE_READER, readAt: at }),
              answer: () => ({ saved: true as const }),
            };
          },
        ),
      ),
    ),
  };
}
