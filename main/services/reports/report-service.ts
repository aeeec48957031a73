// Reports on the hips of a study, kept with it.

import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { sha256Of } from '../../files/object-store.ts';
import { folderFailure } from '../../files/file-failure.ts';
import { buildWhole, writeWhole } from '../../files/write-whole.ts';
import { unpackPixels } from '../../cohort/stored-pixels.ts';
import type { Study } from '../../cohort/study-folder.ts';
import type { Report, ReportFormat } from '../../domain/study/report.ts';
import { gradingOfHip } from '../../database/gradings.ts';
import { hipById, type HipRecord, type PreparedHip } from '../../database/hips.ts';
import { radiographById } from '../../database/radiographs.ts';
import { readingsOfHips } from '../../database/readings.ts';
import { insertReport, listReports, type ReportRecord } from '../../database/reports.ts';
import { failed, FailureError, success, type Failure, type Result } from '../../domain/failure.ts';
import { imageToCrop } from '../../domain/geometry.ts';
import { LANDMARK_TABLES } from '../../domain/landmark-table.ts';
import type { GradedHipForReport } from '../../report/report-model.ts';
import type { Environment } from '../environment.ts';
import { hipPicture } from './hip-picture.ts';
import type { JobBoard, JobHandle } from '../jobs/job-board.ts';
import { procedures } from '../procedures.ts';
import { exclusiveOrBusy } from '../exclusive.ts';
import { THE_READER, type Change, type Recorded } from '../recorded.ts';
import { renderReport } from './render-report.ts';
import { reportEvidence } from './report-evidence.ts';
import { keepJobIn, type StudySession } from '../study/study-session.ts';

export interface ReportService {
  /**
   * Writes the report's files, all or none; the change enters them into the study. Throws a `FailureError` when stopped or when no hip can
   * be reported.
   */
  readonly exportReport: (study: Study, order: ReportOrder, job: ReportJob) => Promise<Change<Report>>;
}

interface ReportOrder {
  readonly hipIds: readonly string[];
  readonly formats: readonly ReportFormat[];
}

/** The parts of a job that a report needs. */
export type ReportJob = Pick<JobHandle, 'signal' | 'step'>;

export interface ReportProcedureServices {
  readonly session: StudySession;
  readonly board: JobBoard;
  readonly reports: ReportService;
}

export function reportProcedures({ session, board, reports }: ReportProcedureServices, recorded: Recorded) {
  return {
    /** Answers when the report is written; meanwhile the job board shows how far it is, and can stop it. */
    export: procedures.report.export.handler(
      recorded(
        exclusiveOrBusy(
          () => 'job report',
          'A report is being written in this study already. Wait for it to end, or stop it.',
          async ({ input }) => {
            const study = session.required();
            const written = Promise.withResolvers<Change<Report>>();
            const work = async (job: JobHandle): Promise<void> => written.resolve(await reports.exportReport(study, input, job));
            const end = await board.ended(board.start({ kind: 'report', keep: keepJobIn(study), work }));
            if (end.failure !== null) throw new FailureError(end.failure);
            return written.promise;
          },
        ),
      ),
    ),
    list: procedures.report.list.handler(() => {
      const study = session.required();
      return listReports(study.database).map((record) => withPaths(study, record));
    }),
  };
}

export function openReportService(environment: Environment): ReportService {
  return {
    exportReport: async (study, { hipIds, formats }, job) => {
      const { hips, left, modelSha256 } = await reportableHips(study, hipIds, job);
      job.step('Writing the report', hips.length, hips.length);
      const createdAt = environment.now();
      const files = await renderReport(environment, { hips, modelSha256, createdAt, formats });
      if (job.signal.aborted) throw stopped();
      const record: ReportRecord = {
        reportId: environment.newId(),
        hips: hips.length,
        left,
        createdAt: createdAt.toISOString(),
        files: files.map(({ name, format, bytes }) => ({ name, format, bytes: bytes.byteLength, sha256: sha256Of(bytes) })),
      };
      await writeFolder(join(study.folder, 'reports'), record.reportId, files);
      return {
        study,
        target: record.reportId,
        detail: { files: record.files, hips: hips.map(({ hip }) => hip), left: left.length },
        write: () => insertReport(study.database, record),
        answer: () => withPaths(study, record),
      };
    },
  };
}

function stopped(): FailureError {
  return new FailureError(failed('stopped', 'The report was stopped; nothing was written.').failure);
}

