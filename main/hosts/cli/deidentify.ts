// `osteograde deidentify`: copies of DICOM files that name nobody.

import { deidentifyFiles, REPORT_FILE, type DeidentifyOptions, type FileReport } from '../../services/films/deidentify-files.ts';
import type { Say } from './terminal.ts';

export interface DeidentifyChoices extends DeidentifyOptions {
  readonly out: string;
  readonly key?: string;
  readonly redact?: boolean;
  readonly json?: boolean;
}

/** True when every file has its copy. */
export async function deidentify(paths: readonly string[], choices: DeidentifyChoices, say: Say): Promise<boolean> {
  const { out, key = null, redact = false, json = false, ...options } = choices;
  const reports: FileReport[] = [];
  for await (const report of deidentifyFiles({ paths, out, keyTable: key, options, redact })) {
    reports.push(report);
    say.progress(`De-identified ${reports.length}`);
    for (const failure of [report.problem, report.warning]) {
      if (failure !== null && !json) say.error(`${report.source}: ${failure.message}`);
    }
  }
  const copies = reports.filter(({ file }) => file !== null);
  if (json) say.line(JSON.stringify(reports, null, 2));
  else {
    say.line(`${copies.length} copies written, ${reports.length - copies.length} files refused. What was done: ${REPORT_FILE}.`);
    if (key === null) say.line('No key table was kept: nobody can be traced back, and another run gives other names and dates.');
  }
  return copies.length === reports.length;
}
