// The procedures of knees: the case of a knee, and its reading.

import type { Study } from '../../cohort/study-folder.ts';
import { hipById, hipsOfRadiograph, type HipRecord } from '../../database/hips.ts';
import {
  kneeGradingOf,
  kneeLabelOf,
  kneeReadingOf,
  kneesAmong,
  putKneeReading,
  sameKneeLabel,
} from '../../database/knees/knees.ts';
import { addChange } from '../../database/settings/undo-log.ts';
import { radiographById } from '../../database/radiographs.ts';
import { failed, FailureError } from '../../domain/failure.ts';
import { THE_READER } from '../../domain/study/reader.ts';
import type { CaseKnee, KneeCase } from '../../domain/study/knee-case.ts';
import { exclusive } from '../exclusive.ts';
import { caseModelOf } from '../grading/case-model-of.ts';
import type { GradingService } from '../grading/grading-service.ts';
import { inStudy } from '../procedures.ts';
import type { Recorded } from '../recorded.ts';
import { shownRadiograph } from '../study/shown-radiograph.ts';
import { servicesText } from '../text.ts';
import { kneeArea } from './knee-picture.ts';

export function kneeProcedures(grading: GradingService, recorded: Recorded) {
  return {
    case: inStudy.knees.case.handler(({ input, context }) => caseOf(context.session.study, input.hipId, grading)),
    read: inStudy.knees.read.handler(
      recorded(
        exclusive(
          ({ hipId }) => `hip ${hipId}`,
          ({ input: { hipId, label, why = null }, context }) => {
            const { study } = context.session;
            knownKnee(study, hipId);
            const before = kneeReadingOf(study.database, hipId, THE_READER);
            return {
              study,
              target: hipId,
              detail: { before, label, why },
              write: (at) => {
                const now = kneeReadingOf(study.database, hipId, THE_READER);
                if (!sameKneeLabel(now, label)) {
                  addChange(study.database, { kind: 'knee-reading', at, hipId, before: now, after: label });
                }
                putKneeReading(study.database, { hipId, reader: THE_READER, label, readAt: at, why });
              },
              answer: () => ({ saved: true as const }),
            };
          },
        ),
      ),
    ),
  };
}

async function caseOf(study: Study, hipId: string, grading: GradingService): Promise<KneeCase> {
  const { radiographId } = knownKnee(study, hipId);
  const film = radiographById(study.database, radiographId);
  if (film === null) throw new Error('The database holds a knee without its radiograph.');
  const both = hipsOfRadiograph(study.database, radiographId);
  const ordered = [...both.filter((knee) => knee.hipId === hipId), ...both.filter((knee) => knee.hipId !== hipId)];
  return {
    radiograph: shownRadiograph(film),
    knees: ordered.flatMap((knee) => shownKnee(study, knee, film)),
    model: caseModelOf({
      used: kneeGradingOf(study.database, hipId)?.model,
      installed: await grading.installed(),
      next: await grading.kneeModel(),
    }),
  };
}

/** Empty if the knee has a problem instead of a picture. */
function shownKnee(study: Study, knee: HipRecord, film: { readonly width: number; readonly height: number }): CaseKnee[] {
  if (knee.prepared === null) return [];
  const { hipId, side } = knee;
  const { database } = study;
  return [
    {
      hipId,
      side,
      area: kneeArea(knee.prepared.frame, film),
      reading: kneeReadingOf(database, hipId, THE_READER),
      label: kneeLabelOf(database, knee),
      grading: kneeGradingOf(database, hipId),
    },
  ];
}

function knownKnee({ database }: Study, hipId: string): HipRecord {
  const knee = hipById(database, hipId);
  if (knee === null || !kneesAmong(database, [hipId]).has(hipId))
    throw new FailureError(failed('hip-not-found', servicesText.study.kneeNotFound).failure);
  return knee;
}
