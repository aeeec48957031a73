// The procedures of readings, which are a reader's own grades.

import { hipById } from '../../database/hips.ts';
import { putReading } from '../../database/readings.ts';
import { failed, FailureError } from '../../domain/failure.ts';
import { exclusive } from '../exclusive.ts';
import { procedures } from '../procedures.ts';
import { THE_READER, type Recorded } from '../recorded.ts';
import type { StudySession } from '../study/study-session.ts';
import { servicesText } from '../text.ts';

export function readingProcedures(session: StudySession, recorded: Recorded) {
  return {
    save: procedures.reading.save.handler(
      recorded(
        exclusive(
          ({ hipId }) => `hip ${hipId}`,
          ({ input }) => {
            const study = session.required();
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
