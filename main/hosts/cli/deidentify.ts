// `osteograde deidentify`: de-identified copies of DICOM files.

import { deidentifyFiles, REPORT_FILE, type DeidentifyOptions, type FileReport } from '../../services/films/deidentify-files.ts';
import { isRefusal } from '../../domain/failure.ts';
import { namingFile } from '../../files/file-failure.ts';
import { buildEnvironment } from '../build-environment.ts';
import { openClosingSummary } from './closing-summary.ts';
import type { Terminal } from './terminal.ts';
import { outputText } from '../text/output.ts';

export interface DeidentifyChoices extends DeidentifyOptions {
  readonly out: string;
  readonly key?: string;
  readonly redact?: boolean;
  readonly json?: boolean;
  readonly saveProblems?: string;
}

/** True if every radiograph has its copy. */
export async function deidentify(paths: readonly string[], choices: DeidentifyChoices, terminal: Terminal): Promise<boolean> {
  const { out, key = null, redact = false, json = false, saveProblems, ...options } = choices;
  const reports: FileReport[] = [];
  const summary = openClosingSummary(terminal, { quiet: json });
  const { startReader } = buildEnvironment({ host: 'cli' });
  for await (const report of deidentifyFiles({ paths, out, keyTable: key, options, redact, startReader })) {
    reports.push(report);
    terminal.progress(outputText.deidentify.progress(reports.length));
    for (const failure of [report.problem, report.warning]) {
      if (failure !== null) summary.problem(report.source, namingFile(failure, report.source));
    }
  }
  const copies = reports.flatMap(({ file }) => file ?? []);
  const files = new Set(copies).size;
  const refused = reports.filter(({ problem }) => problem !== null && isRefusal(problem));
  if (json) terminal.json(reports, 2);
  else {
    terminal.line(outputText.deidentify.written(files, refused.length, REPORT_FILE));
    if (files < copies.length) terminal.line(outputText.deidentify.sameFilm(copies.length - files));
    if (key === null) terminal.line(outputText.deidentify.noKeyTable);
  }
  await summary.end(saveProblems);
  return refused.length === 0 && copies.length > 0;
}
