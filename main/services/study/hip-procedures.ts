// The procedures of the worklist and of a hip's case.

import { familiarityWarnings } from '../../domain/film/familiarity.ts';
import { failed, FailureError } from '../../domain/failure.ts';
import { keptScores } from '../../domain/grading.ts';
import { LANDMARK_TABLES, ZONE_RADIUS_MM, zonePoints } from '../../domain/landmark-table.ts';
import { perQuadrant } from '../../domain/quadrant.ts';
import type { Study } from '../../cohort/study-folder.ts';
import type { Case } from '../../domain/study/case.ts';
import { trueOutlinesOf } from '../../database/films/true-outlines.ts';
import { foundPointsOf } from '../../database/found-points.ts';
import { gradingOfHip, gradingsOfHip } from '../../database/gradings.ts';
import { hipsOfRadiograph, type HipRecord } from '../../database/hips.ts';
import { radiographById } from '../../database/radiographs.ts';
import { caseModelOf } from '../grading/case-model-of.ts';
import type { GradingService } from '../grading/grading-service.ts';
import { outlineShares } from '../../learning/evidence/outline-shares.ts';
import { inStudy } from '../procedures.ts';
import { shownRadiograph } from './shown-radiograph.ts';
import type { StudySession } from './study-session.ts';
import { servicesText } from '../text.ts';

export function hipProcedures(grading: GradingService) {
  return {
    list: inStudy.hips.list.handler(({ input: { order, reversed, offset, limit, ...filter }, context }) =>
      context.session.worklist().page(filter, { order, reversed, offset, limit }),
    ),
    ids: inStudy.hips.ids.handler(({ input: { order, reversed, ...filter }, context }) => [
      ...context.session.worklist().hipIds(filter, { order, reversed }),
    ]),
    case: inStudy.hips.case.handler(({ input, context: { session } }) => caseOf(session, input.hipId, grading)),
    subject: inStudy.hips.subject.handler(({ input, context }) => context.session.worklist().subject(input.subject)),
    coOccurrence: inStudy.hips.coOccurrence.handler(({ input, context }) => context.session.worklist().coOccurrence(input)),
  };
}

async function caseOf(session: StudySession, hipId: string, grading: GradingService): Promise<Case> {
  const { study } = session;
  const [installed, next] = await Promise.all([grading.installed(), grading.modelOf(study)]);
  const worklist = session.worklist();
  const row = worklist.row(hipId);
  const radiograph = row === null ? null : radiographById(study.database, row.radiographId);
  if (row === null || radiograph === null) {
    throw new FailureError(failed('hip-not-found', servicesText.study.hipNotFound).failure);
  }
  const both = hipsOfRadiograph(study.database, row.radiographId);
  const ordered = [...both.filter((hip) => hip.hipId === hipId), ...both.filter((hip) => hip.hipId !== hipId)];
  return {
    row,
    radiograph: shownRadiograph(radiograph),
    hips: ordered.flatMap((hip) => drawnHip(study, hip)),
    timeline: worklist.subject(row.subject).filter((visit) => visit.side === row.side),
    model: caseModelOf({
      used: gradingOfHip(study.database, hipId)?.model,
      installed,
      next,
    }),
    gradings: gradingsOfHip(study.database, hipId),
  };
}

/** Returns the hip as the case screen draws it. Empty if the hip has no crop. */
function drawnHip(study: Study, hip: HipRecord): Case['hips'] {
  if (hip.prepared === null) return [];
  const { landmarks, numbering, frame } = hip.prepared;
  const table = LANDMARK_TABLES[numbering];
  const graded = gradingOfHip(study.database, hip.hipId);
  const outlines = trueOutlinesOf(study.database, hip.hipId);
  return [
    {
      hipId: hip.hipId,
      side: hip.side,
      frame: { ...frame },
      landmarks: landmarks.map(({ x, y }) => ({ x, y })),
      pointsFrom: foundPointsOf(study.database, hip.hipId) === null ? 'file' : 'network',
      quality: hip.quality,
      warnings: [...hip.warnings, ...familiarityWarnings(graded?.grading.familiarity)],
      zones: perQuadrant((quadrant) => zonePoints(landmarks, table, quadrant).map(({ x, y }) => ({ x, y }))),
      zoneRadiusMm: ZONE_RADIUS_MM,
      grading: graded?.grading ?? null,
      gradedAt: graded?.gradedAt ?? null,
      trueOutlines: perQuadrant((quadrant) => outlines[quadrant]?.map(({ x, y }) => ({ x, y })) ?? null),
      inOutline: graded === null ? {} : outlineShares(graded.heatmaps, outlines, frame),
      scores: graded === null ? [] : [...keptScores(graded.heatmaps)],
    },
  ];
}
