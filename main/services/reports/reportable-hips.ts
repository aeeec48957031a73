// The hips of a study as a report needs them.

import { familiarityWarnings } from '../../domain/film/familiarity.ts';
import { readFilm } from '../../cohort/stored-picture.ts';
import type { Study } from '../../cohort/study-folder.ts';
import { measurementsOf } from '../../database/films/measurements.ts';
import { gradingOfHip } from '../../database/gradings.ts';
import { hipById, type HipRecord, type PreparedHip } from '../../database/hips.ts';
import { kneesAmong } from '../../database/knees/knees.ts';
import { radiographById } from '../../database/radiographs.ts';
import { readingsOfHips } from '../../database/readings.ts';
import { failed, FailureError, success, type Failure, type Result } from '../../domain/failure.ts';
import { filmSpacing, patientSpacingOf } from '../../domain/film/spacing.ts';
import { imageToCrop } from '../../domain/geometry.ts';
import { LANDMARK_TABLES } from '../../domain/landmark-table.ts';
import type { GradedHipForReport } from '../../report/report-model.ts';
import { reportedMeasurements } from '../../report/reported-measurement.ts';
import { gatherReportable, type ReportJob, type Wanted } from './gather-reportable.ts';
import { THE_READER } from '../../domain/study/reader.ts';
import { hipPicture } from '../../imaging/hip-picture.ts';
import { sameModel, type ModelIdentity } from '../../learning/grading/installed-models.ts';
import { reportEvidence } from './report-evidence.ts';
import { servicesText } from '../text.ts';

export interface ReportableHips {
  readonly hips: readonly GradedHipForReport[];
  readonly leftOut: readonly { readonly hipId: string; readonly failure: Failure }[];
  readonly model: ModelIdentity;
}

/**
 * Returns the hips that the model of the first reportable hip has graded, each once. The other hips are left out, each with its reason.
 * Throws a `FailureError` when stopped, or if no hip is left.
 */
export async function reportableHips(study: Study, wanted: Wanted, job: ReportJob): Promise<ReportableHips> {
  const find = (hipId: string, reportModel: ModelIdentity | null) => reportableHip(study, hipId, reportModel);
  const { items: hips, leftOut, model } = await gatherReportable(wanted, job, find);
  if (model === null) {
    const lost = leftOut.find(({ failure }) => failure.code === 'object-damaged' || failure.code === 'wrong-joint');
    throw new FailureError(lost?.failure ?? failed('not-graded', servicesText.report.noGradedHip).failure);
  }
  return { hips, leftOut, model };
}

async function reportableHip(
  study: Study,
  hipId: string,
  reportModel: ModelIdentity | null,
): Promise<Result<{ item: GradedHipForReport; model: ModelIdentity }>> {
  const hip = hipById(study.database, hipId);
  if (hip === null) return failed('hip-not-found', servicesText.report.hipNotInStudy);
  if (hip.prepared === null)
    return { ok: false, failure: hip.problem ?? failed('not-graded', servicesText.report.noCrop).failure };
  if (kneesAmong(study.database, [hipId]).has(hipId)) return failed('wrong-joint', servicesText.report.ofKnee);
  const record = gradingOfHip(study.database, hipId);
  if (record === null) return failed('not-graded', servicesText.report.notGraded);
  if (reportModel !== null && !sameModel(record.model, reportModel)) {
    return failed('not-graded', servicesText.report.differentModels);
  }
  const { frame, landmarks, numbering } = hip.prepared;
  const labels = readingsOfHips(study.database, [hipId], THE_READER).get(hipId);
  const shown = await pictureAndSpacing(study, hip, hip.prepared);
  if (!shown.ok) return shown;
  return success({
    model: record.model,
    item: {
      hip: { subject: hip.subject, visit: hip.visit, side: hip.side },
      ...reportEvidence(record.grading, record.heatmaps),
      frame,
      landmarks: landmarks.map((point) => imageToCrop(frame, point)),
      table: LANDMARK_TABLES[numbering],
      reading: labels === undefined ? undefined : { reader: THE_READER, labels },
      ...shown.value,
      warnings: [...shown.value.warnings, ...familiarityWarnings(record.grading.familiarity)],
    },
  });
}

async function pictureAndSpacing(
  study: Study,
  hip: HipRecord,
  prepared: PreparedHip,
): Promise<Result<Pick<GradedHipForReport, 'picture' | 'spacing' | 'quality' | 'warnings' | 'measurements'>>> {
  const radiograph = radiographById(study.database, hip.radiographId);
  if (radiograph === null) throw new Error('The database holds a hip without its radiograph.');
  const { width, height, pixels } = radiograph;
  const values = await readFilm(study.objects, radiograph).catch((error: unknown) => {
    if (error instanceof FailureError && error.failure.code === 'object-damaged') return error.failure;
    throw error;
  });
  if (!(values instanceof Uint16Array)) return { ok: false, failure: values };
  const stored = (grey: number): number => (grey - pixels.low) / pixels.slope;
  const intensity = { p5: stored(prepared.intensity.p5), p95: stored(prepared.intensity.p95) };
  return success({
    picture: hipPicture({ width, height, pixels: values }, prepared.frame, intensity),
    spacing: filmSpacing(radiograph),
    quality: hip.quality,
    warnings: [...radiograph.warnings, ...hip.warnings],
    measurements: reportedMeasurements(measurementsOf(study.database, hip.hipId), patientSpacingOf(radiograph)),
  });
}
