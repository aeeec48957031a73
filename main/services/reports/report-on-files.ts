// A report on files without a study, for the command line. Grades the files and writes the report into a folder.

import { familiarityWarnings } from '../../domain/film/familiarity.ts';
import type { ReportFormat } from '../../domain/study/report.ts';
import { failed, FailureError, type FileProblem } from '../../domain/failure.ts';
import { filmSpacing } from '../../domain/film/spacing.ts';
import { LANDMARK_TABLES, type Numbering } from '../../domain/landmark-table.ts';
import type { GradedHipForReport } from '../../report/report-model.ts';
import type { Environment } from '../environment.ts';
import type { LooseNames } from '../films/loose-names.ts';
import { locatingNetworks } from '../../learning/grading/installed-models.ts';
import type { InstalledModel } from '../../learning/grading/installed-models.ts';
import { predictFiles, type PredictedHip, type PredictProcesses } from '../../learning/grading/predict-files.ts';
import { renderReport } from './render-report.ts';
import { reportStopped } from './gather-reportable.ts';
import { reportEvidence } from './report-evidence.ts';
import { writeWholeFiles } from '../../files/write-whole.ts';
import { servicesText } from '../text.ts';

export interface FileReportOrder {
  readonly paths: readonly string[];
  readonly landmarks: string | null;
  readonly spacingMm: number | null;
  readonly numbering: Numbering | null;
  readonly model: InstalledModel;
  readonly formats: readonly ReportFormat[];
  readonly folder: string;
  readonly names: LooseNames;
}

export interface FileReport {
  readonly files: readonly string[];
  readonly hips: number;
  readonly errors: readonly FileProblem[];
  /** Prostheses, and files that hold nothing to grade. */
  readonly leftOut: readonly FileProblem[];
  /** The subjects whose names the PDF prints partly as numbers. */
  readonly namesInNumbers: number;
}

/** Leaves bad files out and returns their errors. Throws a `FailureError` when stopped, if no hip is left, or if it cannot write the files. */
export async function reportOnFiles(
  environment: Environment,
  processes: PredictProcesses,
  order: FileReportOrder,
  signal: AbortSignal,
): Promise<FileReport> {
  const hips: GradedHipForReport[] = [];
  const errors: FileProblem[] = [];
  const leftOut: FileProblem[] = [];
  for await (const prediction of predictFiles(
    {
      ...order,
      modelPath: order.model.path,
      networks: locatingNetworks(environment),
      pictures: true,
      startReader: environment.startReader,
      signal,
    },
    processes,
  )) {
    if (prediction.kind === 'hip') hips.push(forReport(prediction.hip, order.names));
    else (prediction.kind === 'error' ? errors : leftOut).push({ file: prediction.file, failure: prediction.failure });
  }
  if (signal.aborted) throw reportStopped();
  if (hips.length === 0) {
    const reasons = errors.map(({ failure }) => failure.message);
    throw new FailureError(failed('not-graded', [servicesText.report.nothingGraded, ...reasons].join('\n')).failure);
  }
  const rendered = await renderReport(environment, {
    hips,
    model: order.model,
    card: order.model.card,
    createdAt: environment.now(),
    formats: order.formats,
  });
  const files = await writeWholeFiles(order.folder, rendered.files);
  return { files, hips: hips.length, errors, leftOut, namesInNumbers: rendered.namesInNumbers };
}

function forReport({ hip, grading, maps, prepared, radiograph }: PredictedHip, names: LooseNames): GradedHipForReport {
  const { crop, picture } = prepared;
  if (picture === null) throw new Error('A report needs the pictures of its hips.');
  return {
    hip: { ...hip, ...names.film({ ...hip, identityRemoved: radiograph.identityRemoved ?? false, patient: radiograph.patient }) },
    ...reportEvidence(grading, maps),
    frame: crop.frame,
    landmarks: crop.landmarks,
    table: LANDMARK_TABLES[prepared.numbering],
    spacing: filmSpacing(radiograph),
    quality: prepared.quality,
    warnings: [...(radiograph.warnings ?? []), ...prepared.warnings, ...familiarityWarnings(grading.familiarity)],
    picture,
  };
}
