// The worklist and the case of one hip.

import { failed, FailureError } from '../domain/failure.ts';
import { LANDMARK_TABLES, ZONE_RADIUS_MM } from '../domain/landmark-table.ts';
import { perQuadrant } from '../domain/quadrant.ts';
import type { Study } from '../cohort/study-folder.ts';
import type { Case } from '../contract/schemas.ts';
import { gradingOfHip } from '../database/gradings.ts';
import { hipsOfRadiograph, type HipRecord } from '../database/hips.ts';
import { radiographById, type RadiographRecord } from '../database/radiographs.ts';
import { timelineOf, worklistPage, worklistRow } from '../database/worklist.ts';
import type { GradingService } from './grading.ts';
import { procedures } from './procedures.ts';
import { THE_READER } from './reading.ts';
import type { StudySession } from './study-session.ts';

export function hipProcedures(session: StudySession, grading: GradingService) {
  return {
    list: procedures.hips.list.handler(({ input }) => {
      const page = worklistPage(session.required().database, input, THE_READER);
      return { ...page, rows: [...page.rows] };
    }),
    case: procedures.hips.case.handler(({ input }) => caseOf(session.required(), input.hipId, grading)),
  };
}

async function caseOf(study: Study, hipId: string, grading: GradingService): Promise<Case> {
  const row = worklistRow(study.database, hipId, THE_READER);
  const radiograph = row === null ? null : radiographById(study.database, row.radiographId);
  if (row === null || radiograph === null) {
    throw new FailureError(
      failed('hip-not-found', 'This hip is not in the open study. Go back to the library and choose another.').failure,
    );
  }
  const both = hipsOfRadiograph(study.database, row.radiographId);
  const ordered = [...both.filter((hip) => hip.hipId === hipId), ...both.filter((hip) => hip.hipId !== hipId)];
  return {
    row,
    radiograph: radiographOf(radiograph),
    hips: ordered.flatMap((hip) => drawnHip(study, hip)),
    timeline: [...timelineOf(study.database, row.subject, row.side, THE_READER)],
    model: await modelOf(study, hipId, grading),
  };
}

/** The model that graded the hip; of an ungraded hip, the one that would. */
async function modelOf(study: Study, hipId: string, grading: GradingService): Promise<Case['model']> {
  const used = gradingOfHip(study.database, hipId)?.model;
  const models = await grading.models();
  const model = used === undefined ? models.at(0) : models.find((one) => one.sha256 === used.sha256);
  if (model !== undefined) return { name: model.name, version: model.version, limits: model.limits };
  return used === undefined ? null : { name: used.name, version: used.version, limits: 'This model is no longer installed.' };
}

function radiographOf(record: RadiographRecord): Case['radiograph'] {
  const { radiographId, width, height, spacingMm, spacingSource, window, monochrome1 } = record;
  return { radiographId, width, height, spacingMm, spacingSource, window: { ...window }, monochrome1 };
}

/** A hip with a crop as the case screen draws it; nothing for one with a problem. */
function drawnHip(study: Study, hip: HipRecord): Case['hips'] {
  if (hip.prepared === null) return [];
  const { landmarks, numbering, frame } = hip.prepared;
  const { zones } = LANDMARK_TABLES[numbering];
  const graded = gradingOfHip(study.database, hip.hipId)?.grading ?? null;
  return [
    {
      hipId: hip.hipId,
      side: hip.side,
      frame: { ...frame },
      landmarks: landmarks.map(({ x, y }) => ({ x, y })),
      zones: perQuadrant((quadrant) => zones[quadrant].map((index) => landmarks[index]).map(({ x, y }) => ({ x, y }))),
      zoneRadiusMm: ZONE_RADIUS_MM,
      grading:
        graded === null
          ? null
          : {
              ...graded,
              quadrants: perQuadrant((quadrant) => {
                const one = graded.quadrants[quadrant];
                return { ...one, probabilities: [...one.probabilities], peak: { ...one.peak } };
              }),
            },
    },
  ];
}
