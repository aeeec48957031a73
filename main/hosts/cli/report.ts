// `osteograde report`: a report in PDF, JSON, CSV or as DICOM structured reports on files, or on the graded hips of a study.

import { REPORT_FORMATS, type ReportFormat } from '../../domain/study/report.ts';
import { resolve } from 'node:path';
import { failed, FailureError, valueOrThrow } from '../../domain/failure.ts';
import type { Numbering } from '../../domain/landmark-table.ts';
import { chosenModel } from '../../learning/grading/installed-models.ts';
import { openLooseNames } from '../../services/films/loose-names.ts';
import { reportOnFiles } from '../../services/reports/report-on-files.ts';
import { reportOnStudy } from '../../services/reports/report-on-study.ts';
import { buildEnvironment } from '../build-environment.ts';
import { openClosingSummary } from './closing-summary.ts';
import { openPredictProcesses } from './predict-processes.ts';
import type { Terminal } from './terminal.ts';
import { stopSignal } from './stop-signal.ts';
import { outputText } from '../text/output.ts';

export interface ReportChoices {
  readonly study?: string;
  readonly out: string;
  readonly format: string;
  readonly landmarks?: string;
  readonly model?: string;
  readonly spacing?: number;
  readonly numbering?: Numbering;
  readonly keepIdentifiers?: boolean;
}

/** True if every file, or every hip of the study, is in the report. */
export async function report(files: readonly string[], choices: ReportChoices, terminal: Terminal): Promise<boolean> {
  const environment = buildEnvironment({ host: 'cli' });
  const formats = formatsOf(choices.format);
  const folder = resolve(choices.out);
  const signal = stopSignal();
  const step = (stage: string, done: number, total: number): void => terminal.progress(`${stage} ${done}/${total}`);
  if (choices.study !== undefined) {
    const written = await reportOnStudy(environment, { study: resolve(choices.study), formats, folder }, { signal, step });
    for (const file of written.files) terminal.line(file);
    for (const { hipId, failure } of written.leftOut) terminal.error(`${hipId}: ${failure.message}`);
    return written.leftOut.length === 0;
  }
  if (files.length === 0) throw new FailureError(failed('bad-request', outputText.report.nothingNamed).failure);
  const processes = openPredictProcesses(environment.errors);
  const names = openLooseNames(environment, { keepIdentifiers: choices.keepIdentifiers === true });
  if (!names.stored) terminal.error(outputText.shared.namesNotStored);
  try {
    const model = valueOrThrow(await chosenModel(environment, choices.model));
    const order = {
      paths: files,
      landmarks: choices.landmarks ?? null,
      spacingMm: choices.spacing ?? null,
      numbering: choices.numbering ?? null,
    };
    const written = await reportOnFiles(environment, processes, { ...order, model, formats, folder, names }, signal);
    for (const file of written.files) terminal.line(file);
    const summary = openClosingSummary({ ...terminal, line: terminal.error }, { quiet: false }); // the results are the paths of the report;
    for (const { file, failure } of [...written.errors, ...written.leftOut]) summary.problem(file, failure);
    await summary.end(undefined);
    if (written.namesInNumbers > 0) terminal.error(outputText.report.namesInNumbers(written.namesInNumbers));
    return written.errors.length === 0;
  } finally {
    names.close();
    await processes.close();
  }
}

function formatsOf(text: string): ReportFormat[] {
  return text.split(',').map((word) => {
    const format = REPORT_FORMATS.find((name) => name === word.trim());
    if (format !== undefined) return format;
    throw new FailureError(failed('bad-request', outputText.report.unknownFormat(word)).failure);
  });
}
