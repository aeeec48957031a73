// `osteograde deidentify`: de-identified copies of DICOM files.

import { deidentifyFiles, REPORT_FILE, type DeidentifyOptions, type FileReport } from '../../services/films/deidentify-files.ts';
import type { Terminal } from './terminal.ts';
import { outputText } from '../text/output.ts';

export interface DeidentifyChoices extends DeidentifyOptions {
  readonly out: string;
  readonly key?: string;
  readonly redact?: boolean;
  readonly json?: boolean;
}

/** True if every file has its copy. */
export async function deidentify(paths: readonly string[], choices: DeidentifyChoices, terminal: Terminal): Promise<boolean> {
  const { out, key = null, redact = false, json = false, ...options } = choices;
  const reports: FileReport[] = [];
  for await (const report of deidentifyFiles({ paths, out, keyTable: key, options, redact })) {
    reports.push(report);
    terminal.progress(outputText.deidentify.progress(reports.length));
    for (const failure of [report.problem, report.warning]) {
      if (failure !== null && !json) terminal.error(outputText.deidentify.problem(report.source, failure.message));
    }
  }
  const copies = reports.filter(({ file }) => file !== null);
  if (json) terminal.json(reports, 2);
  else {
    terminal.line(outputText.deidentify.written(copies.length, reports.length - copies.length, REPORT_FILE));
    if (key === null) terminal.line(outputText.deidentify.noKeyTable);
  }
  return copies.length === reports.length;
}
