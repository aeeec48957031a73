// The knees of a study as a report needs them.

import type { Study } from '../../cohort/study-folder.ts';
import { hipById } from '../../database/hips.ts';
import { kneeGradingOf, kneeLabelOf, kneeReadingOf } from '../../database/knees/knees.ts';
import { radiographById } from '../../database/radiographs.ts';
import { failed, FailureError, success, type Failure, type Result } from '../../domain/failure.ts';
import { familiarityWarnings } from '../../domain/film/familiarity.ts';
import { THE_READER } from '../../domain/study/reader.ts';
import type { ReportKnee } from '../../report/knee-report-model.ts';
import { sameModel, type ModelIdentity } from '../../learning/grading/installed-models.ts';
import { drawnKnee } from '../grading/knee-heatmap-files.ts';
import { kneePicture } from '../knees/knee-picture.ts';
import { servicesText } from '../text.ts';
import { gatherReportable, type ReportJob, type Wanted } from './gather-reportable.ts';

export interface ReportableKnees {
  readonly knees: readonly ReportKnee[];
  readonly leftOut: readonly { readonly hipId: string; readonly failure: Failure }[];
  readonly model: ModelIdentity;
}

/**
 * Returns the knees that the model of the first reportable knee has graded, each once. The others are left out, each with its reason. Throws a
 * `FailureError` when stopped, or if no knee is left.
 */
export async function reportableKnees(study: Study, wanted: Wanted, job: ReportJob): Promise<ReportableKnees> {
  const find = (hipId: string, reportModel: ModelIdentity | null) => reportableKnee(study, hipId, reportModel);
  const { items: knees, leftOut, model } = await gatherReportable(wanted, job, find);
  if (model === null) throw new FailureError(failed('not-graded', servicesText.report.noGradedKnee).failure);
  return { knees, leftOut, model };
}

async function reportableKnee(
  study: Study,
  hipId: string,
  reportModel: ModelIdentity | null,
): Promise<Result<{ readonly item: ReportKnee; readonly model: ModelIdentity }>> {
  const { database } = study;
  const hip = hipById(database, hipId);
  const film = hip === null ? null : radiographById(database, hip.radiographId);
  if (hip === null || film === null) return failed('hip-not-found', servicesText.report.hipNotInStudy);
  const grading = kneeGradingOf(database, hipId);
  if (grading === null) return failed('not-graded', servicesText.report.notGraded);
  if (reportModel !== null && !sameModel(grading.model, reportModel))
    return failed('not-graded', servicesText.report.differentModels);
  const picture = await kneePicture(study, film, hip);
  const map = grading.maps.find(({ kind }) => kind === 'grad-cam');
  if (picture === null || map === undefined)
    return { ok: false, failure: hip.problem ?? failed('not-graded', servicesText.report.noCrop).failure };
  const { grey, size, over } = drawnKnee(picture, grading.region);
  const { grade, probabilities, expected, familiarity } = grading;
  return success({
    model: grading.model,
    item: {
      hip: { subject: hip.subject, visit: hip.visit, side: hip.side },
      grade,
      probabilities,
      expected,
      reading: kneeReadingOf(database, hipId, THE_READER),
      label: kneeLabelOf(database, hip),
      familiarity,
      warnings: [...film.warnings, ...hip.warnings, ...familiarityWarnings(familiarity, 'knee')],
      figure: { size, grey, evidence: over({ ...map, values: Float32Array.from(map.values) }) },
    },
  });
}