function withPaths(study: Study, record: ReportRecord): Report {
  return {
    reportId: record.reportId,
    hips: record.hips,
    left: record.left.map((one) => ({ ...one })),
    createdAt: record.createdAt,
    files: record.files.map(({ name, format, bytes }) => ({
      name,
      format,
      bytes,
      path: join(study.folder, 'reports', record.reportId, name),
    })),
  };
}

interface ReportableHips {
  readonly hips: readonly GradedHipForReport[];
  readonly left: readonly { readonly hipId: string; readonly failure: Failure }[];
  readonly modelSha256: string;
}

/** Hips graded by the model that graded the first of them; the others are left out with their reasons. */
async function reportableHips(study: Study, hipIds: readonly string[], job: ReportJob): Promise<ReportableHips> {
  const hips: GradedHipForReport[] = [];
  const left: { hipId: string; failure: Failure }[] = [];
  let modelSha256: string | null = null;
  for (const [index, hipId] of hipIds.entries()) {
    if (job.signal.aborted) throw stopped();
    job.step('Gathering hips', index, hipIds.length);
    const reported = await reportedHip(study, hipId, modelSha256);
    if (reported.ok) {
      hips.push(reported.value.hip);
      modelSha256 = reported.value.modelSha256;
    } else left.push({ hipId, failure: reported.failure });
  }
  if (modelSha256 === null) {
    const words = 'None of these hips can be reported, because no model has graded them. Grade them first, then export.';
    throw new FailureError(failed('not-graded', words).failure);
  }
  return { hips, left, modelSha256 };
}

async function reportedHip(
  study: Study,
  hipId: string,
  wantedModel: string | null,
): Promise<Result<{ hip: GradedHipForReport; modelSha256: string }>> {
  const hip = hipById(study.database, hipId);
  if (hip === null) return failed('hip-not-found', 'This hip is not in the open study.');
  if (hip.prepared === null) return { ok: false, failure: hip.problem ?? failed('not-graded', 'This hip has no crop.').failure };
  const record = gradingOfHip(study.database, hipId);
  if (record === null) return failed('not-graded', 'No model has graded this hip. Grade it first, then export.');
  if (wantedModel !== null && record.model.sha256 !== wantedModel) {
    return failed('not-graded', 'Another model graded this hip than the first of the report. Grade both with the same model.');
  }
  const { frame, landmarks, numbering } = hip.prepared;
  const labels = readingsOfHips(study.database, [hipId], THE_READER).get(hipId);
  return success({
    modelSha256: record.model.sha256,
    hip: {
      hip: { subject: hip.subject, visit: hip.visit, side: hip.side },
      ...reportEvidence(record.grading, record.heatmaps),
      frame,
      landmarks: landmarks.map((point) => imageToCrop(frame, point)),
      table: LANDMARK_TABLES[numbering],
      reading: labels === undefined ? undefined : { reader: THE_READER, labels },
      ...(await pictureAndSpacing(study, hip, hip.prepared)),
    },
  });
}

async function pictureAndSpacing(
  study: Study,
  hip: HipRecord,
  prepared: PreparedHip,
): Promise<Pick<GradedHipForReport, 'picture' | 'spacing'>> {
  const radiograph = radiographById(study.database, hip.radiographId);
  if (radiograph === null) throw new Error('A hip without its radiograph: the database is damaged.');
  const { width, height, spacingMm, spacingSource, pixels } = radiograph;
  const values = await unpackPixels(await study.objects.read(pixels.object), width * height);
  const stored = (grey: number): number => (grey - pixels.low) / pixels.slope;
  const intensity = { p5: stored(prepared.intensity.p5), p95: stored(prepared.intensity.p95) };
  return {
    picture: hipPicture({ width, height, pixels: values }, prepared.frame, intensity),
    spacing: { mm: spacingMm, source: spacingSource },
  };
}

/** Writes all files into a new folder, which appears complete or not at all. */
async function writeFolder(
  parent: string,
  name: string,
  files: readonly { readonly name: string; readonly bytes: Uint8Array }[],
): Promise<void> {
  try {
    await mkdir(parent, { recursive: true });
    await buildWhole(join(parent, name), async (draft) => {
      await mkdir(draft);
      for (const file of files) await writeWhole(join(draft, file.name), file.bytes);
    });
  } catch (error) {
    const failure = folderFailure(error, parent);
    throw failure === null ? error : new FailureError(failure);
  }
}
