// A reader's own grades.

import { appendAudit } from '../../database/audit.ts';
import { hipById } from '../../database/hips.ts';
import { putReading } from '../../database/readings.ts';
import { failed, FailureError } from '../../domain/failure.ts';
import type { Environment } from '../environment.ts';
import { procedures } from '../procedures.ts';
import type { StudySession } from '../study/study-session.ts';

/** Until several readers share a study there is one. */
export const THE_READER = 'reader-1';

export function readingProcedures(session: StudySession, environment: Environment) {
  return {
    save: procedures.reading.save.handler(({ input }) => {
      const { database } = session.required();
      if (hipById(database, input.hipId) === null) {
        throw new FailureError(
          failed('hip-not-found', 'This hip is not in the open study. Go back to the library and choose another.').failure,
        );
      }
      const at = environment.now().toISOString();
      database.transaction(() => {
        putReading(database, { ...input, reader: THE_READER, readAt: at });
        const detail = { quadrant: input.quadrant, label: input.label };
        appendAudit(database, { at, actor: THE_READER, action: 'reading.save', target: input.hipId, detail });
      })();
      return { saved: true as const };
    }),
  };
}
